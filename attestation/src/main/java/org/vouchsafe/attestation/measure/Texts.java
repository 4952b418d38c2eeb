package org.vouchsafe.attestation.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * Arguments, environment variables and files, as parameters, packages and launches have them. They
 * reach a program as C strings: none contains a NUL.
 */
final class Texts {
  static final int MAX_ARGUMENTS = 1024;
  static final int MAX_VARIABLES = 1024;
  static final int MAX_FILES = 65_536;
  static final int MAX_TEXT = 65_536;
  static final int MAX_PATH = 4096;

  private Texts() {}

  static Cbor array(List<String> texts) {
    return Cbor.array(texts.stream().map(Cbor::of).toList());
  }

  static Cbor map(Map<String, String> texts) {
    TreeMap<String, Cbor> entries = new TreeMap<>();
    texts.forEach((name, value) -> entries.put(name, Cbor.of(value)));
    return new Cbor.Map(entries);
  }

  static Cbor files(Map<String, Bytes> files) {
    TreeMap<String, Cbor> entries = new TreeMap<>();
    files.forEach((path, content) -> entries.put(path, Cbor.of(content)));
    return new Cbor.Map(entries);
  }

  static List<String> arguments(Fields fields) throws MalformedException {
    return fields.texts("arguments", MAX_ARGUMENTS, MAX_TEXT);
  }

  static Map<String, String> environment(Fields fields) throws MalformedException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (var entry : fields.map("environment", MAX_VARIABLES).entrySet()) {
      if (!(entry.getValue() instanceof Cbor.Text(String value))) {
        throw new MalformedException("environment", "has a value that is not text");
      }
      variables.put(entry.getKey(), value);
    }
    return variables;
  }

  static Map<String, Bytes> files(Fields fields) throws MalformedException {
    Map<String, Bytes> files = new LinkedHashMap<>();
    for (var entry : fields.map("files", MAX_FILES).entrySet()) {
      if (!(entry.getValue() instanceof Cbor.Blob(Bytes content))) {
        throw new MalformedException("files", "has a content that is not bytes");
      }
      files.put(entry.getKey(), content);
    }
    return files;
  }
}
