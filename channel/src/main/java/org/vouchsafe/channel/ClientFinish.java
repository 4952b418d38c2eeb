package org.vouchsafe.channel;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.channel.request.Reserved;

/**
 * M3.
 *
 * @param nonceE of M2, in clear so that the host can route it; M2 covers it
 * @param encapsulation 1120 bytes
 * @param sealed ct0
 */
record ClientFinish(Bytes nonceE, Bytes encapsulation, Bytes sealed) {
  private static final String PATH = "client finish";
  private static final String SIGNATURE_LABEL = "EHS-1 client";
  private static final int MAX_SEALED = 4096;
  private static final int MAX_SIZE = MAX_SEALED + HpkeContext.ENCAPSULATION_SIZE + 256;

  Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("nonceE", nonceE)
        .put("enc", encapsulation)
        .put("ct0", sealed)
        .encode();
  }

  static ClientFinish parse(Bytes m3) throws MalformedException {
    Fields fields = Fields.decode(m3, PATH, MAX_SIZE);
    fields.version(1);
    ClientFinish finish =
        new ClientFinish(
            fields.bytes("nonceE", 32),
            fields.bytes("enc", HpkeContext.ENCAPSULATION_SIZE),
            fields.bytes("ct0", HpkeContext.TAG_SIZE + 1, MAX_SEALED));
    fields.end();
    return finish;
  }

  /** What goes into ct0. */
  static Bytes sign(Identity identity, Bytes th) {
    Bytes rest = rest(identity).encode();
    Bytes signature = identity.key().sign(SIGNATURE_LABEL, th, digest(rest));
    return rest(identity).put("signature", signature).encode();
  }

  /**
   * Reads what ct0 held and verifies its signature.
   *
   * @param lineage the one that is claimed or attached to
   */
  static Peer verify(Bytes opened, Bytes th, Ownership ownership, Lineage lineage)
      throws MalformedException, RefusedException {
    Fields fields = Fields.decode(opened, PATH, MAX_SEALED);
    fields.version(1);
    Reserved.requireNone(fields, "claim");
    Bytes signature = fields.bytes("signature", 1, 256);
    Peer peer = Peer.read(fields, ownership, lineage);
    fields.end();
    Bytes rest = withoutSignature(opened);
    if (!peer.key().verifies(signature, SIGNATURE_LABEL, th, digest(rest))) {
      throw RefusedException.of(
          org.vouchsafe.attestation.Code.NOT_OWNER,
          "signature of the client finish",
          "one by " + peer.key() + " over this handshake",
          "one that does not verify");
    }
    return peer;
  }

  private static Cbor.MapBuilder rest(Identity identity) {
    return identity.write(Cbor.map().put("v", 1).put("claim", Cbor.none()));
  }

  private static Bytes withoutSignature(Bytes opened) throws MalformedException {
    Fields fields = Fields.decode(opened, PATH, MAX_SEALED);
    Cbor.MapBuilder rest = Cbor.map();
    for (String key : new String[] {"v", "claim", "credential", "owner"}) {
      rest.put(key, fields.any(key));
    }
    return rest.encode();
  }

  private static Bytes digest(Bytes rest) {
    return Lp.sha384("EHS-1 finish", rest);
  }
}
