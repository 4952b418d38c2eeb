package org.vouchsafe.host.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.vouchsafe.host.Settings;
import org.vouchsafe.host.broker.AfterCommit;

/** The file that hands the first operator's one-time password to whoever runs the service. */
@ApplicationScoped
public class FirstOperatorFile {
  static final String USER = "operator";
  private static final String NAME = "first-operator";

  private Settings settings;
  private AfterCommit afterCommit;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected FirstOperatorFile() {}

  @Inject
  public FirstOperatorFile(Settings settings, AfterCommit afterCommit) {
    this.settings = settings;
    this.afterCommit = afterCommit;
  }

  /**
   * Two lines, {@code user} and {@code password}, for nobody's eyes but the owner's.
   *
   * @throws IllegalStateException when {@code vouchsafe.data} is not set
   */
  void write(String password) {
    Path folder =
        settings
            .data()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "vouchsafe.data must name the server's folder: the first operator's"
                            + " password is written there"));
    try {
      Files.createDirectories(folder);
      Path part = folder.resolve(NAME + ".part");
      Files.deleteIfExists(part);
      // The mode comes with the file: there is no moment in which others can read it.
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(part, USER + "\n" + password + "\n", StandardCharsets.UTF_8);
      Files.move(
          part,
          folder.resolve(NAME),
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("the first operator's password could not be written", e);
    }
  }

  /** The password in it is void, once this is committed. */
  void remove(String user) {
    if (!user.equals(USER) || settings.data().isEmpty()) {
      return;
    }
    Path file = settings.data().get().resolve(NAME);
    afterCommit.execute(
        () -> {
          try {
            Files.deleteIfExists(file);
          } catch (IOException e) {
            System.getLogger(FirstOperatorFile.class.getName())
                .log(System.Logger.Level.WARNING, "a void one-time password was not removed", e);
          }
        });
  }
}
