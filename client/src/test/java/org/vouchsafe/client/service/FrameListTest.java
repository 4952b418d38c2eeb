package org.vouchsafe.client.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/** The body of a channel's POST, row H09 of the catalogue on the client's side. */
class FrameListTest {
  @Property
  void frames_come_back_as_they_were(
      @ForAll @Size(max = 8) List<@Size(min = 1, max = 40) byte[]> frames) throws Exception {
    List<Bytes> all = frames.stream().map(Bytes::copyOf).toList();
    assertEquals(all, FrameList.parse(FrameList.encode(all)));
  }

  @Property
  void anything_is_frames_or_malformed(@ForAll @Size(max = 64) byte[] any) {
    try {
      assertEquals(Bytes.copyOf(any), FrameList.encode(FrameList.parse(Bytes.copyOf(any))));
    } catch (MalformedException e) {
      // the only other way out
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"00", "00000000", "ffffffff00", "7fffffff00", "0000000201", "0000000101ff"})
  void a_length_that_does_not_fit_is_refused(String hex) {
    assertThrows(MalformedException.class, () -> FrameList.parse(Bytes.fromHex(hex)));
  }
}
