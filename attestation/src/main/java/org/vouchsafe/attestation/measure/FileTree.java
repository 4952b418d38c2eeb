package org.vouchsafe.attestation.measure;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * Files by absolute path. A path has one spelling and no file is another's folder, so that a tree
 * means the same to every reader. Folders are those that the files need.
 */
final class FileTree {
  private static final int MAX_FILES = 65_536;
  private static final int MAX_PATH = 4096;
  private static final int MAX_NAME = 255;

  private FileTree() {}

  /**
   * @throws IllegalArgumentException when a path has another spelling, or is a file and a folder
   */
  static SortedMap<String, Bytes> of(Map<String, Bytes> files) {
    Texts.require(files.size() <= MAX_FILES, "has more than " + MAX_FILES + " files");
    TreeMap<String, Bytes> sorted = new TreeMap<>(files);
    for (String path : files.keySet()) {
      Texts.require(isPath(path), "has a file whose path is not absolute and in plain form");
      // What lies below a folder follows it directly: one look-up a file, however deep they are.
      String below = sorted.ceilingKey(path + "/");
      Texts.require(
          below == null || !below.startsWith(path + "/"), "has a file that is a folder too");
    }
    return Collections.unmodifiableSortedMap(sorted);
  }

  private static boolean isPath(String path) {
    return Texts.size(path) <= MAX_PATH
        && path.startsWith("/")
        && path.indexOf(0) < 0
        && Arrays.stream(path.substring(1).split("/", -1)).allMatch(FileTree::isName);
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && Texts.size(name) <= MAX_NAME;
  }

  static Cbor toCbor(Map<String, Bytes> files) {
    SortedMap<String, Cbor> entries = new TreeMap<>();
    files.forEach((path, content) -> entries.put(path, Cbor.of(content)));
    return new Cbor.Map(entries);
  }

  static Map<String, Bytes> read(Fields fields) throws MalformedException {
    Map<String, Bytes> files = new LinkedHashMap<>();
    for (var entry : fields.map("files", MAX_FILES).entrySet()) {
      if (!(entry.getValue() instanceof Cbor.Blob(Bytes content))) {
        throw new MalformedException(fields.path("files"), "has a content that is not bytes");
      }
      files.put(entry.getKey(), content);
    }
    return files;
  }
}
