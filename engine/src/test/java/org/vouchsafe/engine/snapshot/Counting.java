package org.vouchsafe.engine.snapshot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vouchsafe.engine.compile.CompiledModule;
import org.vouchsafe.engine.compile.CompiledModule.Instantiated;
import org.vouchsafe.engine.compile.Compiler;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Execution;
import org.vouchsafe.engine.runtime.Frame;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.Quota;
import org.vouchsafe.engine.runtime.Store;
import org.vouchsafe.engine.text.Wat;

/** A program that uses everything that a snapshot has to keep, to be stopped anywhere. */
final class Counting implements AutoCloseable {
  static final byte[] MODULE =
      Wat.binary(
          """
          (module
            (type $step (func (param i32 f32) (result i32)))
            (import "host" "tripled" (func $tripled (param i32) (result i32)))
            (memory 1 8)
            (table $steps 2 10 funcref)
            (global $sum (mut i64) (i64.const 7))
            (global $product (mut f64) (f64.const 0.5))
            (global $last (mut funcref) (ref.null func))
            (global (export "rounds") (mut i32) (i32.const 0))
            (elem (i32.const 0) $looping $calling)
            (data $letters "abcdefgh")
            (func $looping (type $step) (param $n i32) (param $x f32) (result i32)
              (local $i i32)
              (loop $again
                (i32.store
                  (i32.mul (i32.and (local.get $i) (i32.const 1023)) (i32.const 2000))
                  (i32.add (local.get $n) (local.get $i)))
                (global.set $sum
                  (i64.add (i64.mul (global.get $sum) (i64.const 31))
                    (i64.extend_i32_s (local.get $i))))
                (br_if $again
                  (i32.lt_s (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                    (i32.const 50))))
              (i32.add (i32.trunc_f32_s (local.get $x)) (local.get $i)))
            (func $fibonacci (param $n i32) (result i32)
              (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
                (then (local.get $n))
                (else
                  (i32.add
                    (call $fibonacci (i32.sub (local.get $n) (i32.const 1)))
                    (call $fibonacci (i32.sub (local.get $n) (i32.const 2)))))))
            (func $calling (type $step) (param $n i32) (param $x f32) (result i32)
              (global.set $last (table.get $steps (i32.const 1)))
              (i32.add
                (call $tripled (local.get $n))
                (call $fibonacci (i32.and (local.get $n) (i32.const 7)))))
            (func (export "run") (param $rounds i32) (result i64)
              (local $k i32)
              (memory.init $letters (i32.const 100) (i32.const 0) (i32.const 8))
              (data.drop $letters)
              (drop (memory.grow (i32.const 1)))
              (drop (table.grow $steps (ref.null func) (i32.const 3)))
              (loop $again
                (global.set $product
                  (f64.add
                    (f64.mul (global.get $product) (f64.const 1.0000001))
                    (f64.convert_i32_s
                      (call_indirect $steps (type $step)
                        (local.get $k) (f32.const 2.5)
                        (i32.and (local.get $k) (i32.const 1))))))
                (global.set 3 (local.get $k))
                (br_if $again
                  (i32.lt_s (local.tee $k (i32.add (local.get $k) (i32.const 1)))
                    (local.get $rounds))))
              (i64.add
                (i64.extend_i32_u (memory.size))
                (i64.xor (global.get $sum)
                  (i64.xor (i64.reinterpret_f64 (global.get $product))
                    (i64.load (i32.const 100)))))))
          """);

  static final int ROUNDS = 40;

  final Store store = new Store(Quota.of(8 << 20));
  final CompiledModule code;
  private final CompiledModule.Imports imports;
  private Instantiated made;
  private Execution execution;

  Counting() throws Exception {
    Compiler compiler = new Compiler();
    code = compiler.compile(Module.read(MODULE));
    Function tripled =
        compiler.host(
            new FunctionType(List.of(ValueType.I32), List.of(ValueType.I32)),
            (caller, arguments) -> new Object[] {3 * (Integer) arguments[0]});
    imports = wanted -> tripled;
  }

  void start() throws Exception {
    made = code.instantiate(imports, store);
    Function run = (Function) made.exports().get("run");
    execution = new Execution(made.instance(), code, run, ROUNDS);
  }

  void restore(byte[] snapshot) throws Exception {
    SnapshotReader.Restored restored =
        SnapshotReader.read(new ByteArrayInputStream(snapshot), code, imports, store);
    made = restored.made();
    Function run = (Function) made.exports().get("run");
    execution = new Execution(made.instance(), code, run, restored.frames());
  }

  /** Whether it is done before it was stopped so often. */
  boolean run(int stops) {
    made.instance().requestStop();
    for (int i = 0; i < stops; i++) {
      if (execution.run()) {
        return true;
      }
    }
    return false;
  }

  long finish() {
    made.instance().allowRun();
    while (!execution.run()) {
      made.instance().allowRun();
    }
    return (Long) execution.results()[0];
  }

  List<Frame> frames() {
    return execution.frames();
  }

  byte[] snapshot() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(execution.frames(), out);
    return out.toByteArray();
  }

  void write(List<Frame> frames, OutputStream out) throws IOException {
    SnapshotWriter.write(code, made.instance(), frames, out);
  }

  @Override
  public void close() {
    store.close();
  }

  /** Goes on with a snapshot in a file, and prints what comes out. */
  public static void main(String[] arguments) throws Exception {
    try (Counting counting = new Counting()) {
      counting.restore(Files.readAllBytes(Path.of(arguments[0])));
      System.out.println(counting.finish());
    }
  }
}
