package org.vouchsafe.channel.message;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.channel.HpkeContext;
import org.vouchsafe.channel.SecretBytes;

/**
 * What only the sender and the receiver of one message have: seals replies to it. Every reply has a
 * key of its own from a random salt, since a message that is delivered twice is answered twice
 * under the same secret, and the two replies may differ.
 */
final class ReplySecret implements AutoCloseable {
  static final int SIZE = 32;

  private static final int SALT_SIZE = 32;
  private static final int KEY_SIZE = 32;
  private static final int IV_SIZE = 12;
  private static final String PATH = "sealed reply";

  private final SecretBytes secret;
  private final Bytes aad;

  /**
   * @param message the whole encoded message: a reply answers it and no other
   */
  ReplySecret(HpkeContext context, Bytes message) {
    this.aad = aad(message);
    this.secret = context.export(aad, SIZE);
  }

  /**
   * One that was exported before.
   *
   * @param secret {@value #SIZE} bytes
   */
  ReplySecret(SecretBytes secret, Bytes message) {
    this.aad = aad(message);
    this.secret = secret;
  }

  /** Also the context of the export: it names the message that both are for. */
  private static Bytes aad(Bytes message) {
    return Lp.lp("EHS-1A reply", Lp.sha384("EHS-1A message", message));
  }

  byte[] copy() {
    return secret.copy();
  }

  Bytes seal(Bytes reply, SecureRandom random) {
    byte[] array = new byte[SALT_SIZE];
    random.nextBytes(array);
    Bytes salt = Bytes.copyOf(array);
    try {
      Bytes sealed = Bytes.copyOf(cipher(Cipher.ENCRYPT_MODE, salt).doFinal(reply.toArray()));
      return Cbor.map().put("v", 1).put("salt", salt).put("ct", sealed).encode();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing cannot fail", e);
    }
  }

  Bytes open(Bytes sealedReply) throws MalformedException, RefusedException {
    Fields fields = Fields.decode(sealedReply, PATH, Envelope.MAX_SIZE);
    fields.version(1);
    Bytes salt = fields.bytes("salt", SALT_SIZE);
    Bytes sealed = fields.bytes("ct", HpkeContext.TAG_SIZE + 1, Envelope.MAX_SIZE);
    fields.end();
    try {
      return Bytes.copyOf(cipher(Cipher.DECRYPT_MODE, salt).doFinal(sealed.toArray()));
    } catch (GeneralSecurityException e) {
      throw RefusedException.of(
          Code.MALFORMED, PATH, "one to this message", "one that does not open");
    }
  }

  private Cipher cipher(int mode, Bytes salt) throws GeneralSecurityException {
    try (SecretBytes key = secret.expand(Lp.lp("EHS-1A reply key", salt), KEY_SIZE);
        SecretBytes iv = secret.expand(Lp.lp("EHS-1A reply iv", salt), IV_SIZE)) {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode, key.asKey("AES"), new GCMParameterSpec(8 * HpkeContext.TAG_SIZE, iv.copy()));
      cipher.updateAAD(aad.toArray());
      return cipher;
    }
  }

  @Override
  public void close() {
    secret.close();
  }
}
