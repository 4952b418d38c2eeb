package org.vouchsafe.processor.area;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.Peer;
import org.vouchsafe.channel.PendingSession;
import org.vouchsafe.channel.RecordType;
import org.vouchsafe.channel.Session;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.ExitGate;

/**
 * One client's session with an area, and the way out for its records: through the exit gate while a
 * transport is there, kept for the next delivery's answer while there is none. Records leave in the
 * order in which they were sealed.
 */
final class AreaSession {
  private static final long MAX_ANSWER = 14 << 20;

  private final AreaId area;
  private final Bytes handle;
  private final Session session;
  private final Peer peer;
  private final Bytes m3;
  private final Bytes m4;
  private final Tasks tasks;
  private final ArrayDeque<Bytes> kept = new ArrayDeque<>();
  private volatile @Nullable ExitGate transport;
  private CompletableFuture<List<Bytes>> lastAnswer = CompletableFuture.completedFuture(List.of());
  private volatile long lastUsed;

  /**
   * @param m3 that began it
   * @param established with the answer to it
   */
  AreaSession(
      AreaId area,
      Bytes handle,
      Peer peer,
      Bytes m3,
      PendingSession.Established established,
      Executor executor) {
    this.area = area;
    this.handle = handle;
    this.session = established.session();
    this.peer = peer;
    this.m3 = m3;
    this.m4 = established.m4();
    this.tasks = new Tasks(executor);
    this.lastUsed = System.nanoTime();
  }

  Bytes handle() {
    return handle;
  }

  Session session() {
    return session;
  }

  Peer peer() {
    return peer;
  }

  /** M4 again for a client that sends the same M3 again because it did not see the answer. */
  Optional<Bytes> answerTo(List<Bytes> frames) {
    return frames.equals(List.of(m3)) ? Optional.of(m4) : Optional.empty();
  }

  Tasks tasks() {
    return tasks;
  }

  long lastUsed() {
    return lastUsed;
  }

  void use() {
    lastUsed = System.nanoTime();
  }

  CompletableFuture<List<Bytes>> lastAnswer() {
    return lastAnswer;
  }

  void lastAnswer(CompletableFuture<List<Bytes>> answer) {
    lastAnswer = answer;
  }

  /** Seals and sends; silent when the session is over, because then nobody can be told. */
  synchronized void send(RecordType type, Bytes payload) {
    try {
      out(session.seal(type, payload));
    } catch (RefusedException e) {
      kept.clear();
    }
  }

  /** Says why the session is given up. */
  synchronized void alert(List<Finding> findings) {
    try {
      out(session.alert(findings));
    } catch (RefusedException e) {
      session.close();
    }
  }

  private void out(List<Bytes> records) {
    ExitGate gate = transport;
    if (gate == null) {
      kept.addAll(records);
      return;
    }
    try {
      for (Bytes record : records) {
        gate.emit(area, handle, record);
      }
    } catch (UncheckedIOException e) {
      // What was lost leaves a gap that the client sees; it comes back with a new session.
      transport = null;
    }
  }

  /** What was kept, in order, as much as an answer of the gate holds; the rest stays. */
  synchronized List<Bytes> takeKept() {
    List<Bytes> records = new ArrayList<>();
    long size = 0;
    while (!kept.isEmpty() && size + kept.peek().size() <= MAX_ANSWER) {
      size += kept.peek().size();
      records.add(kept.remove());
    }
    return records;
  }

  /** A transport is there: what was kept leaves first. */
  synchronized void subscribe(ExitGate gate) {
    transport = gate;
    List<Bytes> first = List.copyOf(kept);
    kept.clear();
    out(first);
  }

  /** Only the transport that is there can go: one that was replaced has nothing to say. */
  synchronized void unsubscribe(ExitGate gate) {
    if (transport == gate) {
      transport = null;
    }
  }

  /** Without waiting for whoever is sending. */
  boolean hasTransport() {
    return transport != null;
  }

  /** Without words, and without waiting for anybody who is sending. */
  void close() {
    session.close();
  }
}
