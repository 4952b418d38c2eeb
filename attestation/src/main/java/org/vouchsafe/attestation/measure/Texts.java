package org.vouchsafe.attestation.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * Arguments and environment variables, as parameters, packages and launches have them. They reach a
 * program as C strings: none contains a NUL, and no name an equals sign. Messages name no value,
 * for a launch's are secret.
 */
final class Texts {
  private static final int MAX_ARGUMENTS = 1024;
  private static final int MAX_VARIABLES = 1024;
  private static final int MAX_TEXT = 65_536;

  private Texts() {}

  /**
   * @throws IllegalArgumentException when they could not be given to a program as they are
   */
  static List<String> arguments(List<String> arguments) {
    require(arguments.size() <= MAX_ARGUMENTS, "has more than " + MAX_ARGUMENTS + " arguments");
    for (String argument : arguments) {
      require(isText(argument), "has an argument with a NUL or more than " + MAX_TEXT + " bytes");
    }
    return List.copyOf(arguments);
  }

  /**
   * @throws IllegalArgumentException when they could not be given to a program as they are
   */
  static SortedMap<String, String> environment(Map<String, String> variables) {
    require(variables.size() <= MAX_VARIABLES, "has more than " + MAX_VARIABLES + " variables");
    variables.forEach(
        (name, value) -> {
          require(
              isText(name) && !name.isEmpty() && name.indexOf('=') < 0,
              "has a variable whose name is empty, or contains = or NUL");
          require(isText(value), "has a variable with a NUL or more than " + MAX_TEXT + " bytes");
        });
    return Collections.unmodifiableSortedMap(new TreeMap<>(variables));
  }

  private static boolean isText(String text) {
    return size(text) <= MAX_TEXT && text.indexOf(0) < 0;
  }

  /** In bytes of UTF-8, as every implementation counts them. */
  static int size(String text) {
    return Bytes.utf8(text).size();
  }

  static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }

  static Cbor array(List<String> texts) {
    return Cbor.array(texts.stream().map(Cbor::of).toList());
  }

  static Cbor map(Map<String, String> texts) {
    SortedMap<String, Cbor> entries = new TreeMap<>();
    texts.forEach((name, value) -> entries.put(name, Cbor.of(value)));
    return new Cbor.Map(entries);
  }

  static List<String> readArguments(Fields fields) throws MalformedException {
    return fields.texts("arguments", MAX_ARGUMENTS, MAX_TEXT);
  }

  static Map<String, String> readEnvironment(Fields fields) throws MalformedException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (var entry : fields.map("environment", MAX_VARIABLES).entrySet()) {
      if (!(entry.getValue() instanceof Cbor.Text(String value))) {
        throw new MalformedException(fields.path("environment"), "has a value that is not text");
      }
      variables.put(entry.getKey(), value);
    }
    return variables;
  }
}
