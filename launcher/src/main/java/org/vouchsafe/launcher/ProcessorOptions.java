package org.vouchsafe.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * How a processor's JVM is started: nothing it holds may be dumped, attached to or written
 * anywhere. The processor itself says how, in a file of its jar.
 */
final class ProcessorOptions {
  private static final String FILE = "org/vouchsafe/processor/jvm-flags";

  private ProcessorOptions() {}

  static List<String> of(Path processorJar) throws IOException {
    try (JarFile jar = new JarFile(processorJar.toFile())) {
      ZipEntry entry = jar.getEntry(FILE);
      if (entry == null) {
        throw new IOException(processorJar + " does not say how it is to be started");
      }
      try (InputStream in = jar.getInputStream(entry)) {
        return new String(in.readAllBytes(), UTF_8)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
      }
    }
  }
}
