package org.vouchsafe.attestation.evidence;

import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What others say about a processor. Conveyed by the host beside M2 and outside the transcript:
 * every part is signed by its own issuer and proves itself.
 *
 * @param chain X.509 certificates, DER, the processor's first, then its issuers; the root may be
 *     left out
 * @param audits attribute certificates (RFC 5755), DER
 * @param crls revocation lists (RFC 5280), DER
 * @param status signed status statements
 * @param collateral further signed material, such as a manufacturer's
 */
public record Endorsements(
    List<Bytes> chain,
    List<Bytes> audits,
    List<Bytes> crls,
    List<Bytes> status,
    List<Bytes> collateral) {
  public static final Endorsements NONE =
      new Endorsements(List.of(), List.of(), List.of(), List.of(), List.of());

  /** Of the encoding. */
  public static final int MAX_SIZE = 8 << 20;

  private static final String PATH = "endorsements";
  private static final int MAX_ITEMS = 16;
  private static final int MAX_CERTIFICATE = ServerHello.MAX_CERTIFICATE;
  private static final int MAX_LIST = 1 << 20;

  public Endorsements {
    chain = List.copyOf(chain);
    audits = List.copyOf(audits);
    crls = List.copyOf(crls);
    status = List.copyOf(status);
    collateral = List.copyOf(collateral);
  }

  public Bytes encode() {
    return toCbor().encode();
  }

  public static Endorsements parse(Bytes encoded) throws MalformedException {
    return read(Fields.decode(encoded, PATH, MAX_SIZE));
  }

  Cbor toCbor() {
    return Cbor.map()
        .put("v", 1)
        .put("chain", list(chain))
        .put("audits", list(audits))
        .put("crls", list(crls))
        .put("status", list(status))
        .put("collateral", list(collateral))
        .build();
  }

  static Endorsements read(Fields fields) throws MalformedException {
    fields.version(1);
    Endorsements endorsements =
        new Endorsements(
            fields.byteStrings("chain", MAX_ITEMS, MAX_CERTIFICATE),
            fields.byteStrings("audits", MAX_ITEMS, MAX_CERTIFICATE),
            fields.byteStrings("crls", MAX_ITEMS, MAX_LIST),
            fields.byteStrings("status", MAX_ITEMS, MAX_CERTIFICATE),
            fields.byteStrings("collateral", MAX_ITEMS, MAX_LIST));
    fields.end();
    return endorsements;
  }

  private static Cbor list(List<Bytes> items) {
    return Cbor.array(items.stream().map(Cbor::of).toList());
  }
}
