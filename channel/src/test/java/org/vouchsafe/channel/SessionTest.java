package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.request.Refusal;

/** {@code docs/spec/channel.md} §5, rows H02, H03, H04 and H09 of the attack catalogue. */
class SessionTest {
  private final SessionPair pair = SessionPair.of("one");
  private final Session client = pair.client;
  private final Session area = pair.area;

  private static Bytes payload(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return Bytes.copyOf(bytes);
  }

  private static Bytes one(List<Bytes> records) {
    assertEquals(1, records.size());
    return records.get(0);
  }

  private static Bytes flip(Bytes frame, int index, int mask) {
    byte[] bytes = frame.toArray();
    bytes[index] ^= (byte) mask;
    return Bytes.copyOf(bytes);
  }

  private static RefusedException refused(Session session, Bytes... frames) {
    RefusedException e = assertThrows(RefusedException.class, () -> session.open(List.of(frames)));
    assertTrue(session.isClosed());
    return e;
  }

  @Nested
  class What_must_hold {
    @Test
    void both_ends_have_the_same_id_and_it_is_not_the_transcript() {
      assertEquals(client.id(), area.id());
      assertEquals(32, client.id().size());
      assertNotEquals(SessionPair.of("two").client.id(), client.id());
    }

    @Test
    void a_request_and_its_reply_pass() throws Exception {
      Bytes request = one(client.seal(RecordType.REQ, Bytes.utf8("ask")));
      assertEquals(
          List.of(new Record(RecordType.REQ, Bytes.utf8("ask"))), area.open(request).records());
      Bytes reply = one(area.seal(RecordType.RESP, Bytes.utf8("tell")));
      assertEquals(
          List.of(new Record(RecordType.RESP, Bytes.utf8("tell"))), client.open(reply).records());
    }

    @Test
    void a_record_is_thirteen_bytes_of_header_the_payload_and_a_tag() throws Exception {
      Bytes first = one(client.seal(RecordType.REQ, payload(100)));
      Bytes second = one(client.seal(RecordType.STREAM, payload(1)));
      assertEquals(13 + 100 + 16, first.size());
      assertEquals("02" + "00000000" + "0000000000000000", first.slice(0, 13).hex());
      assertEquals("04" + "00000000" + "0000000000000001", second.slice(0, 13).hex());
    }

    @Test
    void every_size_around_the_record_size_passes_whole() throws Exception {
      for (int size : new int[] {0, 1, 65_506, 65_507, 65_508, 131_014, 131_015, 1_000_000}) {
        List<Bytes> records = client.seal(RecordType.REQ, payload(size));
        assertEquals(Math.max(1, (size + 65_506) / 65_507), records.size());
        records.forEach(r -> assertTrue(r.size() <= 65_536));
        assertEquals(
            List.of(new Record(RecordType.REQ, payload(size))), area.open(records).records());
      }
    }

    @Test
    void fragments_may_come_one_by_one_with_streams_between_them() throws Exception {
      List<Bytes> records = client.seal(RecordType.REQ, payload(200_000));
      for (Bytes fragment : records.subList(0, records.size() - 1)) {
        assertEquals(List.of(), area.open(fragment).records());
      }
      assertEquals(payload(200_000), area.open(records.getLast()).records().getFirst().payload());
    }

    @Test
    void the_largest_stream_payload_fits_and_a_larger_one_is_the_callers_defect() throws Exception {
      Bytes largest = payload(Session.MAX_PAYLOAD);
      Bytes record = one(client.seal(RecordType.STREAM, largest));
      assertEquals(Session.MAX_RECORD, record.size());
      assertEquals(largest, area.open(record).records().getFirst().payload());
      assertThrows(
          IllegalArgumentException.class,
          () -> client.seal(RecordType.STREAM, payload(Session.MAX_PAYLOAD + 1)));
    }

    @Test
    void an_end_needs_no_answer_and_ends_one_direction_only() throws Exception {
      Bytes end = one(client.seal(RecordType.END, Bytes.EMPTY));
      assertThrows(RefusedException.class, area::requireEnded);
      assertEquals(List.of(new Record(RecordType.END, Bytes.EMPTY)), area.open(end).records());
      area.requireEnded();
      assertThrows(RefusedException.class, () -> client.seal(RecordType.REQ, Bytes.EMPTY));
      Bytes reply = one(area.seal(RecordType.RESP, Bytes.utf8("last")));
      assertEquals(Bytes.utf8("last"), client.open(reply).records().getFirst().payload());
    }

    @Test
    void an_alert_carries_its_findings_and_ends_both_directions() throws Exception {
      Finding finding = new Finding(Code.LIMIT_TIME, "time", "1 s", "2 s");
      Bytes alert = one(area.alert(List.of(finding)));
      assertTrue(area.isClosed());
      Record record = client.open(alert).records().getFirst();
      assertEquals(RecordType.ALERT, record.type());
      assertEquals(List.of(finding), Refusal.parse(record.payload()).findings());
      assertTrue(client.isClosed());
      assertThrows(RefusedException.class, () -> client.seal(RecordType.REQ, Bytes.EMPTY));
      assertThrows(RefusedException.class, () -> area.seal(RecordType.RESP, Bytes.EMPTY));
    }

    @Test
    void a_session_prints_no_payload() {
      assertFalse(new Record(RecordType.REQ, Bytes.utf8("secret")).toString().contains("7365"));
    }
  }

  @Nested
  class A_retried_delivery {
    @Test
    void gets_the_stored_answer_again_when_it_is_byte_for_byte_the_last() throws Exception {
      List<Bytes> post = new ArrayList<>(client.seal(RecordType.REQ, payload(150_000)));
      post.addAll(client.seal(RecordType.STREAM, payload(10)));
      assertFalse(area.open(post).repeat());
      for (int i = 0; i < 3; i++) {
        Delivery again = area.open(post);
        assertTrue(again.repeat());
        assertEquals(List.of(), again.records());
      }
      Delivery next = area.open(client.seal(RecordType.REQ, payload(1)));
      assertFalse(next.repeat());
    }

    @Test
    void is_refused_when_it_is_older_than_the_last() throws Exception {
      Bytes first = one(client.seal(RecordType.REQ, payload(1)));
      Bytes second = one(client.seal(RecordType.REQ, payload(1)));
      area.open(first);
      area.open(second);
      assertEquals(Code.RECORD_SEQ, refused(area, first).code());
    }

    @Test
    void is_refused_when_a_part_is_missing_or_more_is_added() throws Exception {
      List<Bytes> post = new ArrayList<>(client.seal(RecordType.REQ, payload(70_000)));
      area.open(post);
      assertEquals(Code.RECORD_SEQ, refused(area, post.get(1)).code());
      SessionPair other = SessionPair.of("two");
      Bytes first = one(other.client.seal(RecordType.REQ, payload(1)));
      Bytes second = one(other.client.seal(RecordType.REQ, payload(1)));
      other.area.open(first);
      assertEquals(Code.RECORD_SEQ, refused(other.area, first, second).code());
    }

    @Test
    void is_still_recognised_after_the_peers_end() throws Exception {
      Bytes end = one(client.seal(RecordType.END, Bytes.EMPTY));
      area.open(end);
      assertTrue(area.open(end).repeat());
    }

    @Test
    void is_not_recognised_by_its_header_and_tag_alone() throws Exception {
      Bytes record = one(client.seal(RecordType.REQ, payload(64)));
      area.open(record);
      assertEquals(Code.RECORD_SEQ, refused(area, flip(record, 20, 1)).code());
    }

    @Test
    void of_nothing_changes_nothing() throws Exception {
      Bytes record = one(client.seal(RecordType.REQ, payload(64)));
      area.open(record);
      assertFalse(area.open(List.of()).repeat());
      assertTrue(area.open(record).repeat());
    }
  }

  /** H02. */
  @Nested
  class Out_of_order {
    @Test
    void a_dropped_record_ends_the_session_for_good() throws Exception {
      one(client.seal(RecordType.REQ, payload(1)));
      Bytes second = one(client.seal(RecordType.REQ, payload(1)));
      assertEquals(Code.RECORD_SEQ, refused(area, second).code());
      assertEquals(Code.RECORD_SEQ, refused(area, second).code());
    }

    @Test
    void a_delivery_with_one_bad_record_releases_nothing() throws Exception {
      Bytes first = one(client.seal(RecordType.REQ, payload(1)));
      Bytes second = flip(one(client.seal(RecordType.REQ, payload(1))), 13, 1);
      assertEquals(Code.RECORD_SEQ, refused(area, first, second).code());
      assertEquals(Code.RECORD_SEQ, refused(area, first).code());
    }

    @Test
    void swapped_and_doubled_records_are_refused() throws Exception {
      Bytes first = one(client.seal(RecordType.REQ, payload(1)));
      Bytes second = one(client.seal(RecordType.REQ, payload(1)));
      assertEquals(Code.RECORD_SEQ, refused(area, second, first).code());
      SessionPair other = SessionPair.of("two");
      Bytes one = one(other.client.seal(RecordType.REQ, payload(1)));
      assertEquals(Code.RECORD_SEQ, refused(other.area, one, one).code());
    }

    @Test
    void a_record_of_another_session_direction_or_epoch_is_refused() throws Exception {
      Bytes foreign = one(SessionPair.of("two").client.seal(RecordType.REQ, payload(1)));
      assertEquals(Code.RECORD_SEQ, refused(area, foreign).code());
      // Reflected: the client gets back what it sent.
      Bytes own = one(client.seal(RecordType.STREAM, payload(1)));
      assertEquals(Code.RECORD_SEQ, refused(client, own).code());
      Bytes otherEpoch =
          one(SessionPair.of("three", "t", 2).client.seal(RecordType.REQ, payload(1)));
      assertEquals(
          Code.RECORD_SEQ, refused(SessionPair.of("three", "t", 1).area, otherEpoch).code());
      Bytes otherTranscript =
          one(SessionPair.of("three", "u", 1).client.seal(RecordType.REQ, payload(1)));
      assertEquals(
          Code.RECORD_SEQ, refused(SessionPair.of("three", "t", 1).area, otherTranscript).code());
    }

    @Test
    void a_direction_that_stops_without_an_end_was_cut_off() throws Exception {
      area.open(client.seal(RecordType.REQ, payload(1)));
      assertEquals(
          Code.RECORD_SEQ, assertThrows(RefusedException.class, area::requireEnded).code());
    }

    @Test
    void nothing_comes_after_an_end_or_an_alert() throws Exception {
      List<Bytes> ended = new ArrayList<>(client.seal(RecordType.END, Bytes.EMPTY));
      ended.add(ended.getFirst());
      assertEquals(Code.RECORD_SEQ, refused(area, ended.toArray(Bytes[]::new)).code());
    }

    @Test
    void an_end_in_the_middle_of_a_message_is_refused() throws Exception {
      List<Bytes> records = client.seal(RecordType.REQ, payload(100_000));
      area.open(records.getFirst());
      // A client that says END here: the same keys, one record sealed and thrown away.
      Session again = SessionPair.of("one").client;
      again.seal(RecordType.STREAM, payload(1));
      assertEquals(
          Code.RECORD_SEQ, refused(area, one(again.seal(RecordType.END, Bytes.EMPTY))).code());
    }

    @Test
    void what_one_end_may_not_send_is_refused_by_the_other() throws Exception {
      assertThrows(IllegalArgumentException.class, () -> client.seal(RecordType.RESP, payload(1)));
      assertThrows(IllegalArgumentException.class, () -> area.seal(RecordType.REQ, payload(1)));
      assertThrows(IllegalArgumentException.class, () -> client.seal(RecordType.DATA, payload(1)));
      assertThrows(
          IllegalArgumentException.class, () -> client.seal(RecordType.KEYUPDATE, Bytes.EMPTY));
      assertThrows(IllegalArgumentException.class, () -> client.seal(RecordType.END, payload(1)));
    }
  }

  /** H04 and H09. */
  @Nested
  class Altered {
    @Tag("exhaustive")
    @Test
    void every_bit_of_a_record_matters() throws Exception {
      Bytes record = one(client.seal(RecordType.REQ, payload(64)));
      for (int i = 0; i < record.size(); i++) {
        for (int bit = 0; bit < 8; bit++) {
          Session fresh = SessionPair.of("one").area;
          Bytes altered = flip(record, i, 1 << bit);
          assertThrows(RefusedException.class, () -> fresh.open(altered), "byte " + i);
          assertTrue(fresh.isClosed());
        }
      }
      area.open(record);
    }

    @Test
    void every_shorter_and_longer_record_is_refused() throws Exception {
      Bytes record = one(client.seal(RecordType.REQ, payload(8)));
      for (int size = 0; size < record.size(); size++) {
        Session fresh = SessionPair.of("one").area;
        Bytes cut = record.slice(0, size);
        Code code = assertThrows(RefusedException.class, () -> fresh.open(cut)).code();
        assertEquals(size < 29 ? Code.MALFORMED : Code.RECORD_SEQ, code);
      }
      assertEquals(Code.RECORD_SEQ, refused(area, Bytes.concat(record, Bytes.of(0))).code());
    }

    @Test
    void an_oversize_record_is_refused_unread() {
      assertEquals(Code.TOO_LARGE, refused(area, payload(65_537)).code());
    }

    @Tag("exhaustive")
    @Test
    void every_unknown_type_is_refused() throws Exception {
      Bytes record = one(client.seal(RecordType.REQ, payload(8)));
      for (int type = 0; type < 256; type++) {
        if (type < 1 || type > 7) {
          Session fresh = SessionPair.of("one").area;
          byte[] bytes = record.toArray();
          bytes[0] = (byte) type;
          assertEquals(
              Code.MALFORMED,
              assertThrows(RefusedException.class, () -> fresh.open(Bytes.copyOf(bytes))).code());
        }
      }
    }

    @Test
    void an_alert_can_still_say_why_and_nothing_else_can_be_said() throws Exception {
      RefusedException why = refused(area, payload(40));
      assertThrows(RefusedException.class, () -> area.seal(RecordType.RESP, Bytes.EMPTY));
      Record alert = client.open(area.alert(why.findings())).records().getFirst();
      assertEquals(why.code(), Refusal.parse(alert.payload()).code());
      assertThrows(RefusedException.class, () -> area.alert(why.findings()));
    }
  }

  /** H03. */
  @Nested
  class Key_update {
    @Test
    void comes_after_an_hour_and_costs_one_record() throws Exception {
      area.open(client.seal(RecordType.REQ, payload(1)));
      pair.clock.set(RecordCipher.MAX_AGE - 1);
      assertEquals(1, client.seal(RecordType.REQ, payload(1)).size());
      SessionPair other = SessionPair.of("two");
      other.clock.set(RecordCipher.MAX_AGE);
      List<Bytes> records = other.client.seal(RecordType.REQ, payload(1));
      assertEquals(2, records.size());
      assertEquals("06" + "00000000" + "0000000000000000", records.get(0).slice(0, 13).hex());
      assertEquals("02" + "00000001" + "0000000000000000", records.get(1).slice(0, 13).hex());
      assertEquals(
          List.of(new Record(RecordType.REQ, payload(1))), other.area.open(records).records());
      assertEquals(1, other.client.seal(RecordType.REQ, payload(1)).size(), "the hour begins anew");
    }

    @Test
    void happens_again_and_each_direction_has_its_own() throws Exception {
      for (int generation = 1; generation <= 5; generation++) {
        pair.clock.addAndGet(RecordCipher.MAX_AGE);
        List<Bytes> records = client.seal(RecordType.REQ, payload(3));
        assertEquals(2, records.size());
        assertEquals(payload(3), area.open(records).records().getFirst().payload());
      }
      assertEquals(2, area.seal(RecordType.RESP, payload(3)).size());
    }

    @Tag("exhaustive")
    @Test
    void is_forced_after_two_to_the_twenty_records() throws Exception {
      for (int i = 0; i < (1 << 20) - 1; i++) {
        Bytes record = one(client.seal(RecordType.STREAM, Bytes.EMPTY));
        area.open(record);
      }
      List<Bytes> records = client.seal(RecordType.STREAM, payload(1));
      assertEquals(2, records.size());
      assertEquals("06" + "00000000" + "00000000000fffff", records.get(0).slice(0, 13).hex());
      assertEquals(payload(1), area.open(records).records().getFirst().payload());
    }

    @Test
    void left_out_or_played_under_the_old_key_is_refused() throws Exception {
      Bytes before = one(client.seal(RecordType.REQ, payload(1)));
      area.open(before);
      pair.clock.set(RecordCipher.MAX_AGE);
      List<Bytes> records = client.seal(RecordType.REQ, payload(1));
      assertEquals(Code.RECORD_SEQ, refused(area, records.get(1)).code());
      SessionPair other = SessionPair.of("two");
      other.clock.set(RecordCipher.MAX_AGE);
      List<Bytes> update = other.client.seal(RecordType.REQ, payload(1));
      other.area.open(update.get(0));
      // The same number under the old key: its generation is gone.
      Bytes old = one(SessionPair.of("two").client.seal(RecordType.REQ, payload(1)));
      assertEquals(Code.RECORD_SEQ, refused(other.area, old).code());
    }

    @Tag("exhaustive")
    @Test
    void ends_with_the_last_generation() throws Exception {
      for (int generation = 0; generation < RecordCipher.LAST_GENERATION; generation++) {
        pair.clock.addAndGet(RecordCipher.MAX_AGE);
        area.open(client.seal(RecordType.STREAM, Bytes.EMPTY));
      }
      area.open(client.seal(RecordType.STREAM, payload(1)));
      // A peer that goes on all the same.
      RecordCipher cipher = lastGenerationOf("one");
      Bytes more = cipher.seal(RecordType.KEYUPDATE, Bytes.EMPTY);
      pair.clock.addAndGet(RecordCipher.MAX_AGE);
      assertEquals(
          Code.RECORD_SEQ,
          assertThrows(RefusedException.class, () -> client.seal(RecordType.STREAM, payload(1)))
              .code());
      assertEquals(Code.RECORD_SEQ, refused(area, more).code());
    }

    private RecordCipher lastGenerationOf(String seed) throws RefusedException {
      FixedRandom random = new FixedRandom(seed);
      HpkeContext context =
          HpkeContext.send(KemKey.generate(random).publicKey(), Bytes.EMPTY, random);
      KeySchedule keys = new KeySchedule(context, SessionPair.digest(seed));
      RecordCipher cipher =
          new RecordCipher(
              Direction.TO_AREA,
              TrafficKey.export(context, "c2s", keys.transcript()),
              keys.sessionId(),
              1,
              () -> 0);
      for (int generation = 0; generation < RecordCipher.LAST_GENERATION; generation++) {
        cipher.update();
      }
      cipher.seal(RecordType.STREAM, Bytes.EMPTY);
      cipher.seal(RecordType.STREAM, Bytes.EMPTY);
      return cipher;
    }

    @Test
    void destroys_the_old_key() {
      TrafficKey key = TrafficKey.export(context(), "c2s", SessionPair.digest("t"));
      TrafficKey next = key.successor(Direction.TO_AREA);
      assertFalse(java.util.Arrays.equals(key.getEncoded(), next.getEncoded()));
      key.destroy();
      assertTrue(key.isDestroyed());
      assertThrows(IllegalStateException.class, key::getEncoded);
      assertThrows(
          IllegalStateException.class,
          () ->
              new RecordCipher(Direction.TO_AREA, key, SessionPair.digest("s"), 1, () -> 0)
                  .seal(RecordType.REQ, Bytes.EMPTY));
    }

    private HpkeContext context() {
      try {
        FixedRandom random = new FixedRandom("context");
        return HpkeContext.send(KemKey.generate(random).publicKey(), Bytes.EMPTY, random);
      } catch (RefusedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void a_closed_session_opens_and_seals_nothing() throws Exception {
    Bytes record = one(client.seal(RecordType.REQ, payload(1)));
    area.close();
    assertEquals(Code.RECORD_SEQ, refused(area, record).code());
    assertThrows(RefusedException.class, () -> area.seal(RecordType.RESP, payload(1)));
    assertThrows(RefusedException.class, () -> area.alert(List.of()));
  }
}
