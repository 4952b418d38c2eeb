package org.vouchsafe.attestation.credential;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.Keys;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.SigningKey;

class CredentialTest {
  private static final SigningKey OWNER = Keys.of(SigningKey.Algorithm.P256);
  private static final SigningKey CLIENT = Keys.of(SigningKey.Algorithm.ED25519);
  private static final Lineage LINEAGE = Lineage.of(OWNER.publicKey(), Bytes.copyOf(new byte[32]));

  private static Credential credential(Set<Right> rights) {
    return Credential.issue(OWNER, CLIENT.publicKey(), LINEAGE, rights, 1, 5);
  }

  @Test
  void everySetOfRightsReadsBack() throws Exception {
    for (int bits = 1; bits < 1 << Right.values().length; bits++) {
      EnumSet<Right> rights = EnumSet.noneOf(Right.class);
      for (Right right : Right.values()) {
        if ((bits >> right.ordinal() & 1) == 1) {
          rights.add(right);
        }
      }
      Credential credential = credential(rights);
      Credential read = Credential.parse(credential.encode());
      assertEquals(credential, read);
      assertEquals(rights, read.rights());
      read.verify(OWNER.publicKey(), LINEAGE, 5);
    }
  }

  @Test
  void aRightThatIsNotThereIsRefusedByName() {
    Credential credential = credential(Set.of(Right.INVOKE, Right.ATTACH));
    assertDoesNotThrow(() -> credential.requireRight(Right.INVOKE));
    RefusedException e =
        assertThrows(RefusedException.class, () -> credential.requireRight(Right.ADMIN));
    assertEquals(
        new Finding(Code.NO_RIGHT, "credential rights", "admin", "[invoke, attach]"),
        e.findings().getFirst());
  }

  @Test
  void raisingTheGenerationRevokes() {
    Credential credential = credential(Set.of(Right.INVOKE));
    assertDoesNotThrow(() -> credential.verify(OWNER.publicKey(), LINEAGE, 0));
    assertDoesNotThrow(() -> credential.verify(OWNER.publicKey(), LINEAGE, 5));
    RefusedException e =
        assertThrows(
            RefusedException.class, () -> credential.verify(OWNER.publicKey(), LINEAGE, 6));
    assertSame(Code.REVOKED, e.code());
  }

  /** C05: an ECDSA signature has two spellings; a credential has one id. */
  @Test
  void theOtherSpellingOfASignatureIsNotAnotherCredential() throws Exception {
    Credential credential = credential(Set.of(Right.INVOKE));
    BigInteger n = SECNamedCurves.getByName("secp256r1").getN();
    BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(n, credential.signature().toArray());
    Bytes other = Bytes.copyOf(StandardDSAEncoding.INSTANCE.encode(n, rs[0], n.subtract(rs[1])));
    Credential respelled =
        new Credential(
            credential.client(),
            LINEAGE,
            credential.rights(),
            credential.serial(),
            credential.generation(),
            other);
    assertDoesNotThrow(() -> respelled.verify(OWNER.publicKey(), LINEAGE, 5));
    assertNotEquals(credential.encode(), respelled.encode());
    assertEquals(credential.id(), respelled.id());
  }

  @Test
  void everyBitCounts() {
    Credential credential = credential(Set.of(Right.INVOKE));
    byte[] encoded = credential.encode().toArray();
    for (int bit = 0; bit < 8 * encoded.length; bit++) {
      byte[] altered = encoded.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(Exception.class, () -> readAndVerify(Bytes.copyOf(altered)), "bit " + bit);
    }
  }

  private static void readAndVerify(Bytes encoded) throws MalformedException, RefusedException {
    Credential.parse(encoded).verify(OWNER.publicKey(), LINEAGE, 5);
  }

  @Test
  void aCredentialWithoutARightCannotBeMade() {
    assertThrows(IllegalArgumentException.class, () -> credential(Set.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Credential.issue(OWNER, CLIENT.publicKey(), LINEAGE, Set.of(Right.ADMIN), -1, 0));
  }
}
