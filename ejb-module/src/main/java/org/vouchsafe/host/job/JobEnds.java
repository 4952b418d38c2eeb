package org.vouchsafe.host.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.vouchsafe.host.identity.JobId;

/** Wakes those who wait for the end of a job. Only a hint: they look at the row themselves. */
@ApplicationScoped
public class JobEnds {
  private final ConcurrentHashMap<String, CompletableFuture<Void>> watched =
      new ConcurrentHashMap<>();

  /** Completes when {@link #ended} is next called for the job. */
  CompletableFuture<Void> watch(JobId job) {
    return watched.computeIfAbsent(job.text(), id -> new CompletableFuture<>());
  }

  /** The job has come to an end, here or on another node. */
  public void ended(String job) {
    CompletableFuture<Void> waiting = watched.remove(job);
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  /** Nobody should be forgotten here: called when a wait is over without an end. */
  void forget(JobId job, CompletableFuture<Void> waiting) {
    watched.remove(job.text(), waiting);
    // Another may wait on the same future; it looks again at once and watches anew.
    waiting.complete(null);
  }
}
