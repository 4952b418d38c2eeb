package org.vouchsafe.host.request;

import java.util.regex.Pattern;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.json.JsonFields;

/**
 * The outer form of a request by message: who it is from, and a signature over the request's own
 * text, so that nobody has to agree on how JSON is written.
 *
 * @param key hexadecimal identifier of the key that signed
 * @param request the JSON text that was signed
 */
record SignedRequest(AccountId account, String key, String request, Bytes signature) {
  /** The first part of what is signed; the request's text, UTF-8, is the second. */
  static final String LABEL = "VS-request";

  /** Of the whole message, in characters. */
  static final int MAX_TEXT = 512 * 1024;

  private static final int MAX_REQUEST = MAX_TEXT;
  private static final int MAX_SIGNATURE = 160;
  private static final String PATH = "message";
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{96}");

  static SignedRequest parse(String text) throws MalformedException, RefusedException {
    JsonFields fields = JsonFields.parse(Bytes.utf8(text), PATH);
    fields.integer("v", 1, 1);
    AccountId account = AccountId.of(fields.text("account", 64));
    String key = fields.text("key", 96);
    String request = fields.raw("request", MAX_REQUEST);
    Bytes signature = fields.bytes("signature", MAX_SIGNATURE);
    fields.end();
    if (!KEY_ID.matcher(key).matches()) {
      throw new MalformedException(PATH + " > key", "is not 96 hexadecimal digits");
    }
    return new SignedRequest(account, key, request, signature);
  }
}
