package org.vouchsafe.web.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

final class RelayTest {
  private static final Bytes BIG = Bytes.copyOf(new byte[1 << 20]);

  private final List<List<Bytes>> batches = new ArrayList<>();
  private final ArrayDeque<CompletableFuture<List<Bytes>>> pending = new ArrayDeque<>();
  private final List<Bytes> sent = new ArrayList<>();
  private final List<Runnable> unread = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final Relay relay =
      new Relay(
          batch -> {
            batches.add(batch);
            CompletableFuture<List<Bytes>> answer = new CompletableFuture<>();
            pending.add(answer);
            return answer;
          },
          (frame, left) -> {
            sent.add(frame);
            unread.add(left);
          },
          failures::add);

  @Test
  void keepsOrderAndHasOneDeliveryUnderWayAtATime() {
    relay.accept(Bytes.of(1));
    relay.accept(Bytes.of(2));
    relay.accept(Bytes.of(3));
    assertEquals(List.of(List.of(Bytes.of(1))), batches);
    pending.remove().complete(List.of(Bytes.of(11)));
    assertEquals(List.of(Bytes.of(2), Bytes.of(3)), batches.get(1));
    pending.remove().complete(List.of(Bytes.of(12), Bytes.of(13)));
    assertEquals(List.of(Bytes.of(11), Bytes.of(12), Bytes.of(13)), sent);
  }

  @Test
  void carriesManyTimesItsLimitWhenThePeersKeepUp() {
    for (int i = 0; i < 100; i++) {
      relay.accept(BIG);
      pending.remove().complete(List.of(BIG));
      unread.remove(0).run();
    }
    assertEquals(100, sent.size());
    assertTrue(failures.isEmpty());
  }

  @Test
  void cutsOffAClientThatSendsFasterThanTheAreaTakes() {
    for (int i = 0; i < 40; i++) {
      relay.accept(BIG);
    }
    assertRateLimitedOnce();
  }

  @Test
  void cutsOffAClientThatDoesNotRead() {
    for (int i = 0; i < 40; i++) {
      relay.emit(BIG);
    }
    assertEquals(32, sent.size());
    assertRateLimitedOnce();
  }

  @Test
  void aRefusalByTheAreaEndsTheConnectionWithItsOwnCode() {
    relay.accept(Bytes.of(1));
    pending
        .remove()
        .completeExceptionally(RefusedException.of(Code.RECORD_SEQ, "record", "7", "9"));
    assertEquals(Code.RECORD_SEQ, ((RefusedException) failures.get(0)).code());
    relay.accept(Bytes.of(2));
    relay.emit(Bytes.of(3));
    assertEquals(1, batches.size());
    assertTrue(sent.isEmpty());
  }

  @Test
  void nothingIsCalledAfterTheEnd() {
    relay.accept(Bytes.of(1));
    relay.end();
    pending.remove().complete(List.of(Bytes.of(11)));
    relay.accept(Bytes.of(2));
    assertEquals(1, batches.size());
    assertTrue(sent.isEmpty());
    assertTrue(failures.isEmpty());
  }

  private void assertRateLimitedOnce() {
    assertEquals(1, failures.size());
    assertEquals(Code.RATE_LIMITED, ((RefusedException) failures.get(0)).code());
  }
}
