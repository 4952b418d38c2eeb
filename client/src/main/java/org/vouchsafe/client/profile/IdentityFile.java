package org.vouchsafe.client.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * A private key in a file of its own: PKCS#8 as PEM (RFC 7468), unencrypted, mode 0600, as {@code
 * openssl genpkey -algorithm ed25519} writes it. Its disk is trusted with it.
 */
public final class IdentityFile {
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private IdentityFile() {}

  /**
   * Makes a key and stores it.
   *
   * @throws FileAlreadyExistsException rather than overwrite a key: what is sealed or bound to the
   *     old one would be lost
   */
  public static SigningKey create(Path file, SigningKey.Algorithm algorithm, SecureRandom random)
      throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    SigningKey key = SigningKey.generate(algorithm, random);
    byte[] pkcs8 = key.pkcs8();
    byte[] pem = pem(PRIVATE, pkcs8);
    try {
      PrivateFile.write(file, pem);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
      Arrays.fill(pem, (byte) 0);
    }
    return key;
  }

  public static SigningKey read(Path file) throws IOException, MalformedException {
    byte[] pem = PrivateFile.read(file);
    byte[] pkcs8 = der(pem, PRIVATE, file);
    try {
      return SigningKey.fromPkcs8(pkcs8);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
      Arrays.fill(pem, (byte) 0);
    }
  }

  /** SubjectPublicKeyInfo as PEM. */
  public static String publicPem(VerifyingKey key) {
    return new String(pem(PUBLIC, key.spki().toArray()), StandardCharsets.US_ASCII);
  }

  /** Reads a public key (PEM), or takes the public half of a private one. */
  public static VerifyingKey readPublic(Path file) throws IOException, MalformedException {
    byte[] pem = Files.readAllBytes(file);
    if (new String(pem, StandardCharsets.US_ASCII).contains(begin(PRIVATE))) {
      return read(file).publicKey();
    }
    return VerifyingKey.parse(Bytes.copyOf(der(pem, PUBLIC, file)));
  }

  private static byte[] pem(String label, byte[] der) {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return (begin(label) + "\n" + encoder.encodeToString(der) + "\n-----END " + label + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] der(byte[] pem, String label, Path file) throws MalformedException {
    String text = new String(pem, StandardCharsets.US_ASCII);
    String end = "-----END " + label + "-----";
    int from = text.indexOf(begin(label));
    int to = text.indexOf(end);
    if (from != 0 || to < 0 || !text.substring(to + end.length()).isBlank()) {
      throw new MalformedException(file.toString(), "is not one PEM block \"" + label + "\"");
    }
    String body = text.substring(begin(label).length(), to).replaceAll("\\s", "");
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(file.toString(), "is not well-formed base64");
    }
  }

  private static String begin(String label) {
    return "-----BEGIN " + label + "-----";
  }
}
