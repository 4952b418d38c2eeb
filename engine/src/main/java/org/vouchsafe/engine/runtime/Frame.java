package org.vouchsafe.engine.runtime;

/** A call that was left before it ended. Frames are handed over, never compared. */
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Frame {
  /**
   * Of a function of WebAssembly.
   *
   * @param function its number in the module
   * @param offset of the call or loop where it is, in bytes from the start of the module; {@link
   *     #ENTRY} before its first instruction
   * @param values the numbers that are still needed, as bits, in the order that the compiler's
   *     analysis of this point gives
   * @param references the references likewise
   */
  record Compiled(int function, int offset, long[] values, Object[] references) implements Frame {
    public static final int ENTRY = -1;
  }

  /** Of a function of Java's, which had done nothing yet. */
  record Host(Function function, Object[] arguments) implements Frame {}
}
