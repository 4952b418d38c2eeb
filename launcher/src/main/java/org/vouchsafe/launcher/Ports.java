package org.vouchsafe.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/** TCP ports on the loopback address. */
final class Ports {
  private Ports() {}

  /** A port that nobody listens on now. */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Makes sure that a port can be had.
   *
   * @param port 0 for any
   * @param setting the environment variable that chooses another one
   * @return the port itself, or a free one for 0
   */
  static int require(int port, String what, String setting) throws IOException, LaunchException {
    if (port == 0) {
      return free();
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return port;
    } catch (IOException e) {
      throw new LaunchException(
          "Port %d (%s) is in use by %s. End it, or choose another port: %s=%d ./vouchsafe up"
              .formatted(port, what, holder(port), setting, port + 1),
          e);
    }
  }

  /** Who listens there, as far as this user may know. */
  private static String holder(int port) {
    try {
      Process ss =
          new ProcessBuilder("ss", "-H", "-ltnp", "sport = :" + port)
              .redirectErrorStream(true)
              .start();
      String text = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int users = text.indexOf("users:((");
      if (users >= 0) {
        String[] fields = text.substring(users + 8).split("[,)]", -1);
        return "the process " + fields[0] + " (" + fields[1].replace("pid=", "pid ") + ")";
      }
    } catch (IOException | ArrayIndexOutOfBoundsException e) {
      // Not every machine has the tool; the port is taken all the same.
    }
    return "another process";
  }
}
