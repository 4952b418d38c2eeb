package org.vouchsafe.attestation.certificate;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/**
 * The object identifiers of the product, all below one arc made from a random UUID (ITU-T X.667,
 * {@code 2.25.UUID}), so that nobody had to be asked for it. Registry: {@code docs/spec/oids.md}.
 */
final class Oids {
  /** UUID cd23585f-d3f8-48e4-8b0c-3630a81dc1b5 as an integer. */
  static final ASN1ObjectIdentifier ARC =
      new ASN1ObjectIdentifier("2.25.272675261970278528016220489283870245301");

  static final ASN1ObjectIdentifier EVIDENCE = ARC.branch("1.1");
  static final ASN1ObjectIdentifier PROCESSOR = ARC.branch("1.2");
  static final ASN1ObjectIdentifier AUTHORITY = ARC.branch("1.3");

  static final ASN1ObjectIdentifier AUDIT_ATTRIBUTE = ARC.branch("3.1");
  static final ASN1ObjectIdentifier DEVICE_NAME = ARC.branch("4.1");

  /**
   * RFC 9999, conceptual message wrapper: hardware evidence. Reserved; refused until it is read.
   */
  static final ASN1ObjectIdentifier CMW = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.35");

  private Oids() {}
}
