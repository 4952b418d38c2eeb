package org.vouchsafe.attestation.certificate;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.measure.Binding;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.FreshnessAuthority;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * What a processor says about one of its areas under its statement key. Each kind has a role; a
 * statement of one role never verifies as one of another.
 */
public sealed interface Statement {
  /** Of a signed statement. */
  int MAX_BYTES = 8 * 1024;

  /**
   * The end of a handshake, and the only proof of binding.
   *
   * @param lineage the one that the handshake claimed or attached to
   * @param instanceId 32 bytes
   * @param epoch from 1
   * @param seq of the head
   * @param head 48 bytes
   * @param programDigest 48 bytes; none before a program was authorised
   * @param launchDigest 48 bytes; none before a program was authorised
   * @param transcript TH2 of the handshake, 48 bytes
   */
  record Session(
      ActivationStateId activationStateId,
      EnvironmentId environmentId,
      Binding binding,
      Lineage lineage,
      Bytes instanceId,
      AreaState state,
      long epoch,
      long seq,
      Bytes head,
      Optional<Bytes> programDigest,
      Optional<Bytes> launchDigest,
      FreshnessAuthority authority,
      Bytes transcript)
      implements Statement {
    public Session {
      Shape.size("instance id", instanceId, EvidenceClaims.INSTANCE_ID_SIZE);
      Shape.size("transcript", transcript, EvidenceClaims.DIGEST_SIZE);
      Shape.require(state == AreaState.HOLDER, "a session is with an area that holds its state");
      Shape.holding(state, Optional.of(lineage), epoch, seq, Optional.of(head));
      Shape.program(state, programDigest, launchDigest);
    }

    @Override
    public Cbor.Map toCbor() {
      return Cbor.map()
          .put("v", 1)
          .put("role", "session")
          .put("activationStateId", activationStateId.value())
          .put("environmentId", environmentId.value())
          .put("binding", binding.value())
          .put("lineage", lineage.value())
          .put("instanceId", instanceId)
          .put("state", Fields.nameOf(state))
          .put("epoch", epoch)
          .put("seq", seq)
          .put("head", head)
          .put("programDigest", Shape.orNone(programDigest))
          .put("launchDigest", Shape.orNone(launchDigest))
          .put("authority", authority.toCbor())
          .put("transcript", transcript)
          .build();
    }

    private static Session read(Fields fields) throws MalformedException {
      return new Session(
          new ActivationStateId(fields.bytes("activationStateId", EvidenceClaims.DIGEST_SIZE)),
          new EnvironmentId(fields.bytes("environmentId", EvidenceClaims.DIGEST_SIZE)),
          new Binding(fields.bytes("binding", EvidenceClaims.DIGEST_SIZE)),
          new Lineage(fields.bytes("lineage", EvidenceClaims.DIGEST_SIZE)),
          fields.bytes("instanceId", EvidenceClaims.INSTANCE_ID_SIZE),
          fields.choice("state", AreaState.class),
          fields.integer("epoch", 1, Long.MAX_VALUE),
          fields.integer("seq", 0, Long.MAX_VALUE),
          fields.bytes("head", EvidenceClaims.DIGEST_SIZE),
          Shape.digest(fields, "programDigest"),
          Shape.digest(fields, "launchDigest"),
          FreshnessAuthority.read(fields.fields("authority")),
          fields.bytes("transcript", EvidenceClaims.DIGEST_SIZE));
    }

    /**
     * @throws RefusedException WRONG_ROLE for a statement of another role, CHAIN_INVALID when
     *     {@code key} did not sign it
     */
    public static Session verify(Bytes signed, VerifyingKey key)
        throws MalformedException, RefusedException {
      return Statement.verify(signed, key, "session", Session::read);
    }
  }

  /**
   * The key to which messages without a live session are sealed, for one epoch.
   *
   * @param instanceId 32 bytes
   * @param epoch from 1
   * @param programDigest 48 bytes; none before a program was authorised
   * @param key X-Wing public key, 1,216 bytes
   */
  record Invoke(
      EnvironmentId environmentId,
      Lineage lineage,
      Bytes instanceId,
      long epoch,
      Optional<Bytes> programDigest,
      Bytes key)
      implements Statement {
    public Invoke {
      Shape.size("instance id", instanceId, EvidenceClaims.INSTANCE_ID_SIZE);
      Shape.range("epoch", epoch, 1, Long.MAX_VALUE);
      programDigest.ifPresent(d -> Shape.size("program digest", d, EvidenceClaims.DIGEST_SIZE));
      Shape.size("key", key, EvidenceClaims.CHANNEL_KEY_SIZE);
    }

    /** The name of the key: {@link KeyId#of} over its raw bytes; in the statement as well. */
    public KeyId keyId() {
      return KeyId.of(key);
    }

    @Override
    public Cbor.Map toCbor() {
      return Cbor.map()
          .put("v", 1)
          .put("role", "invoke")
          .put("environmentId", environmentId.value())
          .put("lineage", lineage.value())
          .put("instanceId", instanceId)
          .put("epoch", epoch)
          .put("programDigest", Shape.orNone(programDigest))
          .put("pk", key)
          .put("keyId", keyId().value())
          .build();
    }

    private static Invoke read(Fields fields) throws MalformedException {
      Invoke invoke =
          new Invoke(
              new EnvironmentId(fields.bytes("environmentId", EvidenceClaims.DIGEST_SIZE)),
              new Lineage(fields.bytes("lineage", EvidenceClaims.DIGEST_SIZE)),
              fields.bytes("instanceId", EvidenceClaims.INSTANCE_ID_SIZE),
              fields.integer("epoch", 1, Long.MAX_VALUE),
              Shape.digest(fields, "programDigest"),
              fields.bytes("pk", EvidenceClaims.CHANNEL_KEY_SIZE));
      Shape.constant(fields, "keyId", Cbor.of(invoke.keyId().value()), "statement");
      return invoke;
    }

    /**
     * @throws RefusedException WRONG_ROLE for a statement of another role, CHAIN_INVALID when
     *     {@code key} did not sign it
     */
    public static Invoke verify(Bytes signed, VerifyingKey key)
        throws MalformedException, RefusedException {
      return Statement.verify(signed, key, "invoke", Invoke::read);
    }
  }

  /** What is signed. */
  Cbor.Map toCbor();

  /** The signed form: deterministic CBOR {@code {content, signature}}. */
  default Bytes sign(SigningKey statementKey) {
    return Signed.sign("VS-statement", toCbor().encode(), statementKey);
  }

  private static <T> T verify(Bytes signed, VerifyingKey key, String role, RoleReader<T> reader)
      throws MalformedException, RefusedException {
    String path = "statement";
    Bytes content = Signed.verify("VS-statement", signed, path, MAX_BYTES, key);
    Fields fields = Fields.decode(content, path, MAX_BYTES);
    fields.version(1);
    String actual = fields.text("role", 32);
    if (!actual.equals(role)) {
      throw RefusedException.of(
          Code.WRONG_ROLE, "role of the statement", role, "a statement of another role");
    }
    T statement = Shape.make(path, () -> reader.read(fields));
    fields.end();
    return statement;
  }

  /** Reads the fields of one role. */
  @FunctionalInterface
  interface RoleReader<T> {
    T read(Fields fields) throws MalformedException;
  }
}
