package org.vouchsafe.attestation.certificate;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.measure.Binding;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.FreshnessAuthority;
import org.vouchsafe.attestation.measure.Lineage;

/**
 * What a processor certifies about one area for one handshake: the content of the evidence
 * extension. Empty means the spelled-out "none".
 *
 * @param platform as in the processor certificate
 * @param deviceId as in the processor certificate
 * @param processorVersion as in the processor certificate
 * @param svn as in the processor certificate
 * @param activationStateId what was in the area when it was activated
 * @param loaderDigest 48 bytes
 * @param environmentId none only in a pooled area to which no binding was proposed
 * @param binding none (encoded as "unbound") exactly when there is no environmentId; in state
 *     UNBOUND it is the binding that the client's hello proposed
 * @param lineage none before the owner's claim
 * @param instanceId 32 random bytes, drawn when the area was activated
 * @param state of the area, from its own memory
 * @param epoch 0 before the owner's claim, then from 1
 * @param seq of the head
 * @param head 48 bytes; none before the owner's claim
 * @param programDigest 48 bytes; none before a program was authorised
 * @param signer of the program; none when it is not signed
 * @param launchDigest 48 bytes; none before a program was authorised
 * @param authority who guards freshness; none exactly when there is no environmentId
 * @param auditUri where the audit certificate can be fetched, at most 512 characters
 * @param suite that the processor chose
 * @param channelKey X-Wing public key of this handshake, 1,216 bytes
 * @param helloDigest 48 bytes, {@link #helloDigest(Bytes)} of the client's hello
 * @param nonceE 32 bytes, the one in the server's hello
 */
public record EvidenceClaims(
    Platform platform,
    DeviceId deviceId,
    SoftwareVersion processorVersion,
    long svn,
    ActivationStateId activationStateId,
    Bytes loaderDigest,
    Optional<EnvironmentId> environmentId,
    Optional<Binding> binding,
    Optional<Lineage> lineage,
    Bytes instanceId,
    AreaState state,
    long epoch,
    long seq,
    Optional<Bytes> head,
    Optional<Bytes> programDigest,
    Optional<Signer> signer,
    Optional<Bytes> launchDigest,
    Optional<FreshnessAuthority> authority,
    Optional<String> auditUri,
    int suite,
    Bytes channelKey,
    Bytes helloDigest,
    Bytes nonceE) {
  public static final int INSTANCE_ID_SIZE = 32;
  public static final int CHANNEL_KEY_SIZE = 1216;
  static final int DIGEST_SIZE = 48;
  static final int NONCE_SIZE = 32;
  private static final int MAX_BYTES = 8 * 1024;
  private static final int MAX_URI = 512;
  private static final String PATH = "evidence";

  public EvidenceClaims {
    Shape.range("svn", svn, 0, ProcessorClaims.MAX_SVN);
    Shape.size("loader digest", loaderDigest, DIGEST_SIZE);
    Shape.size("instance id", instanceId, INSTANCE_ID_SIZE);
    Shape.range("suite", suite, 1, 0xFFFF);
    Shape.size("channel key", channelKey, CHANNEL_KEY_SIZE);
    Shape.size("hello digest", helloDigest, DIGEST_SIZE);
    Shape.size("nonce", nonceE, NONCE_SIZE);
    auditUri.ifPresent(uri -> Shape.uri("audit URI", uri, MAX_URI));
    Shape.holding(state, lineage, epoch, seq, head);
    Shape.program(state, programDigest, launchDigest);
    Shape.require(
        binding.isPresent() == environmentId.isPresent()
            && authority.isPresent() == environmentId.isPresent(),
        "environment, binding and authority are all there or none is");
    Shape.require(
        binding.isPresent() || state == AreaState.UNBOUND, "only an unbound area has no binding");
    Shape.require(
        programDigest.isPresent() || signer.isEmpty(), "a signer without a program makes no sense");
  }

  /** {@code H(lp("VS-hello", M1))} over the encoded client hello. */
  public static Bytes helloDigest(Bytes m1) {
    return Lp.sha384("VS-hello", m1);
  }

  public Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("role", "attest")
        // Reserved for "leaf + Merkle path + signed root": one signature for many nonces.
        .put("batch", Cbor.none())
        .put("platform", platform.name())
        .put("deviceId", deviceId.value())
        .put("processorVersion", processorVersion.text())
        .put("svn", svn)
        .put("activationStateId", activationStateId.value())
        .put("loaderDigest", loaderDigest)
        .put("environmentId", Shape.orNone(environmentId.map(EnvironmentId::value)))
        .put("binding", binding.map(b -> Cbor.of(b.value())).orElse(Cbor.of("unbound")))
        .put("lineage", Shape.orNone(lineage.map(Lineage::value)))
        .put("instanceId", instanceId)
        .put("state", Fields.nameOf(state))
        .put("epoch", epoch)
        .put("seq", seq)
        .put("head", Shape.orNone(head))
        .put("programDigest", Shape.orNone(programDigest))
        .put("signer", signer.map(Signer::toCbor).orElse(Cbor.none()))
        .put("launchDigest", Shape.orNone(launchDigest))
        .put("authority", authority.map(FreshnessAuthority::toCbor).orElse(Cbor.none()))
        .put("auditUri", auditUri.map(Cbor::of).orElse(Cbor.none()))
        .put("suite", suite)
        .put("pkE", channelKey)
        .put("helloDigest", helloDigest)
        .put("nonceE", nonceE)
        .encode();
  }

  public static EvidenceClaims parse(Bytes input) throws MalformedException {
    Fields fields = Fields.decode(input, PATH, MAX_BYTES);
    fields.version(1);
    Shape.constant(fields, "role", Cbor.of("attest"), PATH);
    if (!fields.any("batch").equals(Cbor.none())) {
      throw MalformedException.unsupportedVersion(PATH + " > batch", "is not supported yet");
    }
    EvidenceClaims claims = Shape.make(PATH, () -> read(fields));
    fields.end();
    return claims;
  }

  private static EvidenceClaims read(Fields fields) throws MalformedException {
    return new EvidenceClaims(
        Shape.platform(fields, PATH),
        Shape.deviceId(fields, PATH),
        Shape.version(fields, "processorVersion", PATH),
        fields.integer("svn", 0, ProcessorClaims.MAX_SVN),
        new ActivationStateId(fields.bytes("activationStateId", DIGEST_SIZE)),
        fields.bytes("loaderDigest", DIGEST_SIZE),
        Shape.digest(fields, "environmentId").map(EnvironmentId::new),
        fields.take("binding", Cbor.of("unbound"))
            ? Optional.empty()
            : Optional.of(new Binding(fields.bytes("binding", DIGEST_SIZE))),
        Shape.digest(fields, "lineage").map(Lineage::new),
        fields.bytes("instanceId", INSTANCE_ID_SIZE),
        fields.choice("state", AreaState.class),
        fields.integer("epoch", 0, Long.MAX_VALUE),
        fields.integer("seq", 0, Long.MAX_VALUE),
        Shape.digest(fields, "head"),
        Shape.digest(fields, "programDigest"),
        Signer.read(fields, "signer"),
        Shape.digest(fields, "launchDigest"),
        Shape.authority(fields, "authority"),
        fields.optionalText("auditUri", MAX_URI),
        (int) fields.integer("suite", 1, 0xFFFF),
        fields.bytes("pkE", CHANNEL_KEY_SIZE),
        fields.bytes("helloDigest", DIGEST_SIZE),
        fields.bytes("nonceE", NONCE_SIZE));
  }
}
