package org.vouchsafe.channel;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.testing.Vector;
import org.vouchsafe.channel.message.MessageVectors;
import org.vouchsafe.channel.request.Refusal;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.StreamFrame;

/**
 * Any bytes at all are read into a value that encodes back to them, or refused in one of the two
 * ways. In the normal build the seeds are replayed (the vectors, and what fuzzing found); {@code
 * JAZZER_FUZZ=1} searches for more.
 */
class ParsersFuzzTest {
  private interface Parser {
    Bytes readAndEncode(Bytes input) throws MalformedException, RefusedException;
  }

  private static final List<Parser> PARSERS =
      List.of(
          input -> Request.parse(input).encode(),
          input -> Reply.parse(input).encode(),
          input -> StreamFrame.parse(input).encode(),
          input -> Refusal.encode(Refusal.parse(input).findings()),
          input -> LineagePins.parse(input).encode(),
          input -> ClientFinish.parse(input).encode(),
          MessageVectors::envelope);

  static Stream<Arguments> seeds() throws IOException {
    List<Bytes> seeds = new ArrayList<>(List.of(Bytes.EMPTY));
    for (Path file : VectorsTest.files()) {
      for (Vector vector : Vector.read(file).values()) {
        for (String key : List.of("input", "m3", "m4", "message", "reply")) {
          vector.texts(key).forEach(hex -> seeds.add(Bytes.fromHex(hex)));
        }
        for (String delivery : vector.texts("delivery")) {
          Stream.of(delivery.split(" ")).map(Bytes::fromHex).forEach(seeds::add);
        }
      }
    }
    return seeds.stream().distinct().map(seed -> Arguments.of((Object) seed.toArray()));
  }

  @MethodSource("seeds")
  @FuzzTest
  void parsers_read_exactly_or_refuse(byte[] data) {
    Bytes input = Bytes.copyOf(data);
    for (Parser parser : PARSERS) {
      try {
        if (!parser.readAndEncode(input).equals(input)) {
          throw new AssertionError("two encodings of one value");
        }
      } catch (MalformedException | RefusedException e) {
        // The two ways to refuse.
      }
    }
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_session_opens_nothing_that_its_peer_did_not_seal(byte[] data) {
    Session session = SessionPair.of("fuzz").area;
    try {
      session.open(Bytes.copyOf(data));
      throw new AssertionError("a forgery");
    } catch (RefusedException e) {
      if (!session.isClosed()) {
        throw new AssertionError("a session that goes on after a refusal");
      }
    }
  }

  @MethodSource("seeds")
  @FuzzTest
  void an_area_takes_no_finish_that_its_client_did_not_make(byte[] data) {
    Forge forge = Forge.claim("fuzz");
    try {
      forge.area.receive(Bytes.copyOf(data), Forge.UNCLAIMED);
      throw new AssertionError("a forgery");
    } catch (MalformedException | RefusedException e) {
      // The two ways to refuse.
    }
  }
}
