package org.vouchsafe.processor.wasm;

import org.vouchsafe.attestation.Code;

/** Ends a program that asks for more than was measured. */
public final class LimitReached extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final String limit;
  private final String wanted;

  /**
   * @param limit what would have been allowed
   * @param wanted what the program did
   */
  public LimitReached(Code code, String limit, String wanted) {
    super(code.name(), null, false, false);
    this.code = code;
    this.limit = limit;
    this.wanted = wanted;
  }

  static LimitReached memory(long wanted, long limit) {
    return new LimitReached(
        Code.LIMIT_MEMORY, "at most " + limit + " bytes", wanted + " bytes at the start");
  }

  End outcome() {
    return new End.Failed(code, limit, wanted);
  }
}
