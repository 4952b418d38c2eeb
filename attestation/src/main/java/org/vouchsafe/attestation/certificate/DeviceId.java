package org.vouchsafe.attestation.certificate;

import org.vouchsafe.attestation.Bytes;

/**
 * The name of one physical device for its whole life; audits and revocations name it.
 *
 * @param value 16 to 64 bytes: for a software processor the 48-byte id of its device key, for
 *     hardware what the manufacturer fused in
 */
public record DeviceId(Bytes value) {
  public static final int MIN_SIZE = 16;
  public static final int MAX_SIZE = 64;

  public DeviceId {
    if (value.size() < MIN_SIZE || value.size() > MAX_SIZE) {
      throw new IllegalArgumentException("a device id has 16 to 64 bytes, not " + value.size());
    }
  }

  public String hex() {
    return value.hex();
  }

  @Override
  public String toString() {
    return hex();
  }
}
