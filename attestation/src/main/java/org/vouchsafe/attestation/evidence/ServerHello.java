package org.vouchsafe.attestation.evidence;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * M2, made by the processor: the evidence.
 *
 * @param suite the one that it chose
 * @param nonceE 32 random bytes; also the name by which the host routes the session
 * @param attestationCertificate X.509, DER, signed by the processor key
 * @param statementCertificate X.509, DER, signed by the processor key
 */
public record ServerHello(
    int suite, Bytes nonceE, Bytes attestationCertificate, Bytes statementCertificate) {
  public static final int NONCE_SIZE = 32;

  /** Of each certificate. */
  public static final int MAX_CERTIFICATE = 16 << 10;

  /** Of the encoding. */
  public static final int MAX_SIZE = 2 * MAX_CERTIFICATE + 256;

  private static final String PATH = "server hello";

  public ServerHello {
    if (suite < 1 || suite > 0xFFFF || nonceE.size() != NONCE_SIZE) {
      throw new IllegalArgumentException("a server hello has a suite and a 32-byte nonce");
    }
  }

  public Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("suite", suite)
        .put("nonceE", nonceE)
        .put("attCert", attestationCertificate)
        .put("statementCert", statementCertificate)
        .encode();
  }

  public static ServerHello parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, PATH, MAX_SIZE);
    fields.version(1);
    ServerHello hello =
        new ServerHello(
            (int) fields.integer("suite", 1, 0xFFFF),
            fields.bytes("nonceE", NONCE_SIZE),
            fields.bytes("attCert", 1, MAX_CERTIFICATE),
            fields.bytes("statementCert", 1, MAX_CERTIFICATE));
    fields.end();
    return hello;
  }
}
