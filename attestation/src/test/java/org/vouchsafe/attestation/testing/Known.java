package org.vouchsafe.attestation.testing;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** The product's object identifiers as docs/spec/oids.md gives them, written down a second time. */
public final class Known {
  public static final String ARC = "2.25.272675261970278528016220489283870245301";
  public static final ASN1ObjectIdentifier EVIDENCE = oid(".1.1");
  public static final ASN1ObjectIdentifier PROCESSOR = oid(".1.2");
  public static final ASN1ObjectIdentifier AUTHORITY = oid(".1.3");
  public static final ASN1ObjectIdentifier AUDIT_ATTRIBUTE = oid(".3.1");
  public static final ASN1ObjectIdentifier DEVICE_NAME = oid(".4.1");
  public static final ASN1ObjectIdentifier CMW = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.35");

  private Known() {}

  public static ASN1ObjectIdentifier oid(String branch) {
    return new ASN1ObjectIdentifier(ARC + branch);
  }
}
