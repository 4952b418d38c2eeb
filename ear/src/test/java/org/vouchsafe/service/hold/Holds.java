package org.vouchsafe.service.hold;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The test's end of the agent. */
public final class Holds {
  private final Path folder;
  private final Path jar;

  /**
   * Makes the agent's jar.
   *
   * @param folder without blanks in its path, since that goes into an option
   */
  public Holds(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder.toAbsolutePath());
    this.jar = folder.toAbsolutePath().resolve("hold-agent.jar");
    release();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", HoldAgent.class.getName());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> part : List.of(HoldAgent.class, Point.class, Point.At.class)) {
        add(out, part);
      }
      add(out, HoldAgent.class.getName() + "$1");
    }
  }

  private static void add(JarOutputStream out, Class<?> part) throws IOException {
    add(out, part.getName());
  }

  private static void add(JarOutputStream out, String name) throws IOException {
    String entry = name.replace('.', '/') + ".class";
    out.putNextEntry(new JarEntry(entry));
    try (InputStream in =
        Objects.requireNonNull(HoldAgent.class.getClassLoader().getResourceAsStream(entry))) {
      in.transferTo(out);
    }
  }

  /** The JVM's option. */
  public String option() {
    return "-javaagent:" + jar + "=" + folder;
  }

  /** The next thread that comes to the point is held there. */
  public void arm(Point point) throws IOException {
    Files.createFile(folder.resolve(point.name()));
  }

  /** Waits until a thread is held at the point that was armed last. */
  public boolean await(Point point, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (Files.exists(folder.resolve(point.name()))) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }

  /** Whoever is held goes on, and nobody else is held. */
  public void release() throws IOException {
    for (Point point : Point.values()) {
      Files.deleteIfExists(folder.resolve(point.name()));
      Files.deleteIfExists(folder.resolve(point.name() + HoldAgent.REACHED));
    }
  }
}
