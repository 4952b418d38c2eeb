package org.vouchsafe.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The modules that are committed are those that {@code examples/build.sh} makes. */
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  @Test
  void committed_modules_have_the_digests_of_the_reproducible_build() throws Exception {
    List<String> lines = Files.readAllLines(EXAMPLES.resolve("digests"));
    assertEquals(2, lines.size());
    for (String line : lines) {
      String file = line.substring(line.lastIndexOf(' ') + 1);
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(EXAMPLES.resolve(file)));
      assertEquals(line.substring(0, 64), HexFormat.of().formatHex(digest), file);
    }
  }
}
