package org.vouchsafe.engine.text;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vouchsafe.engine.runtime.Trap;

/** What was asserted, how often it held, and where it did not. */
final class Tally {
  private final Map<String, Integer> held = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Set<Trap.Reason> traps = EnumSet.noneOf(Trap.Reason.class);
  private final List<String> otherReasons = new ArrayList<>();
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

  /** A trap that was asserted, and came. */
  void trapped(Trap.Reason reason) {
    traps.add(reason);
  }

  /** A module was refused, as it had to be; the suite's words for why need not be ours. */
  void refused(String where, String wanted, Exception got) {
    String reason = String.valueOf(got.getMessage());
    if (!reason.contains(wanted)) {
      otherReasons.add(where + " wanted: " + wanted + ", but: " + reason);
    }
  }

  /** Modules that were refused for another reason than the script says. */
  List<String> otherReasons() {
    return otherReasons;
  }

  Set<Trap.Reason> traps() {
    return traps;
  }

  List<String> failures() {
    return failures;
  }

  long stops() {
    return stops;
  }

  int total() {
    return held.values().stream().mapToInt(Integer::intValue).sum();
  }

  void add(Tally other) {
    other.held.forEach((kind, count) -> held.merge(kind, count, Integer::sum));
    failures.addAll(other.failures);
    traps.addAll(other.traps);
    otherReasons.addAll(other.otherReasons);
    stops += other.stops;
  }

  @Override
  public String toString() {
    return held + ", failed: " + failures.size() + ", stops: " + stops;
  }
}
