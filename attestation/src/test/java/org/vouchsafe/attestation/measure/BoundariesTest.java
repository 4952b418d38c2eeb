package org.vouchsafe.attestation.measure;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;

/** What is allowed to the last, and refused one further. */
class BoundariesTest {
  private static final Bytes MODULE = Bytes.of(0);

  private static void upTo(int last, IntFunction<?> maker) {
    assertDoesNotThrow(() -> maker.apply(last));
    assertThrows(IllegalArgumentException.class, () -> maker.apply(last + 1));
  }

  private static ProgramPackage withArguments(List<String> arguments) {
    return new ProgramPackage(MODULE, arguments, Map.of(), Map.of());
  }

  private static ProgramPackage withVariables(Map<String, String> variables) {
    return new ProgramPackage(MODULE, List.of(), variables, Map.of());
  }

  private static ProgramPackage withFiles(Map<String, Bytes> files) {
    return new ProgramPackage(MODULE, List.of(), Map.of(), files);
  }

  private static <T> Map<String, T> numbered(String prefix, int count, T value) {
    return IntStream.range(0, count)
        .mapToObj(i -> prefix + i)
        .collect(Collectors.toMap(Function.identity(), name -> value));
  }

  @Test
  void argumentsAndVariables() {
    upTo(1024, count -> withArguments(Collections.nCopies(count, "a")));
    upTo(65_536, size -> withArguments(List.of("a".repeat(size))));
    upTo(1024, count -> withVariables(numbered("V", count, "")));
    upTo(65_536, size -> withVariables(Map.of("A", "a".repeat(size))));
    upTo(65_536, size -> withVariables(Map.of("a".repeat(size), "")));
  }

  @Test
  void filesAndTheirPaths() {
    upTo(65_536, count -> withFiles(numbered("/f", count, Bytes.EMPTY)));
    upTo(255, size -> withFiles(Map.of("/" + "a".repeat(size), Bytes.EMPTY)));
    String deep = "/a".repeat(2046);
    upTo(4, size -> withFiles(Map.of(deep + "/" + "a".repeat(size - 1), Bytes.EMPTY)));
  }

  @Test
  void aForbiddenCharacterIsFoundWhereverItStands() {
    for (String bad : List.of("\0", "\0a", "a\0b", "a\0")) {
      assertThrows(IllegalArgumentException.class, () -> withArguments(List.of(bad)));
      assertThrows(IllegalArgumentException.class, () -> withVariables(Map.of("A", bad)));
      assertThrows(IllegalArgumentException.class, () -> withVariables(Map.of(bad, "")));
      assertThrows(IllegalArgumentException.class, () -> withFiles(Map.of("/" + bad, Bytes.EMPTY)));
    }
    for (String bad : List.of("=", "=A", "A=B", "A=")) {
      assertThrows(IllegalArgumentException.class, () -> withVariables(Map.of(bad, "")));
    }
  }

  @Test
  void loaders() {
    upTo(62, size -> Loader.builtIn("a".repeat(size) + "/1"));
    upTo(Loader.MAX_MODULE, size -> Loader.module(Bytes.copyOf(new byte[size])));
    assertEquals("standard/1", Loader.STANDARD_1.toString());
    Loader module = Loader.module(MODULE);
    assertEquals("module " + module.digest(), module.toString());
  }
}
