package org.vouchsafe.processor.wasm;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/**
 * A first look at a module: what would make the engine's parser take far more memory than the
 * module has bytes is found before the parser sees it. Judges nothing else; that is the parser's.
 */
final class ModuleScan {
  private static final int MAGIC = 0x6D736100;
  private static final int CODE_SECTION = 10;
  private static final int MEMORY_SECTION = 5;
  private static final int CUSTOM_SECTION = 0;
  private static final int DATA_SECTION = 11;

  /** The parser keeps a list entry for each local, and three bytes can declare 50,000 of them. */
  private static final long MAX_LOCALS = 4_000_000;

  private static final long MAX_LOCALS_OF_ONE = 50_000;

  private final ByteBuffer module;
  private long bytes;
  private long locals;

  private ModuleScan(Bytes module) {
    this.module = module.asBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @return bytes of code and declarations, all but custom sections and what is in data segments,
   *     to judge what parsing and compiling will cost: half a million types, or segments, cost as
   *     much as a large program
   * @throws RefusedException PROGRAM_MALFORMED, TOO_LARGE
   */
  static long costlyBytes(Bytes module) throws RefusedException {
    ModuleScan scan = new ModuleScan(module);
    try {
      scan.sections();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw malformed("a section or function that is longer than the module");
    }
    return scan.bytes;
  }

  private void sections() throws RefusedException {
    if (module.remaining() < 8 || module.getInt() != MAGIC || module.getInt() != 1) {
      throw malformed("no WebAssembly 1.0 header");
    }
    while (module.hasRemaining()) {
      int id = module.get();
      int end = end(u32());
      if (id != DATA_SECTION && id != CUSTOM_SECTION) {
        bytes += end - module.position();
      }
      if (id == CODE_SECTION) {
        code();
      } else if (id == MEMORY_SECTION) {
        memories();
      } else if (id == DATA_SECTION) {
        bytes += Math.min(u32(), end - module.position());
      }
      module.position(end);
    }
  }

  private int end(long size) {
    long end = module.position() + size;
    if (end > module.limit()) {
      throw new IllegalArgumentException();
    }
    return (int) end;
  }

  private void memories() throws RefusedException {
    long count = u32();
    for (long i = 0; i < count && module.hasRemaining(); i++) {
      int flags = module.get();
      if ((flags & 2) != 0) {
        throw malformed("a shared memory: threads are not supported");
      }
      if ((flags & 4) != 0) {
        throw malformed("a 64-bit memory: not supported");
      }
      u32();
      if ((flags & 1) != 0) {
        u32();
      }
    }
  }

  private void code() throws RefusedException {
    long functions = u32();
    for (long i = 0; i < functions; i++) {
      int end = end(u32());
      long ofThisOne = 0;
      long groups = u32();
      for (long group = 0; group < groups; group++) {
        ofThisOne += u32();
        if (ofThisOne > MAX_LOCALS_OF_ONE) {
          throw malformed("a function with more than " + MAX_LOCALS_OF_ONE + " locals");
        }
        module.get();
      }
      locals += ofThisOne;
      if (locals > MAX_LOCALS) {
        throw RefusedException.of(
            Code.TOO_LARGE,
            "program",
            "at most " + MAX_LOCALS + " locals in all functions together",
            "more");
      }
      module.position(end);
    }
  }

  private long u32() {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte octet = module.get();
      value |= (octet & 0x7FL) << shift;
      if (octet >= 0) {
        return value & 0xFFFF_FFFFL;
      }
    }
    throw new IllegalArgumentException();
  }

  static RefusedException malformed(String actual) {
    return RefusedException.of(
        Code.PROGRAM_MALFORMED, "program", "a valid WebAssembly module", actual);
  }
}
