package org.vouchsafe.web.api;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.AccountId;

/**
 * Where requests wait that are answered later. Waiting takes a virtual thread and none of the few
 * that serve everybody, and each account may have only so many requests wait at a time.
 */
@ApplicationScoped
public class Waiting {
  private static final int MAX_PER_ACCOUNT = 64;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<AccountId, Integer> waiting = new ConcurrentHashMap<>();

  /**
   * Answers with what {@code work} returns, or fails as it fails.
   *
   * @throws RefusedException RATE_LIMITED when the account has too many requests waiting
   */
  public <T> CompletionStage<T> run(AccountId account, Callable<T> work) throws RefusedException {
    if (waiting.merge(account, 1, Integer::sum) > MAX_PER_ACCOUNT) {
      release(account);
      throw RefusedException.of(
          Code.RATE_LIMITED,
          "requests of the account that wait",
          "at most " + MAX_PER_ACCOUNT,
          "more");
    }
    // The server finds its resources by the class loader of the thread that asks.
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    CompletableFuture<T> answer = new CompletableFuture<>();
    threads.execute(
        () -> {
          Thread.currentThread().setContextClassLoader(loader);
          try {
            answer.complete(work.call());
          } catch (Throwable failure) {
            // To whoever asked, and so to the one place where failures become problems.
            answer.completeExceptionally(failure);
          } finally {
            release(account);
          }
        });
    return answer;
  }

  private void release(AccountId account) {
    waiting.computeIfPresent(account, (key, count) -> count == 1 ? null : count - 1);
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }
}
