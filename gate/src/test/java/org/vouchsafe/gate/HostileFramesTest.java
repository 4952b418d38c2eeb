package org.vouchsafe.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.cbor.Cbor;

/** ATTACKS S09: what is no frame, and more connections than there may be. */
@Timeout(60)
class HostileFramesTest extends OpenGate {
  private Connection raw() throws IOException {
    return new Connection(SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket)));
  }

  private void isRefused(Bytes body) throws Exception {
    isRefused(Code.MALFORMED, body);
  }

  private void isRefused(Code code, Bytes body) throws Exception {
    try (Connection raw = raw()) {
      raw.send(body);
      Frame answer = Frame.parse(raw.receive().orElseThrow());
      assertEquals(code, assertInstanceOf(Frame.Refusal.class, answer).findings().get(0).code());
      raw.send(new Frame.Request(1, new Call.Areas()).toCbor().encode());
      assertInstanceOf(Frame.Reply.class, Frame.parse(raw.receive().orElseThrow()));
    }
  }

  @Test
  void a_body_that_is_not_one_is_refused_and_the_connection_lives_on() throws Exception {
    Bytes good =
        new Frame.Request(1, new Call.Attest(EchoProcessor.AREA, HANDLE)).toCbor().encode();
    isRefused(Bytes.of(0));
    isRefused(Bytes.of(0xFF, 0xFF));
    isRefused(good.slice(0, good.size() - 1));
    isRefused(Bytes.concat(good, Bytes.of(0)));
    isRefused(Bytes.utf8("GET / HTTP/1.1\r\n\r\n"));
    isRefused(Code.UNSUPPORTED_VERSION, Cbor.map().put("v", 2).put("kind", "request").encode());
    isRefused(new Frame.Ended(EchoProcessor.AREA, Code.TRAP).toCbor().encode());
    isRefused(
        Cbor.map()
            .put("v", 1)
            .put("kind", "request")
            .put("id", 1)
            .put("call", Cbor.map().put("op", "fetch").build())
            .encode());
  }

  @Test
  void the_refusal_of_a_bad_call_carries_its_id() throws Exception {
    try (Connection raw = raw()) {
      raw.send(
          Cbor.map()
              .put("v", 1)
              .put("kind", "request")
              .put("id", 77)
              .put("call", Cbor.map().put("op", "attest").put("area", "area_../../etc").build())
              .encode());
      Frame.Refusal refusal = (Frame.Refusal) Frame.parse(raw.receive().orElseThrow());
      assertEquals(Optional.of(77L), refusal.id());
    }
  }

  @Test
  void a_length_that_cannot_be_closes_the_connection_with_a_reason() throws Exception {
    for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 25}) {
      try (SocketChannel channel =
          SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket))) {
        channel.write(ByteBuffer.allocate(4).putInt(0, length));
        Connection raw = new Connection(channel);
        Frame.Refusal refusal = (Frame.Refusal) Frame.parse(raw.receive().orElseThrow());
        assertEquals(Code.MALFORMED, refusal.findings().get(0).code());
        assertEquals(Optional.empty(), raw.receive());
      }
    }
    assertEquals(2, client.areas().get().size());
  }

  @Test
  void every_flipped_bit_is_refused_or_answered_and_the_server_lives() throws Exception {
    Bytes good =
        new Frame.Request(1, new Call.Deliver(EchoProcessor.AREA, HANDLE, List.of(HANDLE)))
            .toCbor()
            .encode();
    try (Connection raw = raw()) {
      for (int bit = 0; bit < good.size() * 8; bit++) {
        byte[] flipped = good.toArray();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        raw.send(Bytes.copyOf(flipped));
        Frame.parse(raw.receive().orElseThrow());
      }
    }
    assertEquals(2, client.areas().get().size());
  }

  @Test
  void connections_are_bounded_and_free_again_when_closed() throws Exception {
    List<SocketChannel> idle = new ArrayList<>();
    for (int i = 0; i < 3 * GateServer.MAX_CONNECTIONS; i++) {
      idle.add(SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket)));
    }
    assertEquals(2, client.areas().get().size());
    for (SocketChannel channel : idle) {
      channel.close();
    }
    assertTrue(answersSoon());
  }

  private boolean answersSoon() throws Exception {
    for (int attempt = 0; attempt < 200; attempt++) {
      try (Connection raw = raw()) {
        raw.send(new Frame.Request(1, new Call.Areas()).toCbor().encode());
        if (raw.receive().isPresent()) {
          return true;
        }
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return false;
  }
}
