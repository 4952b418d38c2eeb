package org.vouchsafe.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What was built and is to be run: the folder of the project after {@code mvn package}.
 *
 * @param root the project's folder
 */
public record Installation(Path root) {

  /**
   * The installation that this class was loaded from, or the one {@code vouchsafe.installation}
   * names.
   */
  public static Installation current() {
    String named = System.getProperty("vouchsafe.installation");
    return new Installation(Path.of(named == null ? "." : named).toAbsolutePath().normalize());
  }

  Path ear() throws LaunchException {
    return existing(root.resolve("ear/target/vouchsafe.ear"));
  }

  Path serverScript() throws LaunchException {
    return existing(root.resolve("ear/src/main/server/vouchsafe.cli"));
  }

  Path lib() throws LaunchException {
    return existing(root.resolve("launcher/target/lib"));
  }

  /**
   * The processor's own program: beside it lies a folder with the few libraries it has, and no
   * others.
   */
  Path processor() throws LaunchException {
    return jar(existing(root.resolve("processor/target")), "processor-");
  }

  /** The one jar in {@link #lib} whose name starts so. */
  Path library(String prefix) throws LaunchException {
    return jar(lib(), prefix);
  }

  private static Path jar(Path folder, String prefix) throws LaunchException {
    try (var jars = Files.newDirectoryStream(folder, prefix + "[0-9]*.jar")) {
      for (Path jar : jars) {
        return jar;
      }
    } catch (IOException e) {
      throw new LaunchException("Cannot read " + folder + ".", e);
    }
    throw new LaunchException(
        "There is no " + prefix + "*.jar in " + folder + ": build the project.");
  }

  /** WildFly's own zip, as Maven fetched it. */
  Path wildflyZip() throws LaunchException {
    Properties found = new Properties();
    try (Reader in =
        Files.newBufferedReader(
            existing(root.resolve("launcher/target/installation.properties")))) {
      found.load(in);
    } catch (IOException e) {
      throw new LaunchException("Cannot read where WildFly's zip is: build the project.", e);
    }
    return existing(Path.of(found.getProperty("wildfly", "")));
  }

  private static Path existing(Path path) throws LaunchException {
    if (!Files.exists(path)) {
      throw new LaunchException(path + " is missing: build the project (mvn package).");
    }
    return path;
  }
}
