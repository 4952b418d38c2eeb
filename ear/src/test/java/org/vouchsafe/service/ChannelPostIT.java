package org.vouchsafe.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.client.service.Pin;
import org.vouchsafe.launcher.Service;

/**
 * Frames that are posted as octets go past JAX-RS; with a parameter to their type, they go through
 * it. What only one of the two ways checks, or only one protects, is found by asking both.
 */
@ExtendWith(RunningService.Fixture.class)
final class ChannelPostIT {
  private static final String PAST_JAX_RS = "application/octet-stream";
  private static final String THROUGH_JAX_RS = "application/octet-stream; way=long";
  private static final String HANDLE = "/channel/" + "00".repeat(32);
  private static final byte[] FRAME = {0, 0, 0, 1, 7};

  /** They keep what a program wrote from being guessed at, kept or framed. */
  private static final List<String> GUARDS =
      List.of(
          "Cache-Control",
          "Content-Security-Policy",
          "Strict-Transport-Security",
          "X-Content-Type-Options",
          "X-Frame-Options",
          "Referrer-Policy");

  private record Answer(int status, String type, String body, Map<String, String> guards) {}

  /** Holds the pinned key, whatever else its certificate says. */
  private record OnlyPinned(Pin pin) implements X509TrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      if (!Pin.of(chain[0]).equals(pin)) {
        throw new CertificateException("another server");
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("no client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private record Caller(Service service, String token, Map<String, String> headers) {
    static Caller of(RunningService running, Tenant tenant) throws Exception {
      String token = Files.readString(tenant.file("default.token")).strip();
      return new Caller(running.service(), token, Map.of());
    }

    /** The answer, which is the same for both ways. */
    Answer post(String path, byte[] body) throws Exception {
      Answer answer = post(PAST_JAX_RS, path, body);
      assertEquals(post(THROUGH_JAX_RS, path, body), answer);
      assertEquals(GUARDS.size(), answer.guards.size(), () -> "only " + answer.guards.keySet());
      return answer;
    }

    private Answer post(String type, String path, byte[] body) throws Exception {
      SSLContext tls = SSLContext.getInstance("TLSv1.3");
      tls.init(null, new TrustManager[] {new OnlyPinned(service.pin())}, null);
      HttpsURLConnection connection =
          (HttpsURLConnection)
              service.url().resolve("/api/v1/environments/" + path).toURL().openConnection();
      connection.setSSLSocketFactory(tls.getSocketFactory());
      connection.setHostnameVerifier((name, session) -> true); // the pin says who it is
      connection.setRequestProperty("Content-Type", type);
      connection.setRequestProperty("Authorization", "Bearer " + token);
      headers.forEach(connection::setRequestProperty);
      connection.setDoOutput(true);
      connection.getOutputStream().write(body);
      Map<String, String> guards = new TreeMap<>();
      for (String guard : GUARDS) {
        Optional.ofNullable(connection.getHeaderField(guard))
            .ifPresent(value -> guards.put(guard, value));
      }
      int status = connection.getResponseCode();
      try (InputStream said =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        String text = new String(said.readAllBytes(), UTF_8);
        return new Answer(status, connection.getContentType(), text, guards);
      } finally {
        connection.disconnect();
      }
    }
  }

  private static void assertRefused(int status, Code code, Answer answer) {
    assertEquals(status, answer.status, answer.body);
    assertTrue(answer.body.contains("\"" + code + "\""), answer.body);
  }

  @Test
  void both_ways_ask_who_calls_and_for_which_environment(RunningService running) throws Exception {
    Caller client = Caller.of(running, running.tenant("client"));
    Caller nobody = new Caller(running.service(), "x".repeat(40), Map.of());
    assertRefused(401, Code.UNAUTHENTICATED, nobody.post("env_abc" + HANDLE, FRAME));
    Caller operator = Caller.of(running, running.tenant("operator"));
    assertRefused(403, Code.FORBIDDEN, operator.post("env_abc" + HANDLE, FRAME));
    assertRefused(404, Code.NOT_FOUND, client.post("env_abc" + HANDLE, FRAME));
    String anothers = running.tenant("client").establish(Optional.empty());
    assertRefused(404, Code.NOT_FOUND, client.post(anothers + HANDLE, FRAME));
  }

  @Test
  void both_ways_read_the_same_bodies(RunningService running) throws Exception {
    Tenant tenant = running.tenant("client");
    Caller client = Caller.of(running, tenant);
    String own = tenant.establish(Optional.empty());
    assertRefused(404, Code.NOT_FOUND, client.post(own + "/channel/0g", FRAME));
    assertRefused(400, Code.MALFORMED, client.post(own + HANDLE, new byte[0]));
    assertRefused(400, Code.MALFORMED, client.post(own + HANDLE, new byte[] {0, 0, 0, 2, 7}));
    Caller compressing =
        new Caller(client.service, client.token, Map.of("Content-Encoding", "gzip"));
    assertRefused(400, Code.MALFORMED, compressing.post(own + HANDLE, FRAME));
  }
}
