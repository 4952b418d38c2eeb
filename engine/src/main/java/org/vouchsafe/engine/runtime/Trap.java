package org.vouchsafe.engine.runtime;

/** The program did what WebAssembly forbids, and is over. */
public final class Trap extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What it did. */
  public enum Reason {
    UNREACHABLE("unreachable"),
    MEMORY_BOUNDS("out of bounds memory access"),
    TABLE_BOUNDS("out of bounds table access"),
    UNDEFINED_ELEMENT("undefined element"),
    UNINITIALIZED_ELEMENT("uninitialized element"),
    CALL_TYPE("indirect call type mismatch"),
    DIVIDE_BY_ZERO("integer divide by zero"),
    INTEGER_OVERFLOW("integer overflow"),
    INVALID_CONVERSION("invalid conversion to integer"),
    STACK_EXHAUSTED("call stack exhausted");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    @Override
    public String toString() {
      return sentence;
    }
  }

  private final Reason reason;

  public Trap(Reason reason) {
    // Where it was thrown says nothing to anybody, and takes long to find out.
    super(reason.toString(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
