package org.vouchsafe.attestation.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;

/**
 * One case of a vector file: what is done with which inputs, and what must come of it. {@code base:
 * NAME} takes over another case's inputs, a later {@code key: value} replaces them, and {@code
 * edit: KEY flip INDEX MASK}, {@code edit: KEY cut SIZE} and {@code edit: KEY append HEX} change
 * the bytes of one.
 */
public record Vector(
    String name,
    String operation,
    Map<String, List<String>> inputs,
    String expected,
    Map<String, String> outputs) {
  /** What an operation returns instead of outputs when a check says no without a code. */
  public static final String OUTCOME = "invalid";

  /** One operation of the vectors; throws what it refuses with, returns what it computes. */
  public interface Operation {
    Map<String, String> run(Vector vector) throws MalformedException, RefusedException;
  }

  /** All cases of a file, by name. */
  public static Map<String, Vector> read(Path file) throws IOException {
    Map<String, Vector> cases = new LinkedHashMap<>();
    for (String block : Files.readString(file).split("\n\n")) {
      List<String> lines = block.lines().filter(line -> !line.startsWith("#")).toList();
      if (!lines.isEmpty()) {
        Vector vector = readCase(lines, cases);
        if (cases.put(vector.name, vector) != null) {
          throw new AssertionError("two cases are called " + vector.name);
        }
      }
    }
    return cases;
  }

  /**
   * One block of lines.
   *
   * @param before the cases that {@code base} may name
   */
  public static Vector readCase(List<String> lines, Map<String, Vector> before) {
    Map<String, List<String>> inputs = new TreeMap<>();
    Map<String, List<String>> own = new TreeMap<>();
    Map<String, String> outputs = new TreeMap<>();
    String expected = "";
    for (String line : lines) {
      int colon = line.indexOf(':');
      String key = line.substring(0, colon);
      String value = line.substring(colon + 1).strip();
      if (key.equals("expect")) {
        expected = value;
      } else if (!expected.isEmpty()) {
        outputs.put(key, value);
      } else if (key.equals("base")) {
        inputs.putAll(before.get(value).inputs);
      } else {
        own.computeIfAbsent(key, unused -> new ArrayList<>()).add(value);
      }
    }
    List<String> edits = own.getOrDefault("edit", List.of());
    own.remove("edit");
    inputs.putAll(own);
    edits.forEach(edit -> edit(inputs, edit.split(" ")));
    return new Vector(
        inputs.get("case").getFirst(), inputs.get("do").getFirst(), inputs, expected, outputs);
  }

  private static void edit(Map<String, List<String>> inputs, String[] words) {
    byte[] bytes = Bytes.fromHex(inputs.get(words[0]).getFirst()).toArray();
    Bytes edited =
        switch (words[1]) {
          case "flip" -> {
            bytes[Integer.parseInt(words[2])] ^= (byte) Integer.parseInt(words[3], 16);
            yield Bytes.copyOf(bytes);
          }
          case "cut" -> Bytes.copyOf(bytes).slice(0, Integer.parseInt(words[2]));
          case "append" -> Bytes.concat(Bytes.copyOf(bytes), Bytes.fromHex(words[2]));
          default -> throw new AssertionError("no such edit: " + words[1]);
        };
    inputs.put(words[0], List.of(edited.hex()));
  }

  public String text(String key) {
    return inputs.get(key).getFirst();
  }

  public boolean has(String key) {
    return inputs.containsKey(key);
  }

  public Bytes bytes(String key) {
    return Bytes.fromHex(text(key));
  }

  public long number(String key) {
    return Long.parseLong(text(key));
  }

  /** All values of a key that may stand several times or not at all. */
  public List<String> texts(String key) {
    return inputs.getOrDefault(key, List.of());
  }

  /** The same as bytes. */
  public Bytes[] all(String key) {
    return texts(key).stream().map(Bytes::fromHex).toArray(Bytes[]::new);
  }
}
