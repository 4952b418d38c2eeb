package org.vouchsafe.channel.request;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * The payload of a STREAM record: a piece of a program's standard input (client to area), output or
 * error (area to client), or room for more of one (the other way).
 *
 * <p>A piece has {@code bytes} or {@code eof} and no {@code ack}; an acknowledgement has {@code
 * ack} only. A sender is never more than {@link #WINDOW} bytes beyond the last acknowledgement that
 * it got; one that is breaks the protocol.
 *
 * @param request the start request whose stream this is
 * @param stream 0, 1 or 2
 * @param offset of the first of {@code bytes} in the whole stream
 * @param bytes at most {@link #MAX_BYTES}
 * @param eof nothing comes after these bytes
 * @param ack everything before this offset was consumed
 * @param epoch of the area, for output; 0 for input
 * @param seq of the area's last committed checkpoint, for output; 0 for input
 */
public record StreamFrame(
    RequestId request,
    int stream,
    long offset,
    Bytes bytes,
    boolean eof,
    Optional<Long> ack,
    long epoch,
    long seq) {
  /** Bytes that may be under way and not acknowledged. */
  public static final int WINDOW = 256 * 1024;

  /** So that a frame fits a record with room to spare for its other fields. */
  public static final int MAX_BYTES = 64_000;

  public StreamFrame {
    boolean piece = ack.isEmpty() && (eof || !bytes.isEmpty());
    boolean acknowledgement = ack.isPresent() && !eof && bytes.isEmpty() && offset == 0;
    if (stream < 0 || stream > 2 || bytes.size() > MAX_BYTES || !(piece || acknowledgement)) {
      throw new IllegalArgumentException("neither a piece of a stream nor an acknowledgement");
    }
  }

  public static StreamFrame input(RequestId request, long offset, Bytes bytes, boolean eof) {
    return new StreamFrame(request, 0, offset, bytes, eof, Optional.empty(), 0, 0);
  }

  /**
   * @param stream 1 or 2
   */
  public static StreamFrame output(
      RequestId request, int stream, long offset, Bytes bytes, boolean eof, long epoch, long seq) {
    return new StreamFrame(request, stream, offset, bytes, eof, Optional.empty(), epoch, seq);
  }

  /**
   * @param consumed bytes of the stream that its receiver has taken, from its beginning
   */
  public static StreamFrame acknowledge(RequestId request, int stream, long consumed) {
    return new StreamFrame(request, stream, 0, Bytes.EMPTY, false, Optional.of(consumed), 0, 0);
  }

  public Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("request", request.toCbor())
        .put("stream", stream)
        .put("offset", offset)
        .put("bytes", bytes)
        .put("eof", Cbor.of(eof))
        .put("ack", ack.<Cbor>map(Cbor::of).orElseGet(Cbor::none))
        .put("epoch", epoch)
        .put("seq", seq)
        .encode();
  }

  /**
   * @throws MalformedException when {@code payload} is not exactly one frame
   */
  public static StreamFrame parse(Bytes payload) throws MalformedException {
    Fields fields = Fields.decode(payload, "stream", 65_536);
    fields.version(1);
    RequestId request = RequestId.read(fields.fields("request"));
    int stream = (int) fields.integer("stream", 0, 2);
    long offset = fields.integer("offset", 0, Long.MAX_VALUE - MAX_BYTES);
    Bytes bytes = fields.bytes("bytes", 0, MAX_BYTES);
    boolean eof = fields.bool("eof");
    Optional<Long> ack = ack(fields.any("ack"));
    long epoch = fields.integer("epoch", 0, Long.MAX_VALUE);
    long seq = fields.integer("seq", 0, Long.MAX_VALUE);
    fields.end();
    try {
      return new StreamFrame(request, stream, offset, bytes, eof, ack, epoch, seq);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("stream", "is neither a piece nor an acknowledgement");
    }
  }

  private static Optional<Long> ack(Cbor value) throws MalformedException {
    return switch (value) {
      case Cbor.None none -> Optional.empty();
      case Cbor.Int(long number) when number >= 0 -> Optional.of(number);
      default -> throw new MalformedException("stream > ack", "is neither none nor an offset");
    };
  }
}
