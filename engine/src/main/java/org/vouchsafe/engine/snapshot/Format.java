package org.vouchsafe.engine.snapshot;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.vouchsafe.engine.module.ExternType;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.Module.Import;

/** What the writer and the reader agree on. */
final class Format {
  /** {@code VSSNAP}, and the version in two bytes. */
  static final long MAGIC = 0x5653_534E_4150_0001L;

  /** What a memory is written in, in bytes; those that are all zero are left out. */
  static final int BLOCK = 4096;

  static final int BLOCKS_PER_PAGE = ExternType.Memory.PAGE / BLOCK;

  static final int FUNCTION_FRAME = 1;
  static final int HOST_FRAME = 2;
  static final int LOCAL = 0;
  static final int OPERAND = 1;

  /** As many calls as no stack has room for. */
  static final int MAX_FRAMES = 10_000_000;

  /** In bytes. */
  static final int DIGEST = 32;

  private Format() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /**
   * @throws IllegalArgumentException when instances of the module share more than functions
   */
  static void requireAlone(Module module) {
    for (Import from : module.imports()) {
      if (!(from.type() instanceof FunctionType)) {
        throw new IllegalArgumentException(
            "a module that imports more than functions is not written: "
                + from.module()
                + "."
                + from.name());
      }
    }
  }
}
