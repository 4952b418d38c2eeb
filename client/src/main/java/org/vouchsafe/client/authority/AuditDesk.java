package org.vouchsafe.client.authority;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.AuditClaims;
import org.vouchsafe.attestation.certificate.Auditor;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.profile.PrivateFile;

/**
 * The desk of an auditor who signs offline: a key and a register in one folder. What it says about
 * a device is what its operator found there.
 *
 * <p>Files: {@code auditor.key.pem}, {@code name} and {@code register} are private; in {@code
 * public/} are {@code auditor.pem} (the public key, for policies) and for each audit {@code
 * ID.audit} (DER) and {@code ID.status}, to be handed to the service.
 */
public final class AuditDesk {
  private static final int SERIAL_SIZE = 16;

  private final Path folder;
  private final Auditor auditor;
  private final VerifyingKey key;
  private final SecureRandom random;

  private AuditDesk(Path folder, String name, SigningKey key, SecureRandom random) {
    this.folder = folder;
    this.auditor = Auditor.named(name, key);
    this.key = key.publicKey();
    this.random = random;
  }

  /**
   * Makes an auditor's key.
   *
   * @param name for people, such as "Example auditors"
   * @throws FileAlreadyExistsException when there is a desk already
   */
  public static AuditDesk initialise(Path folder, String name, SecureRandom random)
      throws IOException {
    SigningKey key = IdentityFile.create(keyFile(folder), SigningKey.Algorithm.P384, random);
    PrivateFile.write(folder.resolve("name"), name.getBytes(StandardCharsets.UTF_8));
    AuditDesk desk = new AuditDesk(folder, name, key, random);
    desk.write("auditor.pem", IdentityFile.publicPem(desk.key).getBytes(StandardCharsets.US_ASCII));
    return desk;
  }

  public static AuditDesk open(Path folder, SecureRandom random)
      throws IOException, MalformedException {
    return new AuditDesk(
        folder,
        new String(PrivateFile.read(folder.resolve("name")), StandardCharsets.UTF_8),
        IdentityFile.read(keyFile(folder)),
        random);
  }

  public static boolean exists(Path folder) {
    return Files.exists(keyFile(folder));
  }

  private static Path keyFile(Path folder) {
    return folder.resolve("auditor.key.pem");
  }

  public VerifyingKey key() {
    return key;
  }

  /** The public key, for policies. */
  public Path keyFile() {
    return publicFolder().resolve("auditor.pem");
  }

  /**
   * An audit, with its files in {@code public/}.
   *
   * @param withdrawn when it was
   */
  public record Audit(
      AuditCertificate certificate, Optional<Instant> withdrawn, Path file, Path status) {}

  /** Signs what was found at an inspection, with a first status. */
  public synchronized Audit inspect(
      DeviceId device, AuditClaims claims, Validity period, Instant now) throws IOException {
    byte[] serial = new byte[SERIAL_SIZE];
    random.nextBytes(serial);
    AuditCertificate made = auditor.audit(device, claims, Bytes.copyOf(serial), period);
    save(register().with(made.der()));
    write(name(made) + ".audit", made.der().toArray());
    publish(made, Optional.empty(), now);
    return audit(made, Optional.empty());
  }

  /** Vouches again, with the same findings, for a later period; the old certificate stays. */
  public Audit renew(AuditCertificate audit, Validity period, Instant now) throws IOException {
    return inspect(audit.device(), audit.claims(), period, now);
  }

  /** Takes an audit back, for good. */
  public synchronized Audit withdraw(AuditCertificate audit, Instant now)
      throws IOException, MalformedException {
    save(register().ending(audit.der(), now));
    publish(audit, Optional.of(now), now);
    return audit(audit, Optional.of(now));
  }

  /** Signs a new status of every audit. */
  public synchronized List<Audit> publish(Instant now) throws IOException, MalformedException {
    List<Audit> audits = audits();
    for (Audit audit : audits) {
      publish(audit.certificate(), audit.withdrawn(), now);
    }
    return audits;
  }

  /** All audits, oldest first. */
  public List<Audit> audits() throws IOException, MalformedException {
    List<Audit> audits = new ArrayList<>();
    for (Register.Entry entry : register().entries()) {
      audits.add(audit(AuditCertificate.parse(entry.certificate()), entry.ended()));
    }
    return audits;
  }

  /**
   * The audit with this name: the first digits of its id, enough to tell it from the others.
   *
   * @throws RefusedException NOT_FOUND when no audit or more than one has it
   */
  public Audit find(String name) throws IOException, MalformedException, RefusedException {
    List<Audit> found =
        audits().stream().filter(audit -> audit.certificate().id().hex().startsWith(name)).toList();
    if (found.size() != 1 || name.isEmpty()) {
      throw RefusedException.of(Code.NOT_FOUND, "audit", "one", found.size() + " with " + name);
    }
    return found.get(0);
  }

  private void publish(AuditCertificate audit, Optional<Instant> withdrawn, Instant now)
      throws IOException {
    Register register = register().nextNumber();
    save(register); // the number is used up before a statement carries it
    Bytes status =
        auditor.status(
            audit,
            withdrawn.isPresent() ? StatusStatement.Status.WITHDRAWN : StatusStatement.Status.GOOD,
            register.number(),
            now,
            Optional.empty());
    write(name(audit) + ".status", status.toArray());
  }

  private Audit audit(AuditCertificate certificate, Optional<Instant> withdrawn) {
    return new Audit(
        certificate,
        withdrawn,
        publicFolder().resolve(name(certificate) + ".audit"),
        publicFolder().resolve(name(certificate) + ".status"));
  }

  private static String name(AuditCertificate audit) {
    return audit.id().hex().substring(0, 16);
  }

  private Register register() throws IOException {
    return Register.load(folder.resolve("register"));
  }

  private void save(Register register) throws IOException {
    register.save(folder.resolve("register"));
  }

  private Path publicFolder() {
    return folder.resolve("public");
  }

  private void write(String name, byte[] content) throws IOException {
    PrivateFile.writePublic(publicFolder().resolve(name), content);
  }
}
