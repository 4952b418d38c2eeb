package org.vouchsafe.client.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.channel.SealedCall;
import org.vouchsafe.client.profile.PrivateFile;

/** A sealed call in two files: the message that anybody may see, and what opens its reply. */
final class SealedFiles {
  private SealedFiles() {}

  static Path secretOf(Path message) {
    return message.resolveSibling(message.getFileName() + ".secret");
  }

  /**
   * @param text write base64url instead of bytes
   */
  static void write(Path file, SealedCall call, boolean text) throws IOException {
    byte[] secret = call.secret();
    try {
      // First, so that no message is ever without it.
      PrivateFile.write(secretOf(file), secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    Bytes message = call.message();
    Files.write(
        file, text ? message.base64Url().getBytes(StandardCharsets.US_ASCII) : message.toArray());
  }

  static SealedCall read(Path file) throws IOException, MalformedException, RefusedException {
    byte[] secret = PrivateFile.read(secretOf(file));
    try {
      return SealedCall.of(content(Files.readAllBytes(file), file.toString()), secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** Bytes, or base64url of them: what is sealed begins with a byte that no text has. */
  static Bytes content(byte[] bytes, String what) throws MalformedException {
    if (bytes.length == 0 || bytes[0] < 0) {
      return Bytes.copyOf(bytes);
    }
    try {
      return Bytes.fromBase64Url(new String(bytes, StandardCharsets.US_ASCII).strip());
    } catch (IllegalArgumentException e) {
      throw new MalformedException(what, "is neither a sealed message nor base64url of one");
    }
  }
}
