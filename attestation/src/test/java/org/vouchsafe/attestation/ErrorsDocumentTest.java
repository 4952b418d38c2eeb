package org.vouchsafe.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/errors.md is what people read when they meet a code: it has each code, in words. */
class ErrorsDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/errors.md");

  private record Row(String code, String sentence, String advice) {}

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|"))
        .map(
            cells -> new Row(cells[1].strip().replace("`", ""), cells[2].strip(), cells[3].strip()))
        .toList();
  }

  @Test
  void everyCodeIsThereOnceWithItsSentenceAndItsAdvice() throws IOException {
    assertEquals(
        Arrays.stream(Code.values())
            .map(code -> new Row(code.name(), code.sentence(), code.advice()))
            .toList(),
        rows());
  }

  @Test
  void aSentenceIsOneSentence() {
    for (Code code : Code.values()) {
      assertTrue(code.sentence().matches("[A-Z][^.]*\\."), code.name());
      assertTrue(code.advice().endsWith("."), code.name());
      assertFalse((code.sentence() + code.advice()).contains("|"), code.name());
    }
  }
}
