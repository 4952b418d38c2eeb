package org.vouchsafe.attestation.certificate;

import java.time.Instant;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * What an authority says of a certificate or a device, or an auditor of an audit certificate, at
 * one moment.
 *
 * @param issuer the key that signs it
 * @param kind what {@code subject} names
 * @param subject the device id, or 48 bytes: {@link Certificate#id} or {@link AuditCertificate#id}
 * @param number rises with every statement of the issuer about the subject, from 1
 * @param thisUpdate by the issuer's clock, whole seconds
 * @param nonce 32 bytes of somebody who asked; none when nobody did
 */
public record StatusStatement(
    KeyId issuer,
    Kind kind,
    Bytes subject,
    Status status,
    long number,
    Instant thisUpdate,
    Optional<Bytes> nonce) {
  public static final int MAX_BYTES = 1024;
  private static final int NONCE_SIZE = 32;
  private static final String LABEL = "VS-status";
  private static final String PATH = "status";
  private static final long MAX_TIME = 253_402_300_799L;

  /** What a statement is about; the first two are the authority's, the third is the auditor's. */
  public enum Kind {
    CERTIFICATE,
    DEVICE,
    AUDIT
  }

  /** REVOKED is an authority's word, WITHDRAWN an auditor's. */
  public enum Status {
    GOOD,
    REVOKED,
    WITHDRAWN
  }

  public StatusStatement {
    thisUpdate = Instant.ofEpochSecond(thisUpdate.getEpochSecond());
    Shape.range("time", thisUpdate.getEpochSecond(), 0, MAX_TIME);
    Shape.range("number", number, 1, Long.MAX_VALUE);
    Shape.range("size of the subject", subject.size(), DeviceId.MIN_SIZE, DeviceId.MAX_SIZE);
    nonce.ifPresent(value -> Shape.size("nonce", value, NONCE_SIZE));
    Shape.require(
        status == Status.GOOD || (kind == Kind.AUDIT) == (status == Status.WITHDRAWN),
        "an audit is withdrawn, anything else is revoked");
  }

  /** The signed form: deterministic CBOR {@code {content, signature}}. */
  public Bytes sign(SigningKey key) {
    if (!key.publicKey().id().equals(issuer)) {
      throw new IllegalArgumentException("the statement names another issuer");
    }
    return Signed.sign(LABEL, content(), key);
  }

  /** A statement as it came, with a signature that nobody has checked yet. */
  public record Unverified(StatusStatement claimed, Bytes content, Bytes signature) {
    public boolean isSignedBy(VerifyingKey key) {
      return key.id().equals(claimed.issuer) && key.verifies(signature, LABEL, content);
    }
  }

  public static Unverified parse(Bytes input) throws MalformedException {
    Signed signed = Signed.parse(input, PATH, MAX_BYTES);
    Fields fields = Fields.decode(signed.content(), PATH, MAX_BYTES);
    fields.version(1);
    StatusStatement statement =
        Shape.make(
            PATH,
            () ->
                new StatusStatement(
                    new KeyId(fields.bytes("issuer", KeyId.SIZE)),
                    fields.choice("kind", Kind.class),
                    fields.bytes("subject", DeviceId.MIN_SIZE, DeviceId.MAX_SIZE),
                    fields.choice("status", Status.class),
                    fields.integer("number", 1, Long.MAX_VALUE),
                    Instant.ofEpochSecond(fields.integer("thisUpdate", 0, MAX_TIME)),
                    fields.optionalBytes("nonce", NONCE_SIZE, NONCE_SIZE)));
    fields.end();
    return new Unverified(statement, signed.content(), signed.signature());
  }

  private Bytes content() {
    return Cbor.map()
        .put("v", 1)
        .put("issuer", issuer.value())
        .put("kind", Fields.nameOf(kind))
        .put("subject", subject)
        .put("status", Fields.nameOf(status))
        .put("number", number)
        .put("thisUpdate", thisUpdate.getEpochSecond())
        .put("nonce", Shape.orNone(nonce))
        .encode();
  }
}
