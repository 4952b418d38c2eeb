package org.vouchsafe.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was asserted, how often it held, and where it did not. */
final class Tally {
  private final Map<String, Integer> held = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private long stops;

  void held(String kind) {
    held.merge(kind, 1, Integer::sum);
  }

  void failed(String where) {
    failures.add(where);
  }

  void stopped() {
    stops++;
  }

  List<String> failures() {
    return failures;
  }

  int total() {
    return held.values().stream().mapToInt(Integer::intValue).sum();
  }

  void add(Tally other) {
    other.held.forEach((kind, count) -> held.merge(kind, count, Integer::sum));
    failures.addAll(other.failures);
    stops += other.stops;
  }

  @Override
  public String toString() {
    return held + ", failed: " + failures.size() + ", stops: " + stops;
  }
}
