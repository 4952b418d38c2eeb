package org.vouchsafe.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.testing.Vector;

/**
 * Writes cases and lets the code say what they give. The files are frozen: this is run to add a
 * case, and its output is read before it is committed.
 */
final class VectorWriter {
  private final List<String> blocks = new ArrayList<>();
  private final Map<String, Vector> written = new LinkedHashMap<>();

  VectorWriter(String about) {
    blocks.add(about.lines().map(line -> "# " + line).reduce((a, b) -> a + "\n" + b).orElse(""));
  }

  /** {@code inputs}: key, value, key, value… */
  void add(String name, String expected, String... inputs) {
    add(name, expected, List.of(), inputs);
  }

  /** The same with edits of what {@code base} or the inputs say. */
  void edited(String name, String expected, String base, String... edits) {
    add(name, expected, List.of(edits), "base", base);
  }

  private void add(String name, String expected, List<String> edits, String... inputs) {
    StringBuilder block = new StringBuilder("case: " + name + "\n");
    for (int i = 0; i < inputs.length; i += 2) {
      block.append(inputs[i]).append(": ").append(inputs[i + 1]).append('\n');
    }
    edits.forEach(edit -> block.append("edit: ").append(edit).append('\n'));
    block.append("expect: ").append(expected).append('\n');
    Vector vector = read(block.toString());
    written.put(name, vector);
    if (expected.equals("ok")) {
      outputs(vector).forEach((key, value) -> block.append(key + ": " + value).append('\n'));
    }
    blocks.add(block.toString().stripTrailing());
  }

  private Vector read(String block) {
    try {
      return Vector.readCase(block.lines().toList(), written);
    } catch (IllegalArgumentException e) {
      throw new AssertionError(block, e);
    }
  }

  private static Map<String, String> outputs(Vector vector) {
    try {
      return VectorOperations.run(vector);
    } catch (MalformedException | RefusedException e) {
      throw new AssertionError(vector.name(), e);
    }
  }

  void write(String file) throws IOException {
    Files.writeString(VectorsTest.FOLDER.resolve(file), String.join("\n\n", blocks) + "\n");
  }

  static String hex(Bytes... records) {
    List<String> all = new ArrayList<>();
    for (Bytes record : records) {
      all.add(record.hex());
    }
    return String.join(" ", all);
  }
}
