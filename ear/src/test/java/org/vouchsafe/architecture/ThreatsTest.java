package org.vouchsafe.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/threats.md} names tests that are there, codes that are there, and every row. */
final class ThreatsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Z_]+)`");

  private static List<String> rows(String pattern) throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/threats.md")).stream()
        .filter(line -> line.matches(pattern))
        .toList();
  }

  private static List<String> rows() throws IOException {
    return rows("\\| \\w.*Test.*");
  }

  private static List<String> attacks() throws IOException {
    return rows("\\| [ACHSW]\\d\\d \\|.*");
  }

  @Test
  void every_row_names_tests_and_each_of_them_is_there() throws Exception {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    Matcher named = NAMED.matcher(Files.readString(ROOT.resolve("docs/threats.md")));
    while (named.find()) {
      String source = sources.getOrDefault(named.group(1), "");
      if (!source.contains(" void " + named.group(2) + "(")) {
        missing.add(named.group());
      }
    }
    attacks().stream().filter(row -> !NAMED.matcher(row).find()).forEach(missing::add);
    assertEquals(List.of(), missing);
  }

  @Test
  void every_code_is_one_that_users_can_look_up() throws Exception {
    String errors = Files.readString(ROOT.resolve("docs/errors.md"));
    for (String row : rows()) {
      Matcher code = CODE.matcher(row);
      while (code.find()) {
        assertTrue(errors.contains("| `" + code.group(1) + "` |"), code.group());
      }
    }
  }

  @Test
  void every_row_is_there_or_said_to_be_missing() throws Exception {
    Set<String> expected = new TreeSet<>();
    range(expected, 'A', 1, 15);
    range(expected, 'C', 1, 14);
    range(expected, 'H', 1, 9);
    range(expected, 'S', 1, 10);
    range(expected, 'W', 1, 2);
    Set<String> found = new TreeSet<>();
    attacks().forEach(row -> found.add(row.substring(2, 5)));
    String page = Files.readString(ROOT.resolve("docs/threats.md"));
    String missing = page.substring(page.indexOf("## What is not tried"));
    expected.removeIf(row -> !found.contains(row) && missing.contains(row));
    assertEquals(expected, found);
  }

  private static void range(Set<String> all, char letter, int first, int last) {
    for (int i = first; i <= last; i++) {
      all.add("%c%02d".formatted(letter, i));
    }
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests :
          modules.map(m -> m.resolve("src/test/java")).filter(Files::isDirectory).toList()) {
        try (Stream<Path> files = Files.walk(tests)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
            String name = file.getFileName().toString();
            sources.merge(
                name.substring(0, name.length() - ".java".length()),
                Files.readString(file),
                String::concat);
          }
        }
      }
    }
    return sources;
  }
}
