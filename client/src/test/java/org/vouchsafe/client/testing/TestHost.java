package org.vouchsafe.client.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.vouchsafe.client.service.Pin;

/** A server on this machine that says whatever a test wants a service to say. */
public final class TestHost implements AutoCloseable {
  /** Answers one request. */
  @FunctionalInterface
  public interface Handler {
    Answer answer(String method, String path, byte[] body) throws Exception;
  }

  /** What goes back; a negative length cuts the connection after the bytes. */
  public record Answer(int status, String type, byte[] body) {
    public static Answer json(int status, String text) {
      return new Answer(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Answer problem(int status, String text) {
      return new Answer(status, "application/problem+json", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Answer bytes(byte[] body) {
      return new Answer(200, "application/octet-stream", body);
    }

    /** No answer at all: the connection breaks. */
    public static Answer lost() {
      return new Answer(-1, "", new byte[0]);
    }
  }

  private static final KeyPair KEY = key();
  private static final X509Certificate CERTIFICATE = certificate();

  private final HttpsServer server;
  public final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Handler handler;

  public TestHost(Handler handler) throws Exception {
    this.handler = handler;
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public void answering(Handler next) {
    handler = next;
  }

  public URI url() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  public static Pin serverPin() {
    return Pin.of(CERTIFICATE);
  }

  public Pin pin() {
    return Pin.of(CERTIFICATE);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().toString();
    requests.add(exchange.getRequestMethod() + " " + path);
    try {
      Answer answer = handler.answer(exchange.getRequestMethod(), path, body);
      if (answer.status() < 0) {
        exchange.close();
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
      exchange.close();
    } catch (IOException e) {
      exchange.close();
    } catch (Exception e) {
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static KeyPair key() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate certificate() {
    try {
      X500Name name = new X500Name("CN=somebody.example");
      byte[] der =
          new X509v3CertificateBuilder(
                  name,
                  BigInteger.ONE,
                  Date.from(Instant.EPOCH),
                  // Long expired: the pin decides, not the dates.
                  Date.from(Instant.EPOCH.plusSeconds(1)),
                  name,
                  SubjectPublicKeyInfo.getInstance(KEY.getPublic().getEncoded()))
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEY.getPrivate()))
              .getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public static SSLContext tls() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("key", KEY.getPrivate(), new char[0], new X509Certificate[] {CERTIFICATE});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
