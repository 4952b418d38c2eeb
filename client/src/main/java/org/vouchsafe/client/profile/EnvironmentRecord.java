package org.vouchsafe.client.profile;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.channel.LineagePins;

/**
 * What this client knows about one environment. It is what makes an older copy or a second instance
 * visible, so it is written to the disk before anything that rests on it is done.
 *
 * @param environment its name at the service, {@code env_…}
 * @param loader {@code standard/1}
 * @param parameters the encoded parameters that were asked for
 * @param pooled whether it came from a warm pool, so that the activation state names no parameters
 * @param ownerKey SPKI of the owner
 * @param lineageNonce 32 bytes; empty for a delegate, who did not choose it
 * @param lineage 48 bytes
 * @param credential a delegate's encoded credential; empty for the owner
 * @param pins what the last handshake showed; empty before the first
 * @param nextRequest the first request number that was never reserved
 */
public record EnvironmentRecord(
    String environment,
    String loader,
    Bytes parameters,
    boolean pooled,
    Bytes ownerKey,
    Optional<Bytes> lineageNonce,
    Bytes lineage,
    Optional<Bytes> credential,
    Optional<LineagePins> pins,
    long nextRequest) {
  private static final int MAX_SIZE = 1 << 20;
  private static final int VERSION = 1;

  /** What must have been in the area when it was activated. */
  public ActivationState activationState() throws MalformedException {
    Loader known = Loader.builtIn(loader);
    return pooled
        ? new ActivationState.Unbound(known)
        : new ActivationState.MadeToOrder(known, Parameters.parse(parameters));
  }

  /** What the environment must be for a client that comes in this mode. */
  public ReferenceValues expected(ClientHello.Mode mode) throws MalformedException {
    Loader known = Loader.builtIn(loader);
    Parameters ordered = Parameters.parse(parameters);
    ReferenceValues.Builder values = ReferenceValues.builder();
    if (pooled) {
      values.pooled(known, ordered);
    } else {
      values.madeToOrder(known, ordered);
    }
    if (mode != ClientHello.Mode.CLAIM) {
      Lineage life = new Lineage(lineage);
      pins.ifPresentOrElse(
          seen ->
              values.pinned(
                  life,
                  new ReferenceValues.Pin(
                      seen.epoch(), seen.instanceId(), seen.seq(), seen.head())),
          () -> values.lineage(life));
    }
    return values.build();
  }

  public EnvironmentRecord withPins(LineagePins now) {
    return new EnvironmentRecord(
        environment,
        loader,
        parameters,
        pooled,
        ownerKey,
        lineageNonce,
        lineage,
        credential,
        Optional.of(now),
        nextRequest);
  }

  EnvironmentRecord withNextRequest(long next) {
    return new EnvironmentRecord(
        environment,
        loader,
        parameters,
        pooled,
        ownerKey,
        lineageNonce,
        lineage,
        credential,
        pins,
        next);
  }

  Bytes encode() {
    Cbor.MapBuilder map =
        Cbor.map()
            .put("v", VERSION)
            .put("environment", environment)
            .put("loader", loader)
            .put("parameters", parameters)
            .put("pooled", Cbor.of(pooled))
            .put("ownerKey", ownerKey)
            .put("lineageNonce", orNone(lineageNonce))
            .put("lineage", lineage)
            .put("credential", orNone(credential))
            .put("nextRequest", nextRequest)
            .put("pins", orNone(pins.map(LineagePins::encode)));
    return map.encode();
  }

  private static Cbor orNone(Optional<Bytes> value) {
    return value.<Cbor>map(Cbor::of).orElse(Cbor.none());
  }

  static EnvironmentRecord parse(Bytes encoded, String path) throws MalformedException {
    Fields fields = Fields.decode(encoded, path, MAX_SIZE);
    fields.integer("v", VERSION, VERSION);
    EnvironmentRecord record =
        new EnvironmentRecord(
            fields.text("environment", 64),
            fields.text("loader", 64),
            fields.bytes("parameters", 1, MAX_SIZE),
            fields.bool("pooled"),
            fields.bytes("ownerKey", 1, 1024),
            fields.optionalBytes("lineageNonce", 32, 32),
            fields.bytes("lineage", 48),
            fields.optionalBytes("credential", 1, 4096),
            pins(fields.optionalBytes("pins", 1, 512)),
            fields.integer("nextRequest", 0, Long.MAX_VALUE));
    fields.end();
    return record;
  }

  private static Optional<LineagePins> pins(Optional<Bytes> encoded) throws MalformedException {
    return encoded.isEmpty() ? Optional.empty() : Optional.of(LineagePins.parse(encoded.get()));
  }
}
