package org.vouchsafe.web.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;

final class FramesTest {
  @Property(tries = 200)
  void whatIsEncodedReadsBack(
      @ForAll @Size(min = 1, max = 5) List<@Size(min = 1, max = 40) byte[]> frames)
      throws MalformedException {
    List<Bytes> list = frames.stream().map(Bytes::copyOf).toList();
    assertEquals(list, Frames.parse(Bytes.copyOf(Frames.encode(list))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "000000",
        "00000000",
        "00000001",
        "0000000201",
        "ffffffff00",
        "7fffffff00",
        "80000000",
        "000000010100",
        "00010201"
      })
  void refusesWhatIsNotAListOfFrames(String hex) {
    assertThrows(MalformedException.class, () -> Frames.parse(Bytes.fromHex(hex)));
  }

  @Test
  void refusesMoreFramesThanAnyRequestHas() {
    byte[] many = new byte[5 * 5000];
    for (int i = 0; i < many.length; i += 5) {
      many[i + 3] = 1;
    }
    assertThrows(MalformedException.class, () -> Frames.parse(Bytes.copyOf(many)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "zz", "..", "AA"})
  void aHandleIsSixtyFourLowerCaseDigits(String text) {
    assertThrows(RefusedException.class, () -> Handle.parse(text));
    assertThrows(RefusedException.class, () -> Handle.parse("AB".repeat(32)));
  }
}
