package org.vouchsafe.processor.wasm;

import static org.vouchsafe.processor.wasm.Wasm.I32;
import static org.vouchsafe.processor.wasm.Wasm.call;
import static org.vouchsafe.processor.wasm.Wasm.concat;
import static org.vouchsafe.processor.wasm.Wasm.i32;
import static org.vouchsafe.processor.wasm.Wasm.load;
import static org.vouchsafe.processor.wasm.Wasm.op;
import static org.vouchsafe.processor.wasm.Wasm.store;

import org.vouchsafe.attestation.Bytes;

/** Small programs that tests run. */
public final class Programs {
  /** loop … br 0 … end, without a call. */
  static final byte[] LOOP = op(0x03, 0x40, 0x0C, 0, 0x0B);

  private Programs() {}

  /** A command that does what {@code code} says; function 0 is proc_exit. */
  public static Bytes command(byte[]... code) {
    Wasm wasm = new Wasm();
    int exit = wasm.type(new int[] {I32});
    int none = wasm.type(new int[0]);
    wasm.wasi("proc_exit", exit);
    wasm.memory(1, 65536);
    return wasm.export("_start", wasm.function(none, code)).build();
  }

  public static Bytes exit(int status) {
    return command(i32(status), call(0));
  }

  public static Bytes endless() {
    return command(LOOP);
  }

  /** A reactor with exports: echo (input to output), count (calls so far), fail, forever. */
  public static Bytes reactor() {
    Wasm wasm = new Wasm();
    int io = wasm.type(new int[] {I32, I32, I32, I32}, I32);
    int none = wasm.type(new int[0]);
    int number = wasm.type(new int[0], I32);
    int read = wasm.wasi("fd_read", io);
    int write = wasm.wasi("fd_write", io);
    wasm.memory(4, 16).global();
    wasm.export("echo", wasm.function(none, copying(read, write)));
    wasm.export("count", wasm.function(number, op(0x23, 0), i32(1), op(0x6A, 0x24, 0, 0x23, 0)));
    wasm.export("fail", wasm.function(none, op(0x00)));
    return wasm.export("forever", wasm.function(none, LOOP)).build();
  }

  /** A command that copies its input to its output. */
  public static Bytes cat() {
    Wasm wasm = new Wasm();
    int io = wasm.type(new int[] {I32, I32, I32, I32}, I32);
    int none = wasm.type(new int[0]);
    int read = wasm.wasi("fd_read", io);
    int write = wasm.wasi("fd_write", io);
    wasm.memory(4, 16);
    return wasm.export("_start", wasm.function(none, copying(read, write))).build();
  }

  /** The vector is at 0, the count of bytes at 16, the buffer from 64 on. */
  private static byte[] copying(int read, int write) {
    return concat(
        op(0x03, 0x40),
        store(0, i32(64)),
        store(4, i32(65536)),
        concat(i32(0), i32(0), i32(1), i32(16), call(read), op(0x1A)),
        concat(load(16), op(0x04, 0x40)),
        store(4, load(16)),
        concat(i32(1), i32(0), i32(1), i32(20), call(write), op(0x1A)),
        op(0x0C, 1, 0x0B, 0x0B));
  }

  /** Writes without end. */
  public static Bytes flood() {
    Wasm wasm = new Wasm();
    int io = wasm.type(new int[] {I32, I32, I32, I32}, I32);
    int none = wasm.type(new int[0]);
    int write = wasm.wasi("fd_write", io);
    wasm.memory(2, 2);
    byte[] code =
        concat(
            store(4, i32(65536)),
            op(0x03, 0x40),
            concat(i32(1), i32(0), i32(1), i32(20), call(write), op(0x1A)),
            op(0x0C, 0, 0x0B));
    return wasm.export("_start", wasm.function(none, code)).build();
  }

  /** Asks for one more page without end, whatever it is told. */
  public static Bytes growing() {
    return command(op(0x03, 0x40), i32(1), op(0x40, 0, 0x1A, 0x0C, 0, 0x0B));
  }

  /** Calls the host without end. */
  public static Bytes storm() {
    Wasm wasm = new Wasm();
    int yield = wasm.type(new int[0], I32);
    int none = wasm.type(new int[0]);
    wasm.wasi("sched_yield", yield);
    wasm.memory(1, 1);
    int storm = wasm.function(none, op(0x03, 0x40), call(0), op(0x1A, 0x0C, 0, 0x0B));
    return wasm.export("_start", storm).build();
  }

  /** Calls itself for ever, and not as its last act. */
  public static Bytes recursion() {
    Wasm wasm = new Wasm();
    int none = wasm.type(new int[0]);
    wasm.memory(1, 1);
    return wasm.export("_start", wasm.function(none, call(0), call(0))).build();
  }
}
