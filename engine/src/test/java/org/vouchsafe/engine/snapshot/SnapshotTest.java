package org.vouchsafe.engine.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.engine.compile.CompiledModule;
import org.vouchsafe.engine.compile.Compiler;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.runtime.Frame;
import org.vouchsafe.engine.runtime.Quota;
import org.vouchsafe.engine.runtime.Store;
import org.vouchsafe.engine.text.Wat;

@Timeout(300)
class SnapshotTest {
  private static long expected;

  @TempDir private Path folder;

  @BeforeAll
  static void undisturbed() throws Exception {
    try (Counting counting = new Counting()) {
      counting.start();
      expected = counting.finish();
    }
  }

  private static byte[] stoppedAfter(int stops) throws Exception {
    try (Counting counting = new Counting()) {
      counting.start();
      assertFalse(counting.run(stops), "it is not done yet");
      return counting.snapshot();
    }
  }

  @Test
  void it_goes_on_from_every_point_and_is_the_same_when_it_is_written_again() throws Exception {
    try (Counting counting = new Counting()) {
      counting.start();
      int stops = 0;
      while (!counting.run(1)) {
        if (stops++ % 37 != 0) {
          continue;
        }
        byte[] snapshot = counting.snapshot();
        try (Counting other = new Counting()) {
          other.restore(snapshot);
          assertArrayEquals(snapshot, other.snapshot());
          assertEquals(expected, other.finish());
        }
      }
      assertTrue(stops > 1_000, "it can be stopped often");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation"})
  void it_goes_on_in_a_new_virtual_machine_with_other_flags(String flag) throws Exception {
    Path file = folder.resolve("snapshot");
    Files.write(file, stoppedAfter(700));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            flag,
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Counting.class.getName(),
            file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(expected + System.lineSeparator(), output);
    assertEquals(0, process.waitFor());
  }

  private static void isRefused(byte[] snapshot) throws Exception {
    try (Counting counting = new Counting()) {
      assertThrows(MalformedSnapshot.class, () -> counting.restore(snapshot));
    }
  }

  @Test
  void what_was_altered_anywhere_is_refused() throws Exception {
    byte[] snapshot = stoppedAfter(700);
    for (int i = 0; i < snapshot.length; i += i < 200 || i > snapshot.length - 400 ? 1 : 997) {
      byte[] altered = snapshot.clone();
      altered[i] ^= 0x10;
      isRefused(altered);
    }
  }

  @Test
  void what_was_cut_off_or_added_is_refused() throws Exception {
    byte[] snapshot = stoppedAfter(700);
    for (int i = 0; i < snapshot.length; i += i > snapshot.length - 400 ? 1 : 499) {
      isRefused(Arrays.copyOf(snapshot, i));
    }
    isRefused(Arrays.copyOf(snapshot, snapshot.length + 1));
  }

  @Test
  void another_module_does_not_take_it() throws Exception {
    byte[] snapshot = stoppedAfter(10);
    CompiledModule other = new Compiler().compile(Module.read(Wat.binary("(module (memory 1 8))")));
    try (Store store = new Store(Quota.of(8 << 20))) {
      assertThrows(
          MalformedSnapshot.class,
          () ->
              SnapshotReader.read(
                  new ByteArrayInputStream(snapshot), other, wanted -> null, store));
    }
  }

  /** With a digest that is right: it is what the snapshot says that is wrong. */
  private static void areRefused(List<Frame> frames) throws Exception {
    try (Counting counting = new Counting()) {
      counting.start();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      counting.run(1);
      counting.write(frames, out);
      isRefused(out.toByteArray());
    }
  }

  @Test
  void calls_that_cannot_be_are_refused() throws Exception {
    try (Counting counting = new Counting()) {
      counting.start();
      counting.run(700);
      List<Frame> frames = counting.frames();
      assertTrue(frames.size() > 1, "calls are inside of one another");
      // Nobody waits for the innermost; or what waits waits for nothing.
      areRefused(frames.subList(1, frames.size()));
      List<Frame> twice = new ArrayList<>(frames);
      twice.add(0, frames.get(0));
      areRefused(twice);
      List<Frame> reversed = new ArrayList<>(frames);
      java.util.Collections.reverse(reversed);
      areRefused(reversed);
    }
  }

  @Test
  void a_module_that_imports_a_memory_is_not_written() throws Exception {
    CompiledModule importing =
        new Compiler().compile(Module.read(Wat.binary("(module (import \"a\" \"b\" (memory 1)))")));
    try (Store store = new Store(Quota.of(8 << 20))) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              SnapshotReader.read(
                  new ByteArrayInputStream(new byte[0]), importing, wanted -> null, store));
    }
  }
}
