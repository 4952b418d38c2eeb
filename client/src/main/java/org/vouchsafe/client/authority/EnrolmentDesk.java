package org.vouchsafe.client.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Authority;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.EnrolmentRequest;
import org.vouchsafe.attestation.certificate.ProcessorCertificate;
import org.vouchsafe.attestation.certificate.Role;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.profile.Pem;
import org.vouchsafe.client.profile.PrivateFile;

/**
 * The desk of a trusted authority: a root, an intermediate that issues, and a register, in one
 * folder. To enrol a request is to vouch that its processor is genuine; the desk does not find that
 * out, whoever calls it has.
 *
 * <p>Files: {@code root.key.pem}, {@code intermediate.key.pem} and {@code register} are private; in
 * {@code public/} are {@code root.pem}, {@code chain.pem} (the intermediate), {@code root.crl} and
 * {@code intermediate.crl} (DER), to be handed to everybody. One desk at a time per folder.
 */
public final class EnrolmentDesk {
  private static final Duration ROOT = Duration.ofDays(3650);
  private static final Duration INTERMEDIATE = Duration.ofDays(1095);
  private static final Duration PROCESSOR = Duration.ofDays(365);

  /** Lists are renewed at every start and daily; a week survives a long week-end. */
  private static final Duration LIST = Duration.ofDays(7);

  /** Certificates of a new key begin a little earlier, for clocks that are behind. */
  private static final Duration EARLIER = Duration.ofMinutes(5);

  private static final int SERIAL_SIZE = 16;

  private final Path folder;
  private final Authority root;
  private final Authority intermediate;
  private final SecureRandom random;

  private EnrolmentDesk(Path folder, Authority root, Authority intermediate, SecureRandom random) {
    this.folder = folder;
    this.root = root;
    this.intermediate = intermediate;
    this.random = random;
  }

  /**
   * Makes keys, root, intermediate and first lists in {@code folder}.
   *
   * @param name for people, such as "Example authority"
   * @param development true for an authority that certifies software processors, which protect
   *     nothing, and only them; its certificates say so
   * @throws FileAlreadyExistsException when there is an authority already
   */
  public static EnrolmentDesk initialise(
      Path folder, String name, boolean development, Instant now, SecureRandom random)
      throws IOException {
    if (Files.exists(publicFile(folder, "root.pem"))) {
      throw new FileAlreadyExistsException(publicFile(folder, "root.pem").toString());
    }
    SigningKey rootKey =
        IdentityFile.create(folder.resolve("root.key.pem"), SigningKey.Algorithm.P384, random);
    SigningKey issuingKey =
        IdentityFile.create(
            folder.resolve("intermediate.key.pem"), SigningKey.Algorithm.P384, random);
    Authority root =
        Authority.root(name + " root", development, rootKey, serial(random), validity(now, ROOT));
    Certificate issuing =
        root.certifyIntermediate(
            name + " intermediate",
            issuingKey.publicKey(),
            serial(random),
            validity(now, INTERMEDIATE));
    EnrolmentDesk desk =
        new EnrolmentDesk(folder, root, new Authority(issuingKey, issuing), random);
    desk.writePem("chain.pem", List.of(issuing.der()));
    desk.publish(now);
    // Last, because its presence says that the rest is there.
    desk.writePem("root.pem", List.of(root.certificate().der()));
    return desk;
  }

  /**
   * @throws NoSuchFileException when there is no authority in {@code folder}
   */
  public static EnrolmentDesk open(Path folder, SecureRandom random)
      throws IOException, MalformedException, RefusedException {
    return new EnrolmentDesk(
        folder,
        new Authority(
            IdentityFile.read(folder.resolve("root.key.pem")), certificate(folder, "root.pem")),
        new Authority(
            IdentityFile.read(folder.resolve("intermediate.key.pem")),
            certificate(folder, "chain.pem")),
        random);
  }

  /** Whether there is an authority in {@code folder}. */
  public static boolean exists(Path folder) {
    return Files.exists(publicFile(folder, "root.pem"));
  }

  private static Certificate certificate(Path folder, String name)
      throws IOException, MalformedException, RefusedException {
    Path file = publicFile(folder, name);
    return Certificate.parse(
        Pem.read(Pem.CERTIFICATE, Files.readString(file), file.toString()).get(0), Role.AUTHORITY);
  }

  /** The root certificate, for policies. */
  public Path rootFile() {
    return publicFile(folder, "root.pem");
  }

  public Certificate root() {
    return root.certificate();
  }

  /**
   * Certifies a processor.
   *
   * @param request the bytes of the processor's enrolment request
   * @return its chain as PEM: the processor's certificate, then the intermediate's
   * @throws RefusedException CHAIN_INVALID when the request is not signed by the keys it names or
   *     asks for another kind of processor than this authority certifies; REVOKED for a device that
   *     was revoked here
   */
  public synchronized String enrol(Bytes request, Instant now)
      throws IOException, MalformedException, RefusedException {
    EnrolmentRequest asked = EnrolmentRequest.parse(request);
    requireNotRevoked(asked);
    Certificate made;
    try {
      made =
          intermediate.certifyProcessor(
              asked.claims(), asked.processorKey(), serial(random), validity(now, PROCESSOR));
    } catch (IllegalArgumentException e) {
      throw RefusedException.of(
          Code.CHAIN_INVALID,
          "platform of the enrolment request",
          intermediate.isDevelopment() ? "software" : "a hardware platform",
          asked.claims().platform().name());
    }
    save(register().with(made.der()));
    return Pem.write(Pem.CERTIFICATE, List.of(made.der(), intermediate.certificate().der()));
  }

  private void requireNotRevoked(EnrolmentRequest asked)
      throws IOException, MalformedException, RefusedException {
    for (Register.Entry entry : register().entries()) {
      if (entry.ended().isPresent()
          && ProcessorCertificate.parse(entry.certificate())
              .claims()
              .deviceId()
              .equals(asked.claims().deviceId())) {
        throw RefusedException.of(
            Code.REVOKED, "device", "one that was not revoked", asked.claims().deviceId().hex());
      }
    }
  }

  /**
   * The certificate of an auditor's key, for {@code public/} of the auditor.
   *
   * @param auditor P-384
   * @return PEM
   */
  public String certifyAuditor(String name, VerifyingKey auditor, Instant now) {
    Certificate made =
        root.certifyAuditor(name, auditor, serial(random), validity(now, INTERMEDIATE));
    return Pem.write(Pem.CERTIFICATE, List.of(made.der()));
  }

  /** Processor certificates that were issued here, oldest first. */
  public List<Issued> issued() throws IOException, MalformedException, RefusedException {
    List<Issued> issued = new ArrayList<>();
    for (Register.Entry entry : register().entries()) {
      issued.add(new Issued(ProcessorCertificate.parse(entry.certificate()), entry.ended()));
    }
    return issued;
  }

  /** A certificate, and when it was revoked. */
  public record Issued(ProcessorCertificate certificate, java.util.Optional<Instant> revoked) {}

  /**
   * Revokes every certificate of a device and publishes new lists.
   *
   * @param device id in hexadecimal digits
   * @return how many certificates were revoked now
   */
  public synchronized int revoke(String device, Instant now)
      throws IOException, MalformedException, RefusedException {
    Register register = register();
    int count = 0;
    for (Issued issued : issued()) {
      boolean named = issued.certificate().claims().deviceId().hex().equals(device);
      if (named && issued.revoked().isEmpty()) {
        register = register.ending(issued.certificate().certificate().der(), now);
        count++;
      }
    }
    save(register);
    publish(now);
    return count;
  }

  /** Writes new revocation lists, valid for a week. */
  public synchronized void publish(Instant now) throws IOException {
    Register register = register().nextNumber();
    // The number is used up before anything carries it: a list is never published twice with
    // different contents under one number.
    save(register);
    Map<BigInteger, Instant> revoked = new HashMap<>();
    for (Register.Entry entry : register.entries()) {
      if (entry.ended().isPresent()) {
        revoked.put(serialOf(entry.certificate()), entry.ended().get());
      }
    }
    Instant next = now.plus(LIST);
    write("root.crl", root.revocationList(register.number(), now, next, Map.of()));
    write("intermediate.crl", intermediate.revocationList(register.number(), now, next, revoked));
  }

  private static BigInteger serialOf(Bytes certificate) throws IOException {
    try {
      return Certificate.parse(certificate).serial();
    } catch (MalformedException | RefusedException e) {
      throw new IOException("the register holds something that is no certificate", e);
    }
  }

  private Register register() throws IOException {
    return Register.load(folder.resolve("register"));
  }

  private void save(Register register) throws IOException {
    register.save(folder.resolve("register"));
  }

  private void writePem(String name, List<Bytes> ders) throws IOException {
    write(name, Bytes.copyOf(Pem.write(Pem.CERTIFICATE, ders).getBytes(StandardCharsets.US_ASCII)));
  }

  private void write(String name, Bytes content) throws IOException {
    PrivateFile.writePublic(publicFile(folder, name), content.toArray());
  }

  private static Path publicFile(Path folder, String name) {
    return folder.resolve("public").resolve(name);
  }

  private static Bytes serial(SecureRandom random) {
    byte[] serial = new byte[SERIAL_SIZE];
    random.nextBytes(serial);
    return Bytes.copyOf(serial);
  }

  private static Validity validity(Instant now, Duration length) {
    return new Validity(now.minus(EARLIER), now.plus(length));
  }
}
