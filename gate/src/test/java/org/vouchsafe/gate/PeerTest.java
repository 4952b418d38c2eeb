package org.vouchsafe.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ATTACKS S09: another user's process at the socket. */
@Timeout(60)
class PeerTest {
  /** Connects, sends a call of "areas", and prints how many bytes came back. */
  private static final String CALL =
      """
      use Socket; $SIG{PIPE} = "IGNORE";
      socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die;
      connect($s, sockaddr_un($ARGV[0])) or do { print "no entry"; exit };
      syswrite($s, pack("H*", $ARGV[1]));
      my $all; my $some;
      $all = sysread($s, $some, 65536) || 0;
      print $all > 0 ? "served" : "closed";
      """;

  private static String callAs(int user, Path socket) throws Exception {
    String body = new Frame.Request(1, new Call.Areas()).toCbor().encode().hex();
    String frame = "%08x".formatted(body.length() / 2) + body;
    Process process =
        new ProcessBuilder(
                List.of(
                    "setpriv",
                    "--reuid=" + user,
                    "--clear-groups",
                    "perl",
                    "-e",
                    CALL,
                    socket.toString(),
                    frame))
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Only root can be two users at once; elsewhere the folder's mode is all that can be tested. */
  @Test
  void S09_another_user_is_not_served_even_where_the_files_would_let_it() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to be somebody else");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "needs setpriv");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "needs perl");
    Path folder = Files.createTempDirectory("gate");
    Path socket = folder.resolve("run/g.sock");
    try (GateServer server = GateServer.listen(socket, EchoProcessor::new)) {
      assertEquals("served", callAs(0, socket));
      assertEquals("no entry", callAs(65534, socket));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
      Files.setPosixFilePermissions(
          socket.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
      assertEquals("closed", callAs(65534, socket));
      assertEquals("served", callAs(0, socket));
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(socket.getParent());
      Files.delete(folder);
    }
  }
}
