package org.vouchsafe.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.vouchsafe.launcher.Service;

/**
 * HTTP/1.1 as bytes on a TLS connection: for requests that no well-behaved client would send. Every
 * request has a connection of its own.
 */
final class Http {
  private static final int PATIENCE_MILLIS = 60_000;

  private final int port;
  private final SSLContext tls;

  Http(Service service) throws Exception {
    this.tls = trust(service);
    this.port = service.url().getPort();
  }

  /** Trusts the service's own key and nobody else. */
  static SSLContext trust(Service service) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(service.keyStore())) {
      trusted.load(in, service.keyStorePassword().toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }

  String host() {
    return "127.0.0.1:" + port;
  }

  String origin() {
    return "https://" + host();
  }

  /**
   * @param headers lower-case names
   * @param body one character for each byte
   */
  record Answer(int status, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return String.join(", ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }

    boolean succeeded() {
      return status < 400;
    }
  }

  /**
   * @param target exactly as sent
   * @param headers whole lines
   * @param from where the connection comes from: failures are counted by address, and every address
   *     of 127.0.0.0/8 is ours
   */
  record Request(String method, String target, List<String> headers, String body, String from) {
    static Request of(String method, String target) {
      return new Request(method, target, List.of(), "", "127.0.0.1");
    }

    Request header(String name, String value) {
      List<String> more = new ArrayList<>(headers);
      more.add(name + ": " + value);
      return new Request(method, target, more, body, from);
    }

    Request bearer(String token) {
      return header("Authorization", "Bearer " + token);
    }

    Request cookie(String token) {
      return header("Cookie", "__Host-vouchsafe=" + token);
    }

    Request json(String text) {
      return body("application/json", text);
    }

    Request body(String type, String text) {
      Request typed = header("Content-Type", type);
      return new Request(method, target, typed.headers, text, from);
    }

    Request as(String otherMethod) {
      return new Request(otherMethod, target, headers, body, from);
    }

    Request to(String otherTarget) {
      return new Request(method, otherTarget, headers, body, from);
    }

    Request from(String address) {
      return new Request(method, target, headers, body, address);
    }
  }

  Answer send(Request request) throws IOException {
    return send(request, text -> false);
  }

  /**
   * @param enough ends an answer that has no end of its own
   */
  Answer send(Request request, Predicate<String> enough) throws IOException {
    try (Socket plain = new Socket()) {
      plain.bind(new InetSocketAddress(request.from, 0));
      plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(PATIENCE_MILLIS);
      try (SSLSocket socket =
          (SSLSocket) tls.getSocketFactory().createSocket(plain, "127.0.0.1", port, true)) {
        socket.getOutputStream().write(bytes(request));
        socket.getOutputStream().flush();
        return read(request.method, new BufferedInputStream(socket.getInputStream()), enough);
      }
    }
  }

  private byte[] bytes(Request request) {
    StringBuilder text = new StringBuilder();
    text.append(request.method).append(' ').append(request.target).append(" HTTP/1.1\r\n");
    if (request.headers.stream().noneMatch(line -> line.startsWith("Host:"))) {
      text.append("Host: ").append(host()).append("\r\n");
    }
    if (request.headers.stream().noneMatch(line -> line.startsWith("Connection:"))) {
      text.append("Connection: close\r\n");
    }
    request.headers.forEach(line -> text.append(line).append("\r\n"));
    if (request.headers.stream().noneMatch(line -> line.startsWith("Content-Length:"))
        && (!request.body.isEmpty() || request.method.equals("POST"))) {
      text.append("Content-Length: ").append(request.body.length()).append("\r\n");
    }
    return text.append("\r\n").append(request.body).toString().getBytes(ISO_8859_1);
  }

  private static Answer read(String method, InputStream in, Predicate<String> enough)
      throws IOException {
    String[] status = line(in).split(" ", 3);
    if (status.length < 2) {
      throw new IOException("no answer: the connection was closed");
    }
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    int code = Integer.parseInt(status[1]);
    Answer head = new Answer(code, headers, "");
    if (method.equals("HEAD") || code < 200 || code == 204 || code == 304) {
      return head;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (head.header("transfer-encoding").equals("chunked")) {
      int size;
      do {
        size = Integer.parseInt(line(in), 16);
        body.write(in.readNBytes(size));
        line(in);
      } while (size > 0 && !enough.test(body.toString(UTF_8)));
    } else if (headers.containsKey("content-length")) {
      body.write(in.readNBytes(Integer.parseInt(head.header("content-length"))));
    } else {
      byte[] some = new byte[8192];
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        body.write(some, 0, n);
        if (enough.test(body.toString(UTF_8))) {
          break;
        }
      }
    }
    return new Answer(code, headers, body.toString(ISO_8859_1));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
