package org.vouchsafe.host.processor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.gate.AreaId;

/** Waits for what a gate answers. */
public final class Answer {
  private static final long SECONDS = 30;

  private Answer() {}

  /**
   * @throws RefusedException the processor's refusal; UNAVAILABLE when it does not answer within 30
   *     s, and whether it did what was asked is then unknown
   */
  public static <T> T of(CompletableFuture<T> future) throws RefusedException {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("a gate fails with refusals only", e.getCause());
    } catch (TimeoutException e) {
      throw unavailable("no answer within " + SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("the service is stopping");
    }
  }

  /** An area that was there and that its processor does not know: it had another life since. */
  public static RefusedException lost(AreaId area) {
    return RefusedException.of(
        Code.ENVIRONMENT_LOST, "area", area.value(), "a processor that was started anew");
  }

  static RefusedException unavailable(String actual) {
    return RefusedException.of(Code.UNAVAILABLE, "processor", "a processor that answers", actual);
  }
}
