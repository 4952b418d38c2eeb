package org.vouchsafe.processor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.EnrolmentRequest;
import org.vouchsafe.attestation.certificate.Platform;
import org.vouchsafe.attestation.certificate.ProcessorCertificate;
import org.vouchsafe.attestation.certificate.ProcessorClaims;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.channel.KemKey;
import org.vouchsafe.channel.SecretBytes;

/**
 * The folder with a software processor's long-lived keys: made at its first start, readable by its
 * own user only. Whoever can read it can pretend to be this processor.
 */
final class KeyStore {
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");

  /** Seal keys form a chain from the highest number down; each gives those below it. */
  private static final int SEAL_CHAIN = 1024;

  private final Path home;
  private final SigningKey deviceKey;
  private final SigningKey processorKey;
  private final KemKey sealKey;

  private KeyStore(Path home, SigningKey deviceKey, SigningKey processorKey, KemKey sealKey) {
    this.home = home;
    this.deviceKey = deviceKey;
    this.processorKey = processorKey;
    this.sealKey = sealKey;
  }

  /**
   * Reads the keys, or makes them.
   *
   * @throws IOException with a sentence for people when the folder is not as it must be
   */
  static KeyStore open(Path home, Software software, SecureRandom random) throws IOException {
    if (!Files.isDirectory(home)) {
      Files.createDirectories(home, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
    }
    require(home, OWNER_FOLDER, "chmod 700 ");
    SigningKey device = signingKey(home.resolve("device.key"), random);
    KemKey seal = sealKey(home.resolve("seal.key"), random);
    retire(home, claims(software, device, seal));
    SigningKey processor = signingKey(home.resolve("processor.key"), random);
    return new KeyStore(home, device, processor, seal);
  }

  /**
   * A processor key is for one version of the software: after an update the old one goes, with its
   * certificate, and this processor asks to be enrolled again.
   */
  private static void retire(Path home, ProcessorClaims now) throws IOException {
    Path chain = home.resolve("chain.pem");
    if (!Files.isRegularFile(chain)) {
      return;
    }
    try {
      List<Bytes> found = Enrolment.certificates(Bytes.copyOf(Files.readAllBytes(chain)));
      ProcessorClaims then = ProcessorCertificate.parse(found.get(0)).claims();
      if (then.deviceId().equals(now.deviceId()) && !then.equals(now)) {
        Files.move(chain, home.resolve("chain.pem.old"), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(home.resolve("processor.key"));
      }
    } catch (MalformedException | RefusedException | RuntimeException e) {
      // Not a chain of ours: whoever put it there is told when it is used.
      return;
    }
  }

  private static void require(Path path, Set<PosixFilePermission> mode, String remedy)
      throws IOException {
    Set<PosixFilePermission> actual =
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    if (!actual.equals(mode)) {
      throw new IOException(
          path
              + " must be its owner's alone, it has mode "
              + PosixFilePermissions.toString(actual)
              + "; run: "
              + remedy
              + path);
    }
  }

  private static SigningKey signingKey(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] fresh = SigningKey.generate(SigningKey.Algorithm.P384, random).pkcs8();
      write(file, fresh);
      Arrays.fill(fresh, (byte) 0);
    }
    byte[] stored = read(file);
    try {
      SigningKey key = SigningKey.fromPkcs8(stored);
      if (key.algorithm() != SigningKey.Algorithm.P384) {
        throw new IOException(file + " is not a P-384 key");
      }
      return key;
    } catch (MalformedException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    } finally {
      Arrays.fill(stored, (byte) 0);
    }
  }

  private static KemKey sealKey(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] fresh = new byte[KemKey.SEED_SIZE];
      random.nextBytes(fresh);
      write(file, fresh);
      Arrays.fill(fresh, (byte) 0);
    }
    byte[] seed = read(file);
    if (seed.length != KemKey.SEED_SIZE) {
      throw new IOException(file + " is damaged: it must have " + KemKey.SEED_SIZE + " bytes");
    }
    for (int number = SEAL_CHAIN; number > Software.SVN; number--) {
      byte[] lower = below(seed);
      Arrays.fill(seed, (byte) 0);
      seed = lower;
    }
    return KemKey.fromSeed(SecretBytes.adopt(seed));
  }

  private static byte[] below(byte[] seed) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-384");
      Bytes.utf8("VS-seal-chain").updateInto(digest);
      byte[] full = digest.digest(seed);
      byte[] lower = Arrays.copyOf(full, KemKey.SEED_SIZE);
      Arrays.fill(full, (byte) 0);
      return lower;
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-384", e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    require(file, OWNER_FILE, "chmod 600 ");
    return Files.readAllBytes(file);
  }

  /** Whole or not at all, and never readable by others, not even for a moment. */
  private static void write(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_FILE));
    try (var channel = java.nio.channels.FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  Path home() {
    return home;
  }

  SigningKey processorKey() {
    return processorKey;
  }

  DeviceId deviceId() {
    return EnrolmentRequest.deviceId(deviceKey.publicKey());
  }

  /** What the authority is asked to certify. */
  ProcessorClaims claims(Software software) {
    return claims(software, deviceKey, sealKey);
  }

  private static ProcessorClaims claims(Software software, SigningKey device, KemKey seal) {
    return new ProcessorClaims(
        Platform.SOFTWARE,
        EnrolmentRequest.deviceId(device.publicKey()),
        software.version(),
        software.digest(),
        Software.SVN,
        ProcessorClaims.sealKeyDigest(seal.publicKey()));
  }

  /** The request for a certificate; also written beside the keys until there is one. */
  Bytes enrolmentRequest(Software software) throws IOException {
    Bytes request = EnrolmentRequest.create(claims(software), deviceKey, processorKey).encode();
    write(home.resolve("enrolment-request"), request.toArray());
    return request;
  }
}
