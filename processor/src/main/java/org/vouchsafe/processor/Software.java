package org.vouchsafe.processor;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.certificate.SoftwareVersion;

/**
 * What this process runs, as it measures itself: its version, and a digest over every file that its
 * classes come from. A software processor's word for itself, and no more than that.
 */
record Software(SoftwareVersion version, Bytes digest) {
  /** Rises when a release closes a hole. */
  static final long SVN = 1;

  static Software measure() throws IOException {
    return new Software(readVersion(), digestOf(System.getProperty("java.class.path", "")));
  }

  private static SoftwareVersion readVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Software.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new IOException("the processor's own version is missing from its jar");
      }
      properties.load(in);
    }
    String version = properties.getProperty("version", "");
    int suffix = version.indexOf('-');
    return new SoftwareVersion(suffix < 0 ? version : version.substring(0, suffix));
  }

  /** Names without folders, so that the same files have the same digest wherever they are. */
  private static Bytes digestOf(String classPath) throws IOException {
    TreeMap<String, Bytes> files = new TreeMap<>();
    for (Path entry : entries(classPath)) {
      if (Files.isDirectory(entry)) {
        try (Stream<Path> tree = Files.walk(entry)) {
          for (Path file : tree.filter(Files::isRegularFile).toList()) {
            files.put(entry.relativize(file).toString(), digestOf(file));
          }
        }
      } else if (Files.isRegularFile(entry)) {
        files.put(String.valueOf(entry.getFileName()), digestOf(entry));
      }
    }
    List<Bytes> parts = new ArrayList<>();
    files.forEach(
        (name, digest) -> {
          parts.add(Bytes.utf8(name));
          parts.add(digest);
        });
    return Lp.sha384("VS-software", parts.toArray(Bytes[]::new));
  }

  /** The class path, with what the manifests of its jars add. */
  private static Set<Path> entries(String classPath) throws IOException {
    Set<Path> entries = new LinkedHashSet<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      entries.add(path);
      if (Files.isRegularFile(path)) {
        try (JarFile jar = new JarFile(path.toFile())) {
          String more =
              jar.getManifest() == null
                  ? null
                  : jar.getManifest().getMainAttributes().getValue("Class-Path");
          for (String name : more == null ? new String[0] : more.split(" ", -1)) {
            entries.add(path.resolveSibling(name));
          }
        }
      }
    }
    return entries;
  }

  private static Bytes digestOf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-384");
      byte[] buffer = new byte[64 << 10];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return Bytes.copyOf(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-384", e);
    }
  }
}
