package org.vouchsafe.attestation.measure;

import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * Who may hold the key of a checkpoint.
 *
 * @param client the client's X-Wing public key, 1,216 bytes
 * @param sameDevice the device that wrote the checkpoint
 * @param listed ids of other devices, ascending, none twice
 * @param byGrant environments that the owner names later in a signed grant
 */
public record Recipients(
    Optional<Bytes> client, boolean sameDevice, List<Bytes> listed, boolean byGrant) {
  private static final int MAX_LISTED = 64;

  public static final Recipients NONE = new Recipients(Optional.empty(), false, List.of(), false);

  public Recipients {
    listed = List.copyOf(listed);
    Texts.require(
        client.isEmpty() || client.get().size() == Parameters.SEAL_KEY_SIZE,
        "has a client key that is not an X-Wing public key");
    Texts.require(
        listed.size() <= MAX_LISTED && FreshnessAuthority.isDeviceSet(listed),
        "has a list that is not of at most " + MAX_LISTED + " device ids in ascending order");
  }

  public static Recipients client(Bytes sealKey) {
    return new Recipients(Optional.of(sealKey), false, List.of(), false);
  }

  Cbor toCbor() {
    return Cbor.map()
        .put("client", client.map(Cbor::of).orElse(Cbor.none()))
        .put("sameDevice", Cbor.of(sameDevice))
        .put("listed", Cbor.array(listed.stream().map(Cbor::of).toList()))
        .put("byGrant", Cbor.of(byGrant))
        .build();
  }

  static Recipients read(Fields fields) throws MalformedException {
    Recipients recipients =
        new Recipients(
            fields.optionalBytes("client", Parameters.SEAL_KEY_SIZE, Parameters.SEAL_KEY_SIZE),
            fields.bool("sameDevice"),
            fields.byteStrings("listed", MAX_LISTED, FreshnessAuthority.MAX_DEVICE_ID),
            fields.bool("byGrant"));
    fields.end();
    return recipients;
  }
}
