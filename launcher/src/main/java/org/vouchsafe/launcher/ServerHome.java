package org.vouchsafe.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * WildFly, unpacked and configured by our script: the part of a server that all instances share and
 * none changes.
 *
 * @param folder {@code jboss.home.dir}
 */
record ServerHome(Path folder) {

  /** What WildFly's own start script opens for it, which we start without that script. */
  private static final List<String> OPENED =
      List.of(
          "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
          "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
          "--add-exports=java.naming/com.sun.jndi.url.ldap=ALL-UNNAMED",
          "--add-exports=java.naming/com.sun.jndi.url.ldaps=ALL-UNNAMED",
          "--add-exports=jdk.naming.dns/com.sun.jndi.dns=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.security=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.management/javax.management=ALL-UNNAMED",
          "--add-opens=java.naming/javax.naming=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED",
          "-Djava.awt.headless=true",
          "-Djboss.modules.system.pkgs=org.jboss.byteman");

  static ServerHome prepare(Installation installation, Cache cache)
      throws IOException, LaunchException, InterruptedException {
    Path zip = installation.wildflyZip();
    Path script = installation.serverScript();
    Path driver = installation.library("postgresql-");
    return new ServerHome(
        cache.get("server", folder -> make(folder, zip, script, driver), zip, script, driver));
  }

  /** The command that starts a program of WildFly's on our own Java. */
  static List<String> command(Path home, List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(OPENED);
    command.addAll(options);
    command.add("-Djboss.home.dir=" + home);
    command.addAll(List.of("-jar", home.resolve("jboss-modules.jar").toString()));
    command.addAll(List.of("-mp", home.resolve("modules").toString(), main));
    command.addAll(List.of(arguments));
    return command;
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void make(Path folder, Path zip, Path script, Path driver)
      throws IOException, LaunchException, InterruptedException {
    unzip(zip, folder);
    Path workplace = Folders.open(folder.resolve("configured"));
    Files.copy(driver, workplace.resolve("postgresql.jar"));
    ProcessBuilder builder =
        new ProcessBuilder(
                command(
                    folder, List.of(), "org.jboss.as.cli", "--file=" + script, "--no-color-output"))
            .directory(workplace.toFile())
            .redirectErrorStream(true);
    builder.environment().put("JBOSS_HOME", folder.toString());
    Process cli = builder.start();
    String said = new String(cli.getInputStream().readAllBytes(), UTF_8);
    if (cli.waitFor() != 0 || !said.contains("The batch executed successfully")) {
      throw new LaunchException("The application server could not be configured:\n" + said);
    }
    Path configuration = folder.resolve("standalone/configuration");
    Files.move(configuration.resolve("standalone-full.xml"), workplace.resolve("vouchsafe.xml"));
    Files.copy(
        configuration.resolve("logging.properties"), workplace.resolve("logging.properties"));
    Files.delete(workplace.resolve("postgresql.jar"));
    Folders.remove(folder.resolve("standalone"));
  }

  /** The folder with the configuration from which every start begins. */
  Path configuration() {
    return folder.resolve("configured");
  }

  private static void unzip(Path zip, Path folder) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        // Everything is in one folder, named after the release: we want what is in it.
        Path inside = Path.of(entry.getName());
        if (inside.getNameCount() < 2) {
          continue;
        }
        Path target =
            folder.resolve(inside.subpath(1, inside.getNameCount()).toString()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("The zip names a file outside its own folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.resolveSibling("."));
          try (InputStream in = file.getInputStream(entry)) {
            Files.copy(in, target);
          }
        }
      }
    }
  }
}
