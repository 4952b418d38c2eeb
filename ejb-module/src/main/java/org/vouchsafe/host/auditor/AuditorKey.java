package org.vouchsafe.host.auditor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.Auditor;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.Role;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.host.Settings;

/**
 * The auditor's signing key, in a PKCS#12 file on the auditor's own server: the one place where a
 * server of this service signs anything. A host has none, and neither has an auditor who signs
 * offline.
 */
@ApplicationScoped
public class AuditorKey {
  private Settings settings;
  private volatile Optional<Auditor> auditor = Optional.empty();

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected AuditorKey() {}

  @Inject
  public AuditorKey(Settings settings) {
    this.settings = settings;
  }

  /**
   * @throws RefusedException FORBIDDEN when this server is no auditor's; UNAVAILABLE when the
   *     auditor signs elsewhere
   */
  Auditor require() throws RefusedException {
    requireAuditorServer();
    return auditor()
        .orElseThrow(
            () ->
                RefusedException.of(
                    Code.UNAVAILABLE,
                    "auditor's key",
                    "vouchsafe.auditor.keystore, or a certificate that was signed offline",
                    "neither"));
  }

  void requireAuditorServer() throws RefusedException {
    if (!settings.isAuditor()) {
      throw RefusedException.of(
          Code.FORBIDDEN, "role of this server", "auditor (vouchsafe.role)", "host");
    }
  }

  /** The auditor who signed {@code audit}, when that key is here. */
  Optional<Auditor> of(AuditCertificate audit) {
    return auditor().filter(here -> here.isIssuerOf(audit));
  }

  /** Empty when the auditor signs elsewhere. */
  Optional<Auditor> auditor() {
    if (auditor.isEmpty() && settings.isAuditor() && settings.auditorKeyStore().isPresent()) {
      auditor = Optional.of(load(settings.auditorKeyStore().get()));
    }
    return auditor;
  }

  private Auditor load(Path file) {
    try {
      KeyStore store = KeyStore.getInstance(file.toFile(), password());
      String alias = onlyKey(store);
      Key key = store.getKey(alias, password());
      SigningKey signing = SigningKey.fromPkcs8(key.getEncoded());
      X509Certificate beside = (X509Certificate) store.getCertificate(alias);
      return auditor(signing, Bytes.copyOf(beside.getEncoded()), beside);
    } catch (GeneralSecurityException | IOException | MalformedException e) {
      throw new IllegalStateException("the auditor's key store cannot be opened", e);
    }
  }

  private static Auditor auditor(SigningKey key, Bytes der, X509Certificate beside) {
    try {
      Certificate certificate = Certificate.parse(der);
      if (certificate.role() == Role.AUDITOR) {
        return Auditor.certified(certificate, key);
      }
    } catch (MalformedException | RefusedException e) {
      // A store needs some certificate beside a key. One that no authority issued only gives the
      // auditor a name; policies then name the key.
      return Auditor.named(commonName(beside), key);
    }
    return Auditor.named(commonName(beside), key);
  }

  private static String commonName(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName();
    return subject.replaceFirst("^.*?CN=", "").replaceFirst(",.*$", "");
  }

  private static String onlyKey(KeyStore store) throws GeneralSecurityException {
    List<String> keys = Collections.list(store.aliases());
    if (keys.size() != 1 || !store.isKeyEntry(keys.get(0))) {
      throw new GeneralSecurityException("expected exactly one key in the store");
    }
    return keys.get(0);
  }

  private char[] password() throws IOException {
    Path file =
        settings
            .auditorKeyStorePassword()
            .orElseThrow(
                () -> new IOException("vouchsafe.auditor.keystore.password.file must name a file"));
    return Files.readAllLines(file).get(0).toCharArray();
  }
}
