package org.vouchsafe.attestation.certificate;

import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.signature.SigningKey;

/**
 * What a certificate was issued for. A certificate has exactly one role, told by its extended key
 * usage; the role fixes its key usage, its key's kind and whether it may issue, so a certificate of
 * one role cannot stand in for another.
 */
public enum Role {
  /** Trusted authority: the root and its intermediates. */
  AUTHORITY(
      "2.1",
      KeyUsage.keyCertSign | KeyUsage.cRLSign,
      true,
      SigningKey.Algorithm.P384,
      Oids.AUTHORITY),
  /** Processor key: issues attestation and statement certificates and nothing else. */
  PROCESSOR("2.2", KeyUsage.keyCertSign, true, SigningKey.Algorithm.P384, Oids.PROCESSOR),
  /** Evidence about one environment; its key is the environment's instance key. */
  ATTESTATION("2.3", KeyUsage.digitalSignature, false, SigningKey.Algorithm.P256, Oids.EVIDENCE),
  /** Statement key of one boot of a processor. */
  STATEMENT("2.4", KeyUsage.digitalSignature, false, SigningKey.Algorithm.P384, null),
  /** Auditor: signs auditing certificates and their status. */
  AUDITOR("2.5", KeyUsage.digitalSignature, false, SigningKey.Algorithm.P384, null);

  private final String purpose;
  final int keyUsage;
  final boolean issues;
  final SigningKey.Algorithm key;

  private final @Nullable String claims;

  Role(
      String branch,
      int keyUsage,
      boolean issues,
      SigningKey.Algorithm key,
      @Nullable ASN1ObjectIdentifier claims) {
    this.purpose = branch;
    this.keyUsage = keyUsage;
    this.issues = issues;
    this.key = key;
    this.claims = claims == null ? null : claims.getId();
  }

  /** Its extended key usage. */
  ASN1ObjectIdentifier purpose() {
    return Oids.ARC.branch(purpose);
  }

  /** The extension of its own, always there and critical; none for some roles. */
  Optional<ASN1ObjectIdentifier> claims() {
    return Optional.ofNullable(claims).map(ASN1ObjectIdentifier::new);
  }

  /** For messages: "an attestation certificate". */
  public String description() {
    String name = name().toLowerCase(Locale.ROOT);
    return (name.startsWith("a") ? "an " : "a ") + name + " certificate";
  }
}
