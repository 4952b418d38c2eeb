package org.vouchsafe.attestation.signature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Keys;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;

class KeysTest {
  private static final Bytes MESSAGE = Bytes.utf8("message");

  @ParameterizedTest
  @EnumSource
  void aSignatureVerifiesUnderItsKeyLabelAndPartsOnly(SigningKey.Algorithm algorithm) {
    SigningKey key = Keys.of(algorithm);
    Bytes signature = key.sign("VS-a", MESSAGE, Bytes.EMPTY);
    assertTrue(key.publicKey().verifies(signature, "VS-a", MESSAGE, Bytes.EMPTY));
    assertFalse(key.publicKey().verifies(signature, "VS-b", MESSAGE, Bytes.EMPTY));
    assertFalse(key.publicKey().verifies(signature, "VS-a", MESSAGE));
    assertFalse(
        Keys.fresh(algorithm).publicKey().verifies(signature, "VS-a", MESSAGE, Bytes.EMPTY));
  }

  @ParameterizedTest
  @EnumSource
  void signingIsDeterministic(SigningKey.Algorithm algorithm) {
    SigningKey key = Keys.of(algorithm);
    assertEquals(key.sign("VS-a", MESSAGE), key.sign("VS-a", MESSAGE));
    assertNotEquals(key.sign("VS-a", MESSAGE), key.sign("VS-b", MESSAGE));
  }

  @ParameterizedTest
  @EnumSource
  void everyBitOfASignatureCounts(SigningKey.Algorithm algorithm) {
    SigningKey key = Keys.of(algorithm);
    byte[] signature = key.sign("VS-a", MESSAGE).toArray();
    for (int bit = 0; bit < 8 * signature.length; bit++) {
      byte[] altered = signature.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(key.publicKey().verifies(Bytes.copyOf(altered), "VS-a", MESSAGE), "bit " + bit);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyBitOfAPublicKeyCounts(SigningKey.Algorithm algorithm) {
    VerifyingKey key = Keys.of(algorithm).publicKey();
    byte[] spki = key.spki().toArray();
    for (int bit = 0; bit < 8 * spki.length; bit++) {
      byte[] altered = spki.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertNotEquals(key, VerifyingKey.parse(Bytes.copyOf(altered)), "bit " + bit);
      } catch (MalformedException e) {
        // Refused: also fine.
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void keysReadBack(SigningKey.Algorithm algorithm) throws MalformedException {
    SigningKey key = Keys.fresh(algorithm);
    SigningKey read = SigningKey.fromPkcs8(key.pkcs8());
    assertArrayEquals(key.pkcs8(), read.pkcs8());
    assertEquals(key.publicKey(), read.publicKey());
    assertEquals(algorithm, read.algorithm());
    assertEquals(key.publicKey(), VerifyingKey.parse(key.publicKey().spki()));
    assertEquals(key.publicKey().hashCode(), read.publicKey().hashCode());
    assertEquals(KeyId.of(key.publicKey().spki()), read.publicKey().id());
  }

  /** The JDK reads our keys and verifies our signatures, and we verify the JDK's. */
  @ParameterizedTest
  @EnumSource
  void theJdkAgrees(SigningKey.Algorithm algorithm) throws Exception {
    SigningKey key = Keys.of(algorithm);
    Bytes message = Lp.lp("VS-a", MESSAGE);
    boolean edwards = algorithm == SigningKey.Algorithm.ED25519;
    KeyFactory keys = KeyFactory.getInstance(edwards ? "Ed25519" : "EC");
    Signature jdk =
        Signature.getInstance(
            switch (algorithm) {
              case ED25519 -> "Ed25519";
              case P256 -> "SHA256withECDSA";
              case P384 -> "SHA384withECDSA";
            });
    jdk.initVerify(keys.generatePublic(new X509EncodedKeySpec(key.publicKey().spki().toArray())));
    jdk.update(message.toArray());
    assertTrue(jdk.verify(key.sign("VS-a", MESSAGE).toArray()));
    jdk.initSign(keys.generatePrivate(new PKCS8EncodedKeySpec(key.pkcs8())));
    jdk.update(message.toArray());
    assertTrue(key.publicKey().verifies(Bytes.copyOf(jdk.sign()), "VS-a", MESSAGE));
  }

  /** C14: the one door without a label takes DER only, which no labelled string is. */
  @ParameterizedTest
  @EnumSource
  void aCertificateSignatureIsNeverALabelledOne(SigningKey.Algorithm algorithm) {
    SigningKey key = Keys.of(algorithm);
    Bytes certificate = Bytes.of(0x30, 0x00);
    Bytes signature = key.signDer(certificate);
    assertTrue(key.publicKey().verifiesDer(signature, certificate));
    Bytes labelled = Lp.lp("VS-a", MESSAGE);
    assertThrows(IllegalArgumentException.class, () -> key.signDer(labelled));
    assertThrows(IllegalArgumentException.class, () -> key.signDer(Bytes.EMPTY));
    assertFalse(key.publicKey().verifiesDer(key.sign("VS-a", MESSAGE), labelled));
  }

  @ParameterizedTest
  @EnumSource
  void aPrivateKeyDoesNotPrintItself(SigningKey.Algorithm algorithm) {
    SigningKey key = Keys.of(algorithm);
    assertEquals(
        "private half of " + algorithm + " key " + key.publicKey().id().hex(), key.toString());
  }
}
