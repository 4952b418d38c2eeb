package org.vouchsafe.client.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * A private key in a file of its own: PKCS#8 as PEM (RFC 7468), unencrypted, mode 0600, as {@code
 * openssl genpkey -algorithm ed25519} writes it. Its disk is trusted with it.
 */
public final class IdentityFile {
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
    byte[] pem = Pem.encode(Pem.PRIVATE_KEY, pkcs8);
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
    byte[] pkcs8 = Pem.readOne(Pem.PRIVATE_KEY, pem, file.toString());
    try {
      return SigningKey.fromPkcs8(pkcs8);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
      Arrays.fill(pem, (byte) 0);
    }
  }

  /** SubjectPublicKeyInfo as PEM. */
  public static String publicPem(VerifyingKey key) {
    return Pem.write(Pem.PUBLIC_KEY, List.of(key.spki()));
  }

  /** Reads a public key (PEM), or takes the public half of a private one. */
  public static VerifyingKey readPublic(Path file) throws IOException, MalformedException {
    byte[] pem = Files.readAllBytes(file);
    if (new String(pem, StandardCharsets.US_ASCII).contains(Pem.begin(Pem.PRIVATE_KEY))) {
      return read(file).publicKey();
    }
    return VerifyingKey.parse(Bytes.copyOf(Pem.readOne(Pem.PUBLIC_KEY, pem, file.toString())));
  }
}
