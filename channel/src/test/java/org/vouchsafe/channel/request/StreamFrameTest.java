package org.vouchsafe.channel.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.channel.Session;

/** {@code docs/spec/channel.md} §5.3. */
class StreamFrameTest {
  private static final RequestId ID = RequestTest.ID;

  @Property(tries = 200)
  void a_piece_survives_its_encoding(
      @ForAll @IntRange(min = 1, max = 2) int stream,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 64_000) long offset,
      @ForAll @Size(min = 1, max = 300) byte[] bytes,
      @ForAll boolean eof)
      throws Exception {
    StreamFrame frame = StreamFrame.output(ID, stream, offset, Bytes.copyOf(bytes), eof, 1, offset);
    assertEquals(frame, StreamFrame.parse(frame.encode()));
    assertEquals(frame.encode(), StreamFrame.parse(frame.encode()).encode());
  }

  @Test
  void ends_inputs_and_acknowledgements_survive_their_encoding() throws Exception {
    for (StreamFrame frame :
        Stream.of(
                StreamFrame.input(ID, 5, Bytes.utf8("in"), false),
                StreamFrame.input(ID, 7, Bytes.EMPTY, true),
                StreamFrame.acknowledge(ID, 2, Long.MAX_VALUE),
                StreamFrame.acknowledge(ID, 0, 0))
            .toList()) {
      assertEquals(frame, StreamFrame.parse(frame.encode()));
    }
  }

  @Test
  void the_largest_frame_fits_a_record() throws Exception {
    StreamFrame frame =
        new StreamFrame(
            new RequestId(RequestTest.DIGEST, Long.MAX_VALUE),
            2,
            Long.MAX_VALUE - StreamFrame.MAX_BYTES,
            Bytes.copyOf(new byte[StreamFrame.MAX_BYTES]),
            true,
            Optional.empty(),
            Long.MAX_VALUE,
            Long.MAX_VALUE);
    assertTrue(frame.encode().size() <= Session.MAX_PAYLOAD);
    assertEquals(frame, StreamFrame.parse(frame.encode()));
  }

  @Test
  void what_is_neither_a_piece_nor_an_acknowledgement_is_refused() {
    Bytes some = Bytes.utf8("x");
    assertRefused(1, 0, Bytes.EMPTY, false, Cbor.none());
    assertRefused(1, 0, some, false, Cbor.of(1));
    assertRefused(1, 0, Bytes.EMPTY, true, Cbor.of(1));
    assertRefused(1, 1, Bytes.EMPTY, false, Cbor.of(1));
    assertRefused(3, 0, some, false, Cbor.none());
    assertRefused(-1, 0, some, false, Cbor.none());
    assertRefused(1, -1, some, false, Cbor.none());
    assertRefused(1, Long.MAX_VALUE, some, false, Cbor.none());
    assertRefused(1, 0, Bytes.EMPTY, false, Cbor.of(-1));
    assertRefused(1, 0, Bytes.EMPTY, false, Cbor.of("1"));
    assertRefused(1, 0, Bytes.copyOf(new byte[StreamFrame.MAX_BYTES + 1]), false, Cbor.none());
    assertThrows(
        IllegalArgumentException.class, () -> StreamFrame.input(ID, 0, Bytes.EMPTY, false));
    assertThrows(
        IllegalArgumentException.class, () -> StreamFrame.output(ID, 3, 0, some, false, 1, 0));
  }

  private static void assertRefused(long stream, long offset, Bytes bytes, boolean eof, Cbor ack) {
    Bytes payload =
        Cbor.map()
            .put("v", 1)
            .put("request", ID.toCbor())
            .put("stream", stream)
            .put("offset", offset)
            .put("bytes", bytes)
            .put("eof", Cbor.of(eof))
            .put("ack", ack)
            .put("epoch", 0)
            .put("seq", 0)
            .encode();
    assertThrows(MalformedException.class, () -> StreamFrame.parse(payload));
  }
}
