package org.vouchsafe.web.channel;

import java.util.regex.Pattern;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/** A session's routing handle: its nonceE, 32 bytes, in lower-case hexadecimal in paths. */
final class Handle {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  private Handle() {}

  static Bytes parse(String text) throws RefusedException {
    if (!FORM.matcher(text).matches()) {
      throw RefusedException.of(
          Code.NOT_FOUND, "handle", "64 lower-case hexadecimal digits", "another form");
    }
    return Bytes.fromHex(text);
  }
}
