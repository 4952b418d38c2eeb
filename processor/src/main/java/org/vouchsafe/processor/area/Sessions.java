package org.vouchsafe.processor.area;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;

/** The sessions of an area: at most as many as measured. */
final class Sessions {
  private final Map<Bytes, AreaSession> open = new HashMap<>();
  private final Workload workload;

  Sessions(Workload workload) {
    this.workload = workload;
  }

  synchronized Optional<AreaSession> find(Bytes handle) {
    return Optional.ofNullable(open.get(handle));
  }

  synchronized int count() {
    return open.size();
  }

  synchronized void add(AreaSession session) {
    open.put(session.handle(), session);
  }

  /**
   * Makes room for one more. A client that was cut off leaves its session behind; the one that was
   * silent for longest, and has no transport, goes.
   *
   * @throws RefusedException CONFLICT when all of them are in use
   */
  void requireRoom(int most) throws RefusedException {
    Optional<AreaSession> oldest;
    synchronized (this) {
      if (open.size() < most) {
        return;
      }
      oldest =
          open.values().stream()
              .filter(session -> !session.hasTransport())
              .min(Comparator.comparingLong(AreaSession::lastUsed));
    }
    remove(
        oldest.orElseThrow(
            () ->
                RefusedException.of(
                    Code.CONFLICT, "sessions", "at most " + most + " at once", "one more")));
  }

  /** Ends a session; what it watched runs on. */
  void remove(AreaSession session) {
    synchronized (this) {
      open.remove(session.handle(), session);
    }
    session.close();
    workload.detach(session);
  }

  /** Ends the sessions of credentials below this generation. */
  void revoke(long least) {
    List<AreaSession> ended;
    synchronized (this) {
      ended = open.values().stream().filter(s -> s.peer().generation() < least).toList();
    }
    for (AreaSession session : ended) {
      session.alert(
          List.of(
              new Finding(
                  Code.REVOKED,
                  "credential generation",
                  "at least " + least,
                  "" + session.peer().generation())));
      remove(session);
    }
  }

  void closeAll() {
    List<AreaSession> all;
    synchronized (this) {
      all = List.copyOf(open.values());
    }
    all.forEach(this::remove);
  }
}
