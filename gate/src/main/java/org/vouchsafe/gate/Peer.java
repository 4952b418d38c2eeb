package org.vouchsafe.gate;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** Who is at the other end of a socket, as the kernel tells it (SO_PEERCRED). */
final class Peer {
  private Peer() {}

  /**
   * The user under which the peer connected or listened.
   *
   * <p>The option is found by its name: module {@code jdk.net}, where its constant lives, is not
   * visible to applications in every server.
   */
  static UserPrincipal userOf(SocketChannel channel) throws IOException {
    for (SocketOption<?> option : channel.supportedOptions()) {
      if (option.name().equals("SO_PEERCRED")) {
        Object credentials = channel.getOption(option);
        try {
          return (UserPrincipal) credentials.getClass().getMethod("user").invoke(credentials);
        } catch (ReflectiveOperationException e) {
          throw new IOException("the peer's credentials cannot be read", e);
        }
      }
    }
    throw new IOException("this platform does not tell who is at the other end of a socket");
  }

  /** The user that this process runs as: the owner of the socket or of its own folder. */
  static UserPrincipal ownerOf(Path file) throws IOException {
    return Files.getOwner(file);
  }
}
