package org.vouchsafe.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.vouchsafe.client.service.Pin;

/**
 * The server's TLS key: made where the server runs, at its first start, for the loopback address
 * only. Clients pin it.
 *
 * @param file PKCS#12
 * @param password opens it
 * @param certificate signed by itself
 */
record ServerKey(Path file, String password, X509Certificate certificate) {
  private static final String ALIAS = "https";

  static ServerKey open(Path file, Secrets secrets)
      throws IOException, LaunchException, InterruptedException {
    String password = secrets.get("keystore");
    if (!Files.exists(file)) {
      make(file, secrets.folder().resolve("keystore"));
    }
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      if (store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
        return new ServerKey(file, password, certificate);
      }
      throw new LaunchException(file + " has no key named \"" + ALIAS + "\".");
    } catch (GeneralSecurityException e) {
      throw new LaunchException("The server's key store cannot be read: " + file, e);
    }
  }

  Pin pin() {
    return Pin.of(certificate);
  }

  /** Trusts this server and no other. */
  SSLContext trust() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(ALIAS, certificate);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError("every Java platform has TLS 1.3", e);
    }
  }

  private static void make(Path file, Path passwordFile)
      throws IOException, LaunchException, InterruptedException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                List.of(
                    keytool.toString(),
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-alias",
                    ALIAS,
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-validity",
                    "3650",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass:file",
                    passwordFile.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), UTF_8);
    if (made.waitFor() != 0) {
      throw new LaunchException("The server's TLS key could not be made:\n" + said);
    }
    Folders.restrict(file);
  }
}
