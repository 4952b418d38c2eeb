package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/** When the two halves of a session destroy their keys, and how much they join. */
class HalvesTest {
  private static final int MAX_MESSAGE = 10;
  private static final Bytes ID = SessionPair.digest("id").slice(0, 32);

  private final HpkeContext context = context();
  private final TrafficKey sendKey = key();
  private final TrafficKey openKey = key();
  private final RecordCipher sending = cipher(sendKey);
  private final Sealer sealer = new Sealer(sending, RecordType.REQ, MAX_MESSAGE);
  private final Opener opener = new Opener(cipher(openKey), RecordType.REQ, MAX_MESSAGE);

  private static HpkeContext context() {
    try {
      FixedRandom random = new FixedRandom("halves");
      return HpkeContext.send(KemKey.generate(random).publicKey(), Bytes.EMPTY, random);
    } catch (RefusedException e) {
      throw new AssertionError(e);
    }
  }

  private TrafficKey key() {
    return TrafficKey.export(context, "c2s", SessionPair.digest("th2"));
  }

  private static RecordCipher cipher(TrafficKey key) {
    return new RecordCipher(Direction.TO_AREA, key, ID, 1, () -> 0);
  }

  private Bytes fragment(int size) {
    return sending.seal(RecordType.DATA, Bytes.copyOf(new byte[size]));
  }

  private Bytes last(int size) {
    return sending.seal(RecordType.REQ, Bytes.copyOf(new byte[size]));
  }

  private Code refused(Bytes... frames) {
    return assertThrows(RefusedException.class, () -> opener.open(List.of(frames))).code();
  }

  @Test
  void an_end_destroys_the_key_of_its_direction_at_both_ends() throws Exception {
    opener.open(sealer.seal(RecordType.STREAM, Bytes.EMPTY));
    assertFalse(sendKey.isDestroyed());
    assertFalse(openKey.isDestroyed());
    opener.open(sealer.seal(RecordType.END, Bytes.EMPTY));
    assertTrue(sendKey.isDestroyed());
    assertTrue(openKey.isDestroyed());
    assertFalse(opener.isClosed());
  }

  @Test
  void an_alert_a_refusal_and_closing_destroy_the_keys() throws Exception {
    opener.open(sealer.seal(RecordType.ALERT, Bytes.EMPTY));
    assertTrue(sendKey.isDestroyed());
    assertTrue(openKey.isDestroyed());
    TrafficKey key = key();
    Opener refusing = new Opener(cipher(key), RecordType.REQ, MAX_MESSAGE);
    assertThrows(RefusedException.class, () -> refusing.open(List.of(Bytes.EMPTY)));
    assertTrue(key.isDestroyed());
    TrafficKey closed = key();
    new Sealer(cipher(closed), RecordType.REQ, MAX_MESSAGE).close();
    assertTrue(closed.isDestroyed());
  }

  @Test
  void a_key_update_destroys_the_key_before() {
    sending.update();
    assertTrue(sendKey.isDestroyed());
    assertEquals(1, sending.generation());
    assertEquals(0, sending.sequence());
  }

  @Test
  void a_message_may_have_its_limit_and_no_byte_more() throws Exception {
    assertEquals(
        MAX_MESSAGE, opener.open(List.of(last(MAX_MESSAGE))).records().getFirst().payload().size());
    assertEquals(Code.TOO_LARGE, refused(last(MAX_MESSAGE + 1)));
  }

  @Test
  void nor_is_one_beyond_the_limit_sealed() throws Exception {
    Bytes most = Bytes.copyOf(new byte[MAX_MESSAGE]);
    assertEquals(most, opener.open(sealer.seal(RecordType.REQ, most)).records().get(0).payload());
    Bytes more = Bytes.copyOf(new byte[MAX_MESSAGE + 1]);
    assertThrows(IllegalArgumentException.class, () -> sealer.seal(RecordType.REQ, more));
  }

  @Test
  void its_fragments_count_together_and_the_next_message_begins_at_nothing() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertEquals(
          MAX_MESSAGE,
          opener
              .open(List.of(fragment(4), fragment(4), last(2)))
              .records()
              .getFirst()
              .payload()
              .size());
    }
    opener.open(List.of(fragment(4), fragment(4)));
    assertEquals(Code.TOO_LARGE, refused(fragment(3)));
    assertTrue(opener.isClosed());
  }

  @Test
  void a_message_may_end_with_an_empty_record() throws Exception {
    assertEquals(
        MAX_MESSAGE,
        opener.open(List.of(fragment(10), last(0))).records().getFirst().payload().size());
  }

  @Test
  void records_stuck_together_are_not_a_retry_of_the_records() throws Exception {
    Bytes first = last(1);
    Bytes second = last(2);
    opener.open(List.of(first, second));
    assertEquals(Code.RECORD_SEQ, refused(Bytes.concat(first, second)));
  }

  @Test
  void the_position_is_the_numbers_of_the_next_record() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertEquals(i, sending.sequence());
      last(0);
    }
    assertFalse(sending.lastOfGeneration());
    assertFalse(sending.isLastGeneration());
    assertFalse(sending.keyIsOld());
  }

  @Test
  void a_key_prints_its_generation_and_copies_itself_out() {
    assertEquals("TrafficKey[generation 0]", sendKey.toString());
    assertEquals("AES", sendKey.getAlgorithm());
    assertEquals("RAW", sendKey.getFormat());
    sendKey.getEncoded()[0] ^= 1;
    assertEquals(Bytes.copyOf(openKey.getEncoded()), Bytes.copyOf(sendKey.getEncoded()));
    assertEquals(0, sendKey.generation());
  }

  @Test
  void a_destroyed_key_has_no_bytes_no_nonce_and_no_successor() {
    sendKey.destroy();
    assertThrows(IllegalStateException.class, sendKey::getEncoded);
    assertThrows(IllegalStateException.class, () -> sendKey.nonce(0));
    assertThrows(IllegalStateException.class, () -> sendKey.successor(Direction.TO_AREA));
  }

  @Test
  void a_nonce_is_the_iv_xor_the_number() {
    byte[] zero = sendKey.nonce(0).getIV();
    byte[] other = sendKey.nonce(0x0102030405060708L).getIV();
    for (int i = 0; i < 12; i++) {
      assertEquals(i < 4 ? 0 : i - 3, zero[i] ^ other[i]);
    }
    assertEquals(128, sendKey.nonce(0).getTLen());
  }
}
