package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/**
 * What holds for every history: what comes out of a session is what went in, in order, once, from
 * its beginning; and whoever touches what is under way ends it.
 */
class SessionPropertiesTest {
  private final List<Record> sent = new ArrayList<>();
  private final List<Bytes> wire = new ArrayList<>();
  private final List<Record> received = new ArrayList<>();
  private Session receiver = SessionPair.of("none").area;

  /** Messages and streams of all sizes, over key updates. */
  private void history(Random random, int count) throws RefusedException {
    SessionPair pair = SessionPair.of("history " + random.nextInt());
    sent.clear();
    wire.clear();
    received.clear();
    receiver = pair.area;
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[random.nextInt(10) == 0 ? random.nextInt(200_000) : i];
      random.nextBytes(payload);
      boolean message = payload.length > Session.MAX_PAYLOAD || random.nextBoolean();
      RecordType type = message ? RecordType.REQ : RecordType.STREAM;
      if (random.nextInt(4) == 0) {
        pair.clock.addAndGet(RecordCipher.MAX_AGE);
      }
      sent.add(new Record(type, Bytes.copyOf(payload)));
      wire.addAll(pair.client.seal(type, Bytes.copyOf(payload)));
    }
    sent.add(new Record(RecordType.END, Bytes.EMPTY));
    wire.addAll(pair.client.seal(RecordType.END, Bytes.EMPTY));
  }

  private void deliver(List<Bytes> records, Random random) throws RefusedException {
    for (int from = 0; from < records.size(); ) {
      int to = Math.min(records.size(), from + 1 + random.nextInt(4));
      Delivery delivery = receiver.open(records.subList(from, to));
      received.addAll(delivery.records());
      if (random.nextInt(3) == 0) {
        assertTrue(receiver.open(records.subList(from, to)).repeat());
      }
      from = to;
    }
  }

  @Property(tries = 60)
  void everything_arrives_once_and_in_order_however_it_is_delivered(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 12) int count) throws Exception {
    Random random = new Random(seed);
    history(random, count);
    deliver(wire, random);
    assertEquals(sent, received);
    receiver.requireEnded();
  }

  @Property(tries = 200)
  void whatever_is_done_to_it_a_prefix_arrives_or_everything_does(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int count,
      @ForAll @LongRange(min = 0, max = 5) long attack)
      throws Exception {
    Random random = new Random(seed);
    history(random, count);
    List<Bytes> attacked = new ArrayList<>(wire);
    int at = random.nextInt(wire.size());
    int other = random.nextInt(wire.size());
    switch ((int) attack) {
      case 0 -> attacked.remove(at);
      case 1 -> attacked.add(other, wire.get(at));
      case 2 -> Collections.swap(attacked, at, other);
      case 3 -> attacked.set(at, flip(wire.get(at), random));
      case 4 -> attacked = attacked.subList(0, at);
      default -> attacked.set(at, wire.get(other));
    }
    boolean touched = !attacked.equals(wire);
    boolean allOpened = false;
    try {
      // One record at a time; a copy right behind its original is a retry and changes nothing.
      for (Bytes record : attacked) {
        received.addAll(receiver.open(record).records());
      }
      allOpened = true;
      receiver.requireEnded();
      assertEquals(sent, received);
    } catch (RefusedException e) {
      assertTrue(touched);
      assertEquals(Code.RECORD_SEQ, allOpened ? e.code() : Code.RECORD_SEQ);
      assertEquals(sent.subList(0, received.size()), received);
      assertEquals(!allOpened, receiver.isClosed());
    }
  }

  private static Bytes flip(Bytes record, Random random) {
    byte[] bytes = record.toArray();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return Bytes.copyOf(bytes);
  }
}
