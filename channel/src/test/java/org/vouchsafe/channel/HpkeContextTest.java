package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/** Suite 1: draft-connolly-cfrg-xwing-kem inside RFC 9180 base mode. */
class HpkeContextTest {
  /** Hands out given bytes. */
  static SecureRandom given(String hex) {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;
      private int at;

      @Override
      public void nextBytes(byte[] bytes) {
        byte[] all = Bytes.fromHex(hex).toArray();
        System.arraycopy(all, at, bytes, 0, bytes.length);
        at += bytes.length;
      }
    };
  }

  private static String digest(String algorithm, Bytes of) throws Exception {
    return Bytes.copyOf(MessageDigest.getInstance(algorithm).digest(of.toArray())).hex();
  }

  /** Appendix C of the draft: seed, eseed, shared secret; key and ciphertext by SHA3-256. */
  @ParameterizedTest
  @CsvSource({
    "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26,"
        + "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
        + "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2,"
        + "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384,"
        + "5121745904643ad9dfacca7869292c19a8a69533b53e60666b7db910b4ad6367,"
        + "c0abd149f83f45324ac3a7ddc7606c71f257e5ea86113522834a0ee1bcb34e3e",
    "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea,"
        + "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdef"
        + "aee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d,"
        + "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150,"
        + "799b6016e5daa56ffa1b5e79f7caf73413ceecd6df428642404cac41ddee4853,"
        + "7680b7ba47ae09bac4b43001edcef9d98e50df20026e70ba6a424447e1f2b961"
  })
  void x_wing_gives_the_answers_of_its_draft(
      String seed, String eseed, String secret, String publicKey, String ciphertext)
      throws Exception {
    KemKey key = KemKey.generate(given(seed));
    assertEquals(publicKey, digest("SHA3-256", key.publicKey()));
    HpkeContext context = HpkeContext.send(key.publicKey(), Bytes.EMPTY, given(eseed));
    assertEquals(ciphertext, digest("SHA3-256", context.encapsulation()));
    byte[] shared =
        new XWingKEMExtractor(new XWingPrivateKeyParameters(Bytes.fromHex(seed).toArray()))
            .extractSecret(context.encapsulation().toArray());
    assertEquals(secret, Bytes.copyOf(shared).hex());
  }

  private final FixedRandom random = new FixedRandom("hpke");
  private final KemKey key = KemKey.generate(random);
  private final Bytes info = Bytes.utf8("info");
  private final Bytes aad = Bytes.utf8("aad");

  @Test
  void what_one_end_seals_the_other_opens_in_order_and_both_export_the_same() throws Exception {
    HpkeContext sender = HpkeContext.send(key.publicKey(), info, random);
    HpkeContext receiver = key.receive(sender.encapsulation(), info);
    for (int i = 0; i < 3; i++) {
      Bytes plaintext = Bytes.utf8("message " + i);
      assertEquals(plaintext, receiver.open(aad, sender.seal(aad, plaintext)));
    }
    assertEquals(sender.export(info, 32), receiver.export(info, 32));
    assertNotEquals(sender.export(info, 32), receiver.export(aad, 32));
  }

  /** BouncyCastle's HPKE object keeps state between its steps: two contexts must not share one. */
  @Tag("exhaustive")
  @Test
  void contexts_of_many_threads_do_not_disturb_each_other() throws Exception {
    try (var executor = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        FixedRandom own = new FixedRandom("thread " + i);
        tasks.add(
            () -> {
              boolean agreed = true;
              for (int round = 0; round < 8; round++) {
                HpkeContext sender = HpkeContext.send(key.publicKey(), info, own);
                HpkeContext receiver = key.receive(sender.encapsulation(), info);
                for (int n = 0; n < 50; n++) {
                  Bytes context = Bytes.of(n);
                  agreed &= sender.export(context, 32).equals(receiver.export(context, 32));
                }
                agreed &= info.equals(receiver.open(aad, sender.seal(aad, info)));
              }
              return agreed;
            });
      }
      for (Future<Boolean> agreed : executor.invokeAll(tasks)) {
        assertTrue(agreed.get());
      }
    }
  }

  @Tag("exhaustive")
  @Test
  void every_bit_of_an_encapsulation_matters() throws Exception {
    HpkeContext sender = HpkeContext.send(key.publicKey(), info, random);
    Bytes sealed = sender.seal(aad, Bytes.utf8("message"));
    byte[] enc = sender.encapsulation().toArray();
    for (int i = 0; i < enc.length; i++) {
      byte[] altered = enc.clone();
      altered[i] ^= (byte) (1 << (i % 8));
      assertEquals(
          Code.MALFORMED,
          assertThrows(
                  RefusedException.class,
                  () -> key.receive(Bytes.copyOf(altered), info).open(aad, sealed))
              .code());
    }
  }

  @Test
  void another_info_aad_or_key_does_not_open() throws Exception {
    HpkeContext sender = HpkeContext.send(key.publicKey(), info, random);
    Bytes sealed = sender.seal(aad, Bytes.utf8("message"));
    Bytes enc = sender.encapsulation();
    KemKey other = KemKey.generate(random);
    assertThrows(RefusedException.class, () -> key.receive(enc, aad).open(aad, sealed));
    assertThrows(RefusedException.class, () -> key.receive(enc, info).open(info, sealed));
    assertThrows(RefusedException.class, () -> other.receive(enc, info).open(aad, sealed));
    assertEquals(Bytes.utf8("message"), key.receive(enc, info).open(aad, sealed));
  }

  /** C07, C08: BouncyCastle throws unchecked exceptions for these. */
  @Test
  void bad_points_orders_coefficients_and_lengths_are_malformed() {
    byte[] lowOrderEnc = new byte[1120];
    byte[] lowOrderKey = key.publicKey().toArray();
    java.util.Arrays.fill(lowOrderKey, 1184, 1216, (byte) 0);
    byte[] bigCoefficient = key.publicKey().toArray();
    java.util.Arrays.fill(bigCoefficient, 0, 3, (byte) 0xFF);
    assertMalformed(() -> key.receive(Bytes.copyOf(lowOrderEnc), info));
    assertMalformed(() -> HpkeContext.send(Bytes.copyOf(lowOrderKey), info, random));
    assertMalformed(() -> HpkeContext.send(Bytes.copyOf(bigCoefficient), info, random));
    for (int size : new int[] {0, 1, 32, 1119, 1121, 1215, 1217, 70_000}) {
      assertMalformed(() -> key.receive(Bytes.copyOf(new byte[size]), info));
      assertMalformed(() -> HpkeContext.send(Bytes.copyOf(new byte[size]), info, random));
    }
  }

  /**
   * The points of small order and their other spellings (RFC 7748 §7), in the X25519 half of a key
   * and of an encapsulation whose ML-KEM half is good: all give the all-zero secret.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void C07_points_of_low_order_are_malformed(String point) throws Exception {
    Bytes low = Bytes.fromHex(point);
    Bytes badKey = Bytes.concat(key.publicKey().slice(0, 1184), low);
    assertMalformed(() -> HpkeContext.send(badKey, info, random));
    Bytes enc = HpkeContext.send(key.publicKey(), info, random).encapsulation();
    Bytes badEnc = Bytes.concat(enc.slice(0, 1088), low);
    assertMalformed(() -> key.receive(badEnc, info));
  }

  /** FIPS 203 §7.2: a key with one coefficient that is not below q is none, wherever it is. */
  @Test
  void C08_a_coefficient_beyond_the_modulus_is_malformed_at_every_place() {
    for (int i = 0; i < 1152; i += 3) {
      byte[] bad = key.publicKey().toArray();
      // Two coefficients of 12 bits in three bytes; 0xD01 is q itself.
      bad[i] = 0x01;
      bad[i + 1] = (byte) ((bad[i + 1] & 0xF0) | 0x0D);
      assertMalformed(() -> HpkeContext.send(Bytes.copyOf(bad), info, random));
    }
  }

  /** A tag that is cut, and one of another message: no plaintext comes out. */
  @Test
  void C09_a_shorter_or_wrong_tag_opens_nothing() throws Exception {
    HpkeContext sender = HpkeContext.send(key.publicKey(), info, random);
    Bytes one = sender.seal(aad, Bytes.utf8("the first message"));
    Bytes two = sender.seal(aad, Bytes.utf8("a second message!"));
    int tag = one.size() - HpkeContext.TAG_SIZE;
    Bytes swapped = Bytes.concat(one.slice(0, tag), two.slice(tag, two.size()));
    for (int size : new int[] {4, 8, 12, 15}) {
      Bytes cut = one.slice(0, tag + size);
      assertMalformed(() -> key.receive(sender.encapsulation(), info).open(aad, cut));
    }
    assertMalformed(() -> key.receive(sender.encapsulation(), info).open(aad, swapped));
    assertMalformed(() -> key.receive(sender.encapsulation(), info).open(Bytes.EMPTY, one));
    assertEquals(
        Bytes.utf8("the first message"), key.receive(sender.encapsulation(), info).open(aad, one));
  }

  @Test
  void a_ciphertext_shorter_than_a_tag_is_malformed() throws Exception {
    HpkeContext sender = HpkeContext.send(key.publicKey(), info, random);
    HpkeContext receiver = key.receive(sender.encapsulation(), info);
    for (int size = 0; size < 16; size++) {
      Bytes shorter = Bytes.copyOf(new byte[size]);
      assertMalformed(() -> receiver.open(aad, shorter));
    }
  }

  @Test
  void an_empty_message_is_a_tag_and_opens() throws Exception {
    HpkeContext sender = HpkeContext.send(key.publicKey(), info, random);
    Bytes sealed = sender.seal(aad, Bytes.EMPTY);
    assertEquals(HpkeContext.TAG_SIZE, sealed.size());
    assertEquals(Bytes.EMPTY, key.receive(sender.encapsulation(), info).open(aad, sealed));
  }

  @Test
  void a_wrong_length_is_said_before_anything_is_tried() {
    Bytes shorter = Bytes.copyOf(new byte[3]);
    RefusedException key3 =
        assertThrows(RefusedException.class, () -> HpkeContext.send(shorter, info, random));
    assertEquals("1216 bytes", key3.findings().getFirst().expected());
    assertEquals("3 bytes", key3.findings().getFirst().actual());
    RefusedException enc3 = assertThrows(RefusedException.class, () -> key.receive(shorter, info));
    assertEquals("1120 bytes", enc3.findings().getFirst().expected());
  }

  @Test
  void what_an_encapsulation_was_made_from_is_zeroed() throws Exception {
    List<byte[]> drawn = new ArrayList<>();
    SecureRandom keeping =
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            java.util.Arrays.fill(bytes, (byte) 7);
            drawn.add(bytes);
          }
        };
    HpkeContext.send(key.publicKey(), info, keeping);
    assertEquals(1, drawn.size());
    assertEquals(Bytes.copyOf(new byte[64]), Bytes.copyOf(drawn.getFirst()));
  }

  @Test
  void a_destroyed_key_receives_nothing() throws Exception {
    Bytes enc = HpkeContext.send(key.publicKey(), info, random).encapsulation();
    KemKey copy = KemKey.fromSeed(key.seed());
    key.close();
    assertTrue(key.isClosed());
    assertThrows(IllegalStateException.class, () -> key.receive(enc, info));
    assertThrows(IllegalStateException.class, key::seed);
    copy.receive(enc, info);
    assertEquals(copy.publicKey(), key.publicKey());
  }

  @Test
  void a_seed_of_another_size_is_no_key() {
    assertThrows(
        IllegalArgumentException.class, () -> KemKey.fromSeed(SecretBytes.copyOf(new byte[31])));
  }

  private static void assertMalformed(org.junit.jupiter.api.function.Executable executable) {
    assertEquals(Code.MALFORMED, assertThrows(RefusedException.class, executable).code());
  }
}
