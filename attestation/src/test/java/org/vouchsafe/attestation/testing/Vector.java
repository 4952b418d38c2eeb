package org.vouchsafe.attestation.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;

/** One case of a vector file: what is done with which inputs, and what must come of it. */
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

  public static List<Vector> read(Path file) throws IOException {
    List<Vector> cases = new ArrayList<>();
    for (String block : Files.readString(file).split("\n\n")) {
      List<String> lines = block.lines().filter(line -> !line.startsWith("#")).toList();
      if (!lines.isEmpty()) {
        cases.add(readCase(lines));
      }
    }
    return cases;
  }

  private static Vector readCase(List<String> lines) {
    Map<String, List<String>> inputs = new TreeMap<>();
    Map<String, String> outputs = new TreeMap<>();
    String expected = "";
    for (String line : lines) {
      int colon = line.indexOf(':');
      String key = line.substring(0, colon);
      String value = line.substring(colon + 1).strip();
      if (key.equals("expect")) {
        expected = value;
      } else if (expected.isEmpty()) {
        inputs.computeIfAbsent(key, unused -> new ArrayList<>()).add(value);
      } else {
        outputs.put(key, value);
      }
    }
    return new Vector(
        inputs.get("case").getFirst(), inputs.get("do").getFirst(), inputs, expected, outputs);
  }

  public String text(String key) {
    return inputs.get(key).getFirst();
  }

  public Bytes bytes(String key) {
    return Bytes.fromHex(text(key));
  }

  /** All values of a key that may stand several times or not at all. */
  public Bytes[] all(String key) {
    return inputs.getOrDefault(key, List.of()).stream().map(Bytes::fromHex).toArray(Bytes[]::new);
  }
}
