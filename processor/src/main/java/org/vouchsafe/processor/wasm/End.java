package org.vouchsafe.processor.wasm;

import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/** How a run of a program ended. */
public sealed interface End {
  /**
   * By itself.
   *
   * @param status the exit status of a command; what an export returned, 0 where it returns nothing
   */
  record Finished(int status) implements End {}

  /**
   * By a trap, a limit or at somebody's wish; nothing of it runs any more.
   *
   * @param expected what the program may do
   * @param actual what it did, in the engine's words
   */
  record Failed(Code code, String expected, String actual) implements End {
    public RefusedException refusal() {
      return RefusedException.of(code, "program", expected, actual);
    }
  }
}
