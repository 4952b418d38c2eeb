package org.vouchsafe.attestation.certificate;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * A software processor asks an authority for its certificate, and shows that it has both keys that
 * it names. It proves nothing else: whether the device is genuine is for the authority to know.
 *
 * @param claims what the certificate shall say; its device id is the id of {@code deviceKey}
 * @param deviceKey P-384, for the life of the device
 * @param processorKey P-384, the one to be certified
 */
public record EnrolmentRequest(
    ProcessorClaims claims,
    VerifyingKey deviceKey,
    VerifyingKey processorKey,
    Bytes deviceSignature,
    Bytes processorSignature) {
  private static final int MAX_BYTES = 4096;
  private static final int MAX_KEY = 256;
  private static final int MAX_SIGNATURE = 128;
  private static final String PATH = "enrolment request";
  private static final String LABEL = "VS-enrol";

  /** Signs with both keys. */
  public static EnrolmentRequest create(
      ProcessorClaims claims, SigningKey deviceKey, SigningKey processorKey) {
    Bytes content = content(claims, deviceKey.publicKey(), processorKey.publicKey());
    return new EnrolmentRequest(
        claims,
        deviceKey.publicKey(),
        processorKey.publicKey(),
        deviceKey.sign(LABEL, Bytes.utf8("device"), content),
        processorKey.sign(LABEL, Bytes.utf8("processor"), content));
  }

  /** The device id that belongs to a device key. */
  public static DeviceId deviceId(VerifyingKey deviceKey) {
    return new DeviceId(deviceKey.id().value());
  }

  public Bytes encode() {
    return Cbor.map()
        .put("content", content(claims, deviceKey, processorKey))
        .put("deviceSignature", deviceSignature)
        .put("processorSignature", processorSignature)
        .encode();
  }

  /**
   * Reads it and checks both signatures.
   *
   * @throws RefusedException CHAIN_INVALID when a signature or the device id is not right
   */
  public static EnrolmentRequest parse(Bytes input) throws MalformedException, RefusedException {
    Fields outer = Fields.decode(input, PATH, MAX_BYTES);
    Bytes content = outer.bytes("content", 1, MAX_BYTES);
    Fields fields = Fields.decode(content, PATH, MAX_BYTES);
    fields.version(1);
    EnrolmentRequest request =
        new EnrolmentRequest(
            ProcessorClaims.parse(fields.bytes("claims", 1, MAX_BYTES)),
            VerifyingKey.parse(fields.bytes("deviceKey", 1, MAX_KEY)),
            VerifyingKey.parse(fields.bytes("processorKey", 1, MAX_KEY)),
            outer.bytes("deviceSignature", 1, MAX_SIGNATURE),
            outer.bytes("processorSignature", 1, MAX_SIGNATURE));
    fields.end();
    outer.end();
    request.check(content);
    return request;
  }

  private void check(Bytes content) throws RefusedException {
    boolean right =
        claims.platform().equals(Platform.SOFTWARE)
            && processorKey.algorithm() == SigningKey.Algorithm.P384
            && claims.deviceId().equals(deviceId(deviceKey))
            && deviceKey.verifies(deviceSignature, LABEL, Bytes.utf8("device"), content)
            && processorKey.verifies(processorSignature, LABEL, Bytes.utf8("processor"), content);
    if (!right) {
      throw RefusedException.of(
          Code.CHAIN_INVALID,
          PATH,
          "a software processor's request, signed by the device and the processor key it names",
          "another");
    }
  }

  private static Bytes content(
      ProcessorClaims claims, VerifyingKey deviceKey, VerifyingKey processorKey) {
    return Cbor.map()
        .put("v", 1)
        .put("claims", claims.encode())
        .put("deviceKey", deviceKey.spki())
        .put("processorKey", processorKey.spki())
        .encode();
  }
}
