package org.vouchsafe.processor.area;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.RequestId;

/**
 * Every request at most once, also over sessions: a repeated one gets the outcome of the first.
 *
 * <p>What is kept is bounded for each credential. Beyond that the lowest counters are forgotten,
 * and a request that would be as low is refused from then on: forgetting never runs one twice.
 */
final class Requests {
  private static final int MAX_CREDENTIALS = 1024;
  private static final int MAX_ENTRIES = 4096;
  private static final long MAX_BYTES = 32L << 20;

  /** An outcome that is known or will be. */
  private record Entry(Bytes digest, CompletableFuture<Outcome> outcome) {
    long size() {
      return outcome.isDone() && outcome.getNow(null) instanceof Outcome.Invoked invoked
          ? invoked.output().size() + invoked.errors().size()
          : 0;
    }
  }

  /** The requests of one credential. */
  private static final class Table {
    final TreeMap<Long, Entry> entries = new TreeMap<>();
    long lowest;
    long bytes;
  }

  /**
   * What became of a request.
   *
   * @param first whether it runs now because of this very call
   */
  record Admitted(CompletableFuture<Outcome> outcome, boolean first) {}

  private final Map<Bytes, Table> tables = new HashMap<>();

  /**
   * Runs a request unless it ran or runs already.
   *
   * @throws RefusedException REQUEST_ID_REUSED, ALREADY_FORGOTTEN, STORAGE_FULL
   */
  Admitted once(RequestId id, Bytes digest, Supplier<CompletableFuture<Outcome>> body)
      throws RefusedException {
    CompletableFuture<Outcome> outcome;
    synchronized (this) {
      Table table = table(id.credential());
      if (id.counter() < table.lowest) {
        throw RefusedException.of(
            Code.ALREADY_FORGOTTEN,
            "request counter",
            "at least " + table.lowest,
            "" + id.counter());
      }
      Entry known = table.entries.get(id.counter());
      if (known != null) {
        if (!known.digest().equals(digest)) {
          throw RefusedException.of(
              Code.REQUEST_ID_REUSED, "request " + id.counter(), "its first content", "another");
        }
        return new Admitted(known.outcome(), false);
      }
      outcome = new CompletableFuture<>();
      table.entries.put(id.counter(), new Entry(digest, outcome));
    }
    CompletableFuture<Void> unused = body.get().thenAccept(result -> complete(id, outcome, result));
    return new Admitted(outcome, true);
  }

  private Table table(Bytes credential) throws RefusedException {
    Table table = tables.get(credential);
    if (table == null) {
      if (tables.size() >= MAX_CREDENTIALS) {
        throw RefusedException.of(
            Code.STORAGE_FULL, "credentials", "at most " + MAX_CREDENTIALS, "one more");
      }
      table = new Table();
      tables.put(credential, table);
    }
    return table;
  }

  private void complete(RequestId id, CompletableFuture<Outcome> outcome, Outcome result) {
    synchronized (this) {
      Table table = tables.get(id.credential());
      if (table != null) {
        if (isPassing(result)) {
          // Nothing happened, and it may work later: the same request may come again.
          table.entries.remove(id.counter());
        } else if (result instanceof Outcome.Invoked invoked
            && table.entries.containsKey(id.counter())) {
          table.bytes += invoked.output().size() + invoked.errors().size();
        }
      }
    }
    outcome.complete(result);
    synchronized (this) {
      Table table = tables.get(id.credential());
      if (table != null) {
        trim(table);
      }
    }
  }

  private static boolean isPassing(Outcome result) {
    return result instanceof Outcome.Refused refused
        && (refused.findings().get(0).code() == Code.RATE_LIMITED
            || refused.findings().get(0).code() == Code.UNAVAILABLE);
  }

  /** Never forgets the newest one, nor what still runs. */
  private static void trim(Table table) {
    while (table.entries.size() > 1
        && (table.entries.size() > MAX_ENTRIES || table.bytes > MAX_BYTES)
        && table.entries.firstEntry().getValue().outcome().isDone()) {
      forgetFirst(table);
    }
  }

  private static void forgetFirst(Table table) {
    Map.Entry<Long, Entry> first = table.entries.pollFirstEntry();
    table.lowest = Math.max(table.lowest, first.getKey() + 1);
    table.bytes -= first.getValue().size();
  }

  /** Lets go of what this credential asked below {@code counter}; what still runs is kept. */
  synchronized void forget(Bytes credential, long counter) throws RefusedException {
    Table table = table(credential);
    while (!table.entries.isEmpty()
        && table.entries.firstKey() < counter
        && table.entries.firstEntry().getValue().outcome().isDone()) {
      forgetFirst(table);
    }
    boolean stillRunning = !table.entries.isEmpty() && table.entries.firstKey() < counter;
    table.lowest = Math.max(table.lowest, stillRunning ? table.entries.firstKey() : counter);
  }

  synchronized void clear() {
    tables.clear();
  }
}
