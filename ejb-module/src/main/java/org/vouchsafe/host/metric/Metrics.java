package org.vouchsafe.host.metric;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters of this node since it started. Names and labels are constants of the code. */
@ApplicationScoped
public class Metrics {
  private final ConcurrentSkipListMap<String, LongAdder> counters = new ConcurrentSkipListMap<>();

  /**
   * Adds one.
   *
   * @param counter {@code vouchsafe_jobs_total{op="attest",outcome="done"}}
   */
  public void count(String counter) {
    counters.computeIfAbsent(counter, name -> new LongAdder()).increment();
  }

  /** All counters in the text format of Prometheus. */
  public String text() {
    throw new UnsupportedOperationException();
  }
}
