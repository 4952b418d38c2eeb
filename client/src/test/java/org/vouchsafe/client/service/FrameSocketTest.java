package org.vouchsafe.client.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.client.testing.TestHost;

/** The channel's WebSocket against a server that says what a test wants (RFC 6455). */
class FrameSocketTest {
  private static final int BINARY = 2;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;

  /** What the server does after the upgrade. */
  private interface Script {
    void play(DataInputStream in, OutputStream out) throws Exception;
  }

  private SSLServerSocket server;
  private HostService service;

  @AfterEach
  void close() throws IOException {
    service.close();
    server.close();
  }

  private FrameSocket connect(int status, Script script) throws Exception {
    server =
        (SSLServerSocket)
            TestHost.tls()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> serve(status, script));
    service =
        new HostService(
            URI.create("https://127.0.0.1:" + server.getLocalPort()),
            TestHost.serverPin(),
            Optional.of("token"));
    return service.webSocket("/environments/env_1/channel/00");
  }

  private void serve(int status, Script script) {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      String key = "";
      boolean authorised = false;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.regionMatches(true, 0, "Sec-WebSocket-Key: ", 0, 19)) {
          key = line.substring(19);
        }
        authorised |= line.equalsIgnoreCase("Authorization: Bearer token");
      }
      String accept =
          Base64.getEncoder()
              .encodeToString(
                  MessageDigest.getInstance("SHA-1")
                      .digest(
                          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                              .getBytes(StandardCharsets.US_ASCII)));
      int answer = authorised ? status : 401;
      String head =
          answer == 101
              ? "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Accept: "
                  + accept
                  + "\r\n\r\n"
              : "HTTP/1.1 " + answer + " X\r\nContent-Length: 0\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      script.play(in, socket.getOutputStream());
    } catch (Exception e) {
      // the client sees the connection end
    }
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static void send(OutputStream out, int type, byte[] payload, boolean last)
      throws IOException {
    out.write((last ? 0x80 : 0) | type);
    if (payload.length < 126) {
      out.write(payload.length);
    } else {
      out.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
    out.write(payload);
    out.flush();
  }

  /** A short masked binary message of the client. */
  private static byte[] receive(DataInputStream in) throws IOException {
    in.readUnsignedByte();
    byte[] payload = new byte[in.readUnsignedByte() & 0x7f];
    byte[] mask = new byte[4];
    in.readFully(mask);
    in.readFully(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  private static byte[] reason(int code, String text) {
    byte[] reason = new byte[2 + text.length()];
    reason[0] = (byte) (code >> 8);
    reason[1] = (byte) code;
    System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, reason, 2, text.length());
    return reason;
  }

  @Test
  void frames_go_both_ways_also_in_fragments() throws Exception {
    try (FrameSocket socket =
        connect(
            101,
            (in, out) -> {
              byte[] got = receive(in);
              send(out, BINARY, got, false);
              send(out, 0, got, true);
              in.read();
            })) {
      socket.send(Bytes.utf8("abc"));
      assertEquals(Bytes.utf8("abcabc"), socket.receive());
    }
  }

  @Test
  void the_services_reason_becomes_a_refusal_with_its_code() throws Exception {
    try (FrameSocket socket =
        connect(101, (in, out) -> send(out, CLOSE, reason(1001, "ENVIRONMENT_LOST"), true))) {
      ServiceException refused = assertThrows(ServiceException.class, socket::receive);
      assertEquals("ENVIRONMENT_LOST", refused.code());
      assertEquals(
          "ENVIRONMENT_LOST",
          assertThrows(ServiceException.class, socket::receive).code(),
          "and to whoever asks next");
    }
  }

  @Test
  void a_reason_that_nobody_knows_and_unavailability_are_a_lost_connection() throws Exception {
    for (String reason : new String[] {"UNAVAILABLE", "whatever", ""}) {
      try (FrameSocket socket =
          connect(101, (in, out) -> send(out, CLOSE, reason(1001, reason), true))) {
        assertThrows(UnreachableException.class, socket::receive);
      }
      service.close();
      server.close();
    }
  }

  @Test
  void a_connection_that_breaks_is_a_lost_connection() throws Exception {
    try (FrameSocket socket = connect(101, (in, out) -> {})) {
      assertThrows(UnreachableException.class, socket::receive);
    }
  }

  @Test
  void text_and_frames_without_end_end_the_connection() throws Exception {
    try (FrameSocket socket =
        connect(
            101,
            (in, out) -> {
              send(out, TEXT, "x".getBytes(StandardCharsets.US_ASCII), true);
              in.read();
            })) {
      assertThrows(UnreachableException.class, socket::receive);
    }
    service.close();
    server.close();
    try (FrameSocket socket =
        connect(
            101,
            (in, out) -> {
              send(out, BINARY, new byte[1 << 19], false);
              send(out, 0, new byte[1 << 19], false);
              send(out, 0, new byte[16], true);
              in.read();
            })) {
      assertThrows(UnreachableException.class, socket::receive);
    }
  }

  @Test
  void a_refused_upgrade_is_a_refusal() throws Exception {
    ServiceException refused =
        assertThrows(ServiceException.class, () -> connect(403, (in, out) -> {}));
    assertEquals("HTTP_403", refused.code());
  }
}
