package org.vouchsafe.processor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.ProcessorCertificate;
import org.vouchsafe.attestation.certificate.ProcessorClaims;
import org.vouchsafe.attestation.certificate.ProcessorSigner;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.processor.area.Certification;

/**
 * The processor's certificate as it comes into its folder: {@code chain.pem}, its own certificate
 * first. It is read when it appears and whenever it changes.
 */
final class Enrolment {
  private static final long MAX_FILE = 256 << 10;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

  /** What came of the file. */
  private record Enrolled(List<Bytes> chain, Certification certification) {}

  private final Path file;
  private final SigningKey processorKey;
  private final ProcessorClaims claims;
  private final SigningKey statementKey;
  private final SecureRandom random;
  private final Consumer<String> log;
  private Bytes seen = Bytes.EMPTY;
  private volatile Optional<Enrolled> enrolled = Optional.empty();

  Enrolment(KeyStore keys, ProcessorClaims claims, SecureRandom random, Consumer<String> log) {
    this.file = keys.home().resolve("chain.pem");
    this.processorKey = keys.processorKey();
    this.claims = claims;
    this.statementKey = SigningKey.generate(SigningKey.Algorithm.P384, random);
    this.random = random;
    this.log = log;
  }

  Optional<Certification> certification() {
    return enrolled.map(Enrolled::certification);
  }

  List<Bytes> chain() {
    return enrolled.map(Enrolled::chain).orElse(List.of());
  }

  /** Looks at the file; does nothing when it is as it was. */
  synchronized void refresh() {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE) {
        return;
      }
      Bytes content = Bytes.copyOf(Files.readAllBytes(file));
      if (!content.equals(seen)) {
        seen = content;
        enrolled = Optional.of(read(content));
        log.accept("enrolled until " + enrolled.get().certification().validity().notAfter());
      }
    } catch (IOException | IllegalArgumentException e) {
      log.accept("chain.pem cannot be used: " + e.getMessage());
    } catch (MalformedException | RefusedException e) {
      log.accept("chain.pem cannot be used: " + e.getMessage());
    }
  }

  private Enrolled read(Bytes content) throws MalformedException, RefusedException {
    List<Bytes> chain = certificates(content);
    if (chain.isEmpty()) {
      throw new MalformedException("chain.pem", "has no certificate");
    }
    ProcessorCertificate own = ProcessorCertificate.parse(chain.get(0));
    if (!own.claims().equals(claims)) {
      throw new MalformedException(
          "chain.pem", "is for another device, software version or seal key than this processor's");
    }
    ProcessorSigner signer = new ProcessorSigner(processorKey, own);
    Instant notBefore = own.certificate().validity().notBefore();
    Instant notAfter = own.certificate().validity().notAfter();
    byte[] serial = new byte[16];
    random.nextBytes(serial);
    Bytes statementCertificate =
        signer.issueStatementCertificate(
            statementKey.publicKey(), Bytes.copyOf(serial), notBefore, notAfter);
    return new Enrolled(
        chain, new Certification(signer, statementKey, statementCertificate, Optional.empty()));
  }

  /** The DER of every certificate in a PEM text. */
  static List<Bytes> certificates(Bytes content) throws MalformedException {
    List<Bytes> certificates = new ArrayList<>();
    Matcher blocks = PEM.matcher(content.asUtf8("chain.pem"));
    while (blocks.find()) {
      byte[] base64 = blocks.group(1).replaceAll("\\s", "").getBytes(StandardCharsets.US_ASCII);
      certificates.add(Bytes.copyOf(Base64.getDecoder().decode(base64)));
    }
    return certificates;
  }
}
