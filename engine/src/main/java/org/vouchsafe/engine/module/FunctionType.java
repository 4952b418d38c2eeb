package org.vouchsafe.engine.module;

import java.util.List;

/** What a function takes and gives. */
public record FunctionType(List<ValueType> parameters, List<ValueType> results)
    implements ExternType {
  public FunctionType {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }

  /** Whether the engine compiles what has it. */
  boolean isSupported() {
    return parameters.stream().allMatch(ValueType::isSupported)
        && results.stream().allMatch(ValueType::isSupported);
  }

  static FunctionType ofLetters(String letters) {
    int colon = letters.indexOf(':');
    return new FunctionType(
        types(letters.substring(0, colon)), types(letters.substring(colon + 1)));
  }

  private static List<ValueType> types(String letters) {
    return letters.chars().mapToObj(ValueType::ofLetter).toList();
  }
}
