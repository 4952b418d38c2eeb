package org.vouchsafe.client.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.MalformedException;

/**
 * Where profiles lie: {@code $VOUCHSAFE_CONFIG}, or {@code vouchsafe} in {@code $XDG_CONFIG_HOME},
 * or {@code ~/.config/vouchsafe}. The profile NAME is the file {@code NAME.yaml} in it.
 */
public record ConfigFolder(Path path) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  /**
   * @param environment the process's environment variables
   * @param home the user's home folder
   */
  public static ConfigFolder locate(Map<String, String> environment, Path home) {
    String own = environment.get("VOUCHSAFE_CONFIG");
    if (isSet(own)) {
      return new ConfigFolder(Path.of(own).toAbsolutePath());
    }
    String xdg = environment.get("XDG_CONFIG_HOME");
    Path base = isSet(xdg) ? Path.of(xdg) : home.resolve(".config");
    return new ConfigFolder(base.resolve("vouchsafe").toAbsolutePath());
  }

  private static boolean isSet(@Nullable String value) {
    return value != null && !value.isEmpty();
  }

  public boolean has(String name) {
    return isName(name) && Files.isRegularFile(file(name));
  }

  public Profile load(String name) throws IOException, MalformedException {
    if (!has(name)) {
      throw new IOException(
          "There is no profile \""
              + name
              + "\" in "
              + path
              + ". Make one with: vouchsafe profile add --name "
              + name
              + " --url https://HOST:PORT --pin sha256:…");
    }
    return Profile.parse(
        new String(PrivateFile.read(file(name)), StandardCharsets.UTF_8), name + ".yaml", path);
  }

  public void save(String name, Profile profile) throws IOException {
    PrivateFile.write(file(name), profile.yaml().getBytes(StandardCharsets.UTF_8));
  }

  /** Names of all profiles, sorted. */
  public List<String> names() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> name.substring(0, name.length() - ".yaml".length()))
          .filter(this::looksLikeProfile)
          .sorted()
          .toList();
    }
  }

  /** Policies lie in the same folder. */
  private boolean looksLikeProfile(String name) {
    try {
      return has(name) && !load(name).url().toString().isEmpty();
    } catch (IOException | MalformedException e) {
      return false;
    }
  }

  /** What was seen of the environments of a profile. */
  public EnvironmentRecords records(String name) {
    return new EnvironmentRecords(path.resolve(checked(name) + ".environments"));
  }

  /** The numbers that this profile has seen. */
  public StatusNumbers statusNumbers(String name) {
    return new StatusNumbers(path.resolve(checked(name) + ".status"));
  }

  private Path file(String name) {
    return path.resolve(checked(name) + ".yaml");
  }

  private static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  private static String checked(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "a profile's name is up to 64 letters, digits, dots, dashes and underscores");
    }
    return name;
  }
}
