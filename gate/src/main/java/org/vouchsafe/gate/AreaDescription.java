package org.vouchsafe.gate;

import java.util.Locale;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What the host may know of an area. A hint: only evidence proves it.
 *
 * @param id names the area within this processor
 * @param instanceId 32 random bytes, new for every area
 * @param activationStateId 48 bytes; what was in the area when it was activated
 * @param state the area's own state
 * @param environmentId 48 bytes; empty while unbound
 * @param programDigest 48 bytes; empty until a program was authorised
 * @param sessions channels that are open
 * @param running whether the program is running or a request is being served
 */
public record AreaDescription(
    AreaId id,
    Bytes instanceId,
    Bytes activationStateId,
    AreaState state,
    Optional<Bytes> environmentId,
    Optional<Bytes> programDigest,
    int sessions,
    boolean running) {

  Cbor toCbor() {
    return Cbor.map()
        .put("id", id.value())
        .put("instanceId", instanceId)
        .put("activationStateId", activationStateId)
        .put("state", state.name().toLowerCase(Locale.ROOT))
        .put("environmentId", environmentId.map(Cbor::of).orElse(Cbor.none()))
        .put("programDigest", programDigest.map(Cbor::of).orElse(Cbor.none()))
        .put("sessions", sessions)
        .put("running", Cbor.of(running))
        .build();
  }

  static AreaDescription from(Cbor value) throws MalformedException {
    Fields fields = Fields.of(value, "area");
    AreaDescription area =
        new AreaDescription(
            AreaId.parse(fields.text("id", 64), "area > id"),
            fields.bytes("instanceId", 32),
            fields.bytes("activationStateId", 48),
            state(fields.text("state", 16)),
            fields.optionalBytes("environmentId", 48, 48),
            fields.optionalBytes("programDigest", 48, 48),
            (int) fields.integer("sessions", 0, Integer.MAX_VALUE),
            fields.bool("running"));
    fields.end();
    return area;
  }

  private static AreaState state(String text) throws MalformedException {
    for (AreaState state : AreaState.values()) {
      if (state.name().toLowerCase(Locale.ROOT).equals(text)) {
        return state;
      }
    }
    throw new MalformedException("area > state", "is not a known state");
  }
}
