package org.vouchsafe.attestation.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.Refusals.malformed;
import static org.vouchsafe.attestation.testing.TestAuthority.NOW;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.TestAuthority;

/** docs/spec/attestation-certificate.md §6, each rule of lists broken once and signed again. */
class RevocationListTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final BigInteger FIRST = BigInteger.valueOf(700);
  private static final BigInteger SECOND = BigInteger.ONE.shiftLeft(150);
  private static final Bytes LIST =
      AUTHORITY.list(AUTHORITY.root, 12, NOW, Map.of(FIRST, NOW, SECOND, NOW));

  private static final int VERSION = 0;
  private static final int THIS_UPDATE = 3;
  private static final int NEXT_UPDATE = 4;
  private static final int ENTRIES = 5;
  private static final int EXTENSIONS = 6;

  @Test
  void what_is_read_is_what_was_issued() throws Exception {
    RevocationList list = RevocationList.parse(LIST);
    assertEquals(LIST, list.der());
    assertEquals(12, list.number());
    assertEquals(NOW, list.thisUpdate());
    assertEquals(NOW.plus(Duration.ofDays(7)), list.nextUpdate());
    assertEquals(Set.of(FIRST, SECOND), list.revoked());
    assertEquals("DEVELOPMENT test root", list.issuer());
    assertEquals(20, list.issuerKeyId().size());
    assertTrue(list.names(AUTHORITY.root.certificate()));
    assertFalse(list.names(AUTHORITY.intermediate.certificate()));
    assertFalse(list.names(new TestAuthority().root.certificate()), "the same name, another key");
    assertTrue(list.isSignedBy(AUTHORITY.rootKey.publicKey()));
    assertFalse(list.isSignedBy(AUTHORITY.intermediateKey.publicKey()));
  }

  @Test
  void an_empty_list_is_a_list() throws Exception {
    assertEquals(Set.of(), RevocationList.parse(AUTHORITY.emptyList(AUTHORITY.root)).revoked());
  }

  @Test
  void numbers_begin_with_one() {
    assertThrows(
        IllegalArgumentException.class, () -> AUTHORITY.list(AUTHORITY.root, 0, NOW, Map.of()));
    rejects("", e -> e[EXTENSIONS] = extensions(keyId(), number(BigInteger.ZERO)));
    rejects(
        "number", e -> e[EXTENSIONS] = extensions(keyId(), number(BigInteger.ONE.shiftLeft(63))));
    rejects("", e -> e[EXTENSIONS] = extensions(keyId(), number(BigInteger.TEN.negate())));
  }

  @Test
  void C04_trailing_bytes_truncations_and_size() {
    malformed("", () -> RevocationList.parse(Bytes.concat(LIST, Bytes.of(0))));
    for (int size = 0; size < LIST.size(); size += 11) {
      Bytes cut = LIST.slice(0, size);
      malformed("", () -> RevocationList.parse(cut));
    }
    malformed("limit", () -> RevocationList.parse(Bytes.copyOf(new byte[(1 << 20) + 1])));
  }

  @Test
  void other_versions_and_no_next_update() {
    rejects("", e -> e[VERSION] = new ASN1Integer(0));
    rejects("", e -> e[VERSION] = null);
    rejects("version 2", e -> e[NEXT_UPDATE] = null);
    rejects(
        "ends before",
        e -> {
          ASN1Encodable later = e[NEXT_UPDATE];
          e[NEXT_UPDATE] = e[THIS_UPDATE];
          e[THIS_UPDATE] = later;
        });
  }

  @Test
  void entries_that_are_twice_or_say_more_or_less() {
    DERUTCTime date = new DERUTCTime(Date.from(NOW));
    ASN1Encodable one = new DERSequence(new ASN1Encodable[] {new ASN1Integer(5), date});
    rejects("twice", e -> e[ENTRIES] = new DERSequence(new ASN1Encodable[] {one, one}));
    rejects(
        "serial",
        e ->
            e[ENTRIES] =
                new DERSequence(new DERSequence(new ASN1Encodable[] {new ASN1Integer(0), date})));
    ASN1Encodable reason =
        extensions(new Extension(Extension.reasonCode, false, new byte[] {10, 1, 8}));
    rejects(
        "extensions",
        e ->
            e[ENTRIES] =
                new DERSequence(
                    new DERSequence(new ASN1Encodable[] {new ASN1Integer(5), date, reason})));
    rejects("", e -> e[ENTRIES] = new DERSequence(new DERSequence(new ASN1Integer(5))));
    rejects(
        "seconds",
        e ->
            e[ENTRIES] =
                new DERSequence(
                    new DERSequence(
                        new ASN1Encodable[] {new ASN1Integer(5), new DERUTCTime("2611231200Z")})));
  }

  @Test
  void extensions_that_are_missing_or_make_it_a_partial_list() {
    rejects("", e -> e[EXTENSIONS] = null);
    rejects("missing", e -> e[EXTENSIONS] = extensions(keyId()));
    rejects("issuer's key", e -> e[EXTENSIONS] = extensions(number(BigInteger.ONE)));
    Extension delta = new Extension(Extension.deltaCRLIndicator, true, new byte[] {2, 1, 1});
    rejects(
        "not in the profile",
        e -> e[EXTENSIONS] = extensions(keyId(), number(BigInteger.ONE), delta));
    Extension partition =
        new Extension(Extension.issuingDistributionPoint, true, new byte[] {48, 0});
    rejects(
        "not in the profile",
        e -> e[EXTENSIONS] = extensions(keyId(), number(BigInteger.ONE), partition));
  }

  private static Extension keyId() {
    return new Extension(
        Extension.authorityKeyIdentifier,
        false,
        Resigned.der(
                new AuthorityKeyIdentifier(
                    AUTHORITY.rootKey.publicKey().id().value().slice(0, 20).toArray()))
            .toArray());
  }

  private static Extension number(BigInteger number) {
    return new Extension(
        Extension.cRLNumber, false, Resigned.der(new ASN1Integer(number)).toArray());
  }

  private static ASN1Encodable extensions(Extension... list) {
    ASN1Encodable sequence = new DERSequence(list);
    return list.length > 0 && list[0].getExtnId().equals(Extension.reasonCode)
        ? sequence
        : new DERTaggedObject(true, 0, sequence);
  }

  private static void rejects(String problem, Consumer<ASN1Encodable[]> change) {
    ASN1Sequence whole = ASN1Sequence.getInstance(LIST.toArray());
    ASN1Encodable[] elements = ASN1Sequence.getInstance(whole.getObjectAt(0)).toArray();
    change.accept(elements);
    ASN1EncodableVector content = new ASN1EncodableVector();
    for (ASN1Encodable element : elements) {
      if (element != null) {
        content.add(element);
      }
    }
    DERSequence list = new DERSequence(content);
    Bytes der =
        Resigned.der(
            new DERSequence(
                new ASN1Encodable[] {
                  list,
                  whole.getObjectAt(1),
                  new DERBitString(AUTHORITY.rootKey.signDer(Resigned.der(list)).toArray())
                }));
    malformed(problem, () -> RevocationList.parse(der));
  }
}
