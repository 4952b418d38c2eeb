package org.vouchsafe.attestation.measure;

import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.signature.VerifyingKey;

/** Who says which state of an environment is the newest. */
public sealed interface FreshnessAuthority {
  int MAX_DEVICE_ID = 64;
  int MAX_MEMBERS = 15;

  /** The owner's own store, which signs with a key of its own or with the owner's. */
  record Owner(VerifyingKey key) implements FreshnessAuthority {}

  /** A counter of the device that its host cannot set back. */
  record Local(Bytes device) implements FreshnessAuthority {
    public Local {
      Texts.require(isDeviceId(device), "has a device id that is not 1 to 64 bytes");
    }
  }

  /**
   * A majority of devices.
   *
   * @param members device ids in ascending order: 3, 5, … 15 of them
   * @param configuration the number of this set, from 1
   */
  record Quorum(List<Bytes> members, long configuration) implements FreshnessAuthority {
    public Quorum {
      members = List.copyOf(members);
      Texts.require(
          members.size() >= 3 && members.size() <= MAX_MEMBERS && members.size() % 2 == 1,
          "has a quorum that is not of 3, 5, … " + MAX_MEMBERS + " members");
      Texts.require(isDeviceSet(members), "has members that are not device ids in ascending order");
      Texts.require(configuration >= 1, "has a configuration number below 1");
    }
  }

  /** Device ids, ascending, none twice: one encoding per set. */
  static boolean isDeviceSet(List<Bytes> devices) {
    for (int i = 0; i < devices.size(); i++) {
      boolean ascends = i == 0 || devices.get(i - 1).compareTo(devices.get(i)) < 0;
      if (!ascends || !isDeviceId(devices.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDeviceId(Bytes device) {
    return !device.isEmpty() && device.size() <= MAX_DEVICE_ID;
  }

  default Cbor toCbor() {
    return switch (this) {
      case Owner(VerifyingKey key) -> Cbor.map().put("owner", key.spki()).build();
      case Local(Bytes device) -> Cbor.map().put("local", device).build();
      case Quorum(List<Bytes> members, long configuration) ->
          Cbor.map()
              .put("quorum", Cbor.array(members.stream().map(Cbor::of).toList()))
              .put("configuration", configuration)
              .build();
    };
  }

  static FreshnessAuthority read(Fields fields) throws MalformedException {
    FreshnessAuthority authority;
    if (fields.has("owner")) {
      authority = new Owner(VerifyingKey.read(fields, "owner"));
    } else if (fields.has("local")) {
      authority = new Local(fields.bytes("local", 1, MAX_DEVICE_ID));
    } else {
      authority =
          new Quorum(
              fields.byteStrings("quorum", MAX_MEMBERS, MAX_DEVICE_ID),
              fields.integer("configuration", 1, Long.MAX_VALUE));
    }
    fields.end();
    return authority;
  }
}
