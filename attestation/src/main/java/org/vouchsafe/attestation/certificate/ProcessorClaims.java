package org.vouchsafe.attestation.certificate;

import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What a processor's certificate says about the processor.
 *
 * @param platform what protects its memory
 * @param deviceId the device it runs on
 * @param version of its software, loader {@code standard/1} and persistence module included
 * @param softwareDigest 48 bytes over that software
 * @param svn security version number, 0 or more: rises when a release closes a hole
 * @param sealKeyDigest 48 bytes, {@link #sealKeyDigest(Bytes)} of the seal key of this device and
 *     svn
 */
public record ProcessorClaims(
    Platform platform,
    DeviceId deviceId,
    SoftwareVersion version,
    Bytes softwareDigest,
    long svn,
    Bytes sealKeyDigest) {
  private static final int MAX_BYTES = 1024;
  static final long MAX_SVN = (1L << 32) - 1;

  public ProcessorClaims {
    Shape.size("software digest", softwareDigest, 48);
    Shape.range("svn", svn, 0, MAX_SVN);
    Shape.size("seal key digest", sealKeyDigest, 48);
  }

  /** {@code H(lp("VS-seal-key", raw X-Wing public key))}. */
  public static Bytes sealKeyDigest(Bytes publicKey) {
    return Lp.sha384("VS-seal-key", publicKey);
  }

  public Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("svn", svn)
        .put("version", version.text())
        .put("deviceId", deviceId.value())
        .put("platform", platform.name())
        .put("sealKeyDigest", sealKeyDigest)
        .put("softwareDigest", softwareDigest)
        .encode();
  }

  public static ProcessorClaims parse(Bytes input) throws MalformedException {
    String path = "processor claims";
    Fields fields = Fields.decode(input, path, MAX_BYTES);
    fields.version(1);
    ProcessorClaims claims =
        new ProcessorClaims(
            Shape.platform(fields, path),
            Shape.deviceId(fields, path),
            Shape.version(fields, "version", path),
            fields.bytes("softwareDigest", 48),
            fields.integer("svn", 0, MAX_SVN),
            fields.bytes("sealKeyDigest", 48));
    fields.end();
    return claims;
  }
}
