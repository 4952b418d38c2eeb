package org.vouchsafe.channel.request;

import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * Fields that later work needs: there from the first day, with the one value that means "not yet".
 */
public final class Reserved {
  private Reserved() {}

  public static void requireFalse(Fields fields, String key)
      throws MalformedException, RefusedException {
    if (fields.bool(key)) {
      throw notYet(key, "false");
    }
  }

  public static void requireTrue(Fields fields, String key)
      throws MalformedException, RefusedException {
    if (!fields.bool(key)) {
      throw notYet(key, "true");
    }
  }

  public static void requireNone(Fields fields, String key)
      throws MalformedException, RefusedException {
    if (!(fields.any(key) instanceof Cbor.None)) {
      throw notYet(key, "none");
    }
  }

  private static RefusedException notYet(String key, String only) {
    return RefusedException.of(Code.UNSUPPORTED_VERSION, key, only, "another value");
  }
}
