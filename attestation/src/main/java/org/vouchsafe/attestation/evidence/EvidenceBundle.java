package org.vouchsafe.attestation.evidence;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * One self-contained file with all that a verifier needs but the policy.
 *
 * @param m1 the encoded {@link ClientHello} that was sent
 * @param m2 the encoded {@link ServerHello} that came back
 */
public record EvidenceBundle(Bytes m1, Bytes m2, Endorsements endorsements) {
  /** Of the encoding. */
  public static final int MAX_SIZE =
      ClientHello.MAX_SIZE + ServerHello.MAX_SIZE + Endorsements.MAX_SIZE + 256;

  private static final String PATH = "evidence bundle";
  private static final String TYPE = "vouchsafe evidence bundle";

  public Bytes encode() {
    return Cbor.map()
        .put("type", TYPE)
        .put("v", 1)
        .put("m1", m1)
        .put("m2", m2)
        .put("endorsements", endorsements.toCbor())
        .encode();
  }

  /** Reads the file's own structure; m1 and m2 stay as they are. */
  public static EvidenceBundle parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, PATH, MAX_SIZE);
    if (!fields.take("type", Cbor.of(TYPE))) {
      throw new MalformedException(PATH, "does not name itself an evidence bundle");
    }
    fields.version(1);
    EvidenceBundle bundle =
        new EvidenceBundle(
            fields.bytes("m1", 1, ClientHello.MAX_SIZE),
            fields.bytes("m2", 1, ServerHello.MAX_SIZE),
            Endorsements.read(fields.fields("endorsements")));
    fields.end();
    return bundle;
  }
}
