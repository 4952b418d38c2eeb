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
   * @param counter {@code vouchsafe_jobs_total{operation="attest",outcome="done"}}
   */
  public void count(String counter) {
    counters.computeIfAbsent(counter, name -> new LongAdder()).increment();
  }

  /** All counters, in the text format of Prometheus. */
  public String text() {
    StringBuilder text = new StringBuilder();
    String family = "";
    for (var counter : counters.entrySet()) {
      String name = counter.getKey();
      int labels = name.indexOf('{');
      String of = labels < 0 ? name : name.substring(0, labels);
      if (!of.equals(family)) {
        family = of;
        text.append("# TYPE ").append(family).append(" counter\n");
      }
      text.append(name).append(' ').append(counter.getValue().sum()).append('\n');
    }
    return text.toString();
  }
}
