package org.vouchsafe.attestation.certificate;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What an auditor found.
 *
 * @param level 0 to 9, printed "L0": 0 vouches for nothing physical (a software processor)
 * @param method how it was inspected, 1 to 200 characters of printable ASCII
 * @param site where it stands, likewise
 * @param reportDigest 48 bytes over the auditor's report
 */
public record AuditClaims(int level, String method, String site, Bytes reportDigest) {
  public static final int MAX_LEVEL = 9;
  private static final int MAX_TEXT = 200;
  private static final int MAX_BYTES = 1024;

  public AuditClaims {
    Shape.range("level", level, 0, MAX_LEVEL);
    Shape.text("method", method, MAX_TEXT);
    Shape.text("site", site, MAX_TEXT);
    Shape.size("report digest", reportDigest, EvidenceClaims.DIGEST_SIZE);
  }

  public String levelName() {
    return "L" + level;
  }

  Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("level", level)
        .put("method", method)
        .put("site", site)
        .put("reportDigest", reportDigest)
        .encode();
  }

  static AuditClaims parse(Bytes input) throws MalformedException {
    String path = "audit claims";
    Fields fields = Fields.decode(input, path, MAX_BYTES);
    fields.version(1);
    AuditClaims claims =
        Shape.make(
            path,
            () ->
                new AuditClaims(
                    (int) fields.integer("level", 0, MAX_LEVEL),
                    fields.text("method", MAX_TEXT),
                    fields.text("site", MAX_TEXT),
                    fields.bytes("reportDigest", EvidenceClaims.DIGEST_SIZE)));
    fields.end();
    return claims;
  }
}
