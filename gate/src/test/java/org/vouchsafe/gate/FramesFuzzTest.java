package org.vouchsafe.gate;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.measure.Loader;

/**
 * ATTACKS S08 and S09: whatever either side sends is a frame that encodes back to the same bytes,
 * or malformed. In the normal build the seeds are replayed (a frame of each kind, and what is cut
 * and bent out of it); {@code JAZZER_FUZZ=1} searches for more.
 */
class FramesFuzzTest {
  private static final Bytes HANDLE = Bytes.copyOf(new byte[Call.HANDLE]);

  private static List<Frame> frames() {
    AreaId area = EchoProcessor.AREA;
    List<Frame> frames = new ArrayList<>();
    for (Call call :
        List.of(
            new Call.Describe(),
            new Call.Instantiate(Loader.STANDARD_1, Optional.of(Bytes.of(1, 2))),
            new Call.Instantiate(Loader.module(Bytes.of(0)), Optional.empty()),
            new Call.Attest(area, Bytes.of(3)),
            new Call.Deliver(area, HANDLE, List.of(Bytes.EMPTY, Bytes.of(4))),
            new Call.Subscribe(area, HANDLE),
            new Call.Unsubscribe(area, HANDLE),
            new Call.Message(area, Bytes.of(5)),
            new Call.Status(area),
            new Call.Areas(),
            new Call.Persist(area),
            new Call.Restore(Bytes.of(6)),
            new Call.Destroy(area))) {
      frames.add(new Frame.Request(frames.size(), call));
    }
    frames.add(new Frame.Reply(Long.MAX_VALUE, EchoProcessor.area(Bytes.EMPTY).toCbor()));
    frames.add(new Frame.Reply(0, new EchoProcessor(null).describe().join().toCbor()));
    Finding finding = new Finding(Code.TRAP, "program", "an end", "a trap");
    frames.add(new Frame.Refusal(Optional.empty(), List.of(finding, finding)));
    frames.add(new Frame.Emit(area, HANDLE, Bytes.of(7)));
    frames.add(new Frame.Ended(area, Code.ENVIRONMENT_LOST));
    return frames;
  }

  static Stream<Arguments> seeds() {
    List<Bytes> seeds = new ArrayList<>(List.of(Bytes.EMPTY, Bytes.fromHex("bb7fffffffffffffff")));
    for (Frame frame : frames()) {
      Bytes whole = frame.toCbor().encode();
      seeds.add(whole);
      seeds.add(whole.slice(0, whole.size() / 2));
      for (int i = 0; i < whole.size(); i++) {
        byte[] bent = whole.toArray();
        bent[i] ^= (byte) (1 << (i % 8));
        seeds.add(Bytes.copyOf(bent));
      }
    }
    return seeds.stream().map(seed -> Arguments.of((Object) seed.toArray()));
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_frame_reads_back_exactly_or_is_malformed(byte[] data) {
    Bytes body = Bytes.copyOf(data);
    Optional<Long> id = Frame.idOf(body);
    Frame frame;
    try {
      frame = Frame.parse(body);
    } catch (MalformedException e) {
      // The one way to refuse.
      return;
    }
    if (!frame.toCbor().encode().equals(body)) {
      throw new AssertionError("two encodings of one frame");
    }
    if (frame instanceof Frame.Request request && !id.equals(Optional.of(request.id()))) {
      throw new AssertionError("an answer that would not find its way");
    }
  }

  /** What a host reads out of a reply of the right kind of frame. */
  @MethodSource("seeds")
  @FuzzTest
  void a_result_is_a_description_or_malformed(byte[] data) {
    try {
      Cbor result = Cbor.decode(Bytes.copyOf(data), "result", Connection.MAX_FRAME);
      descriptions(result);
    } catch (MalformedException e) {
      // The one way to refuse.
    }
  }

  private static void descriptions(Cbor result) {
    try {
      if (!AreaDescription.from(result).toCbor().equals(result)) {
        throw new AssertionError("another area than the one that was described");
      }
    } catch (MalformedException e) {
      // The one way to refuse.
    }
    try {
      if (!ProcessorDescription.from(result).toCbor().equals(result)) {
        throw new AssertionError("another processor than the one that was described");
      }
    } catch (MalformedException e) {
      // The one way to refuse.
    }
  }
}
