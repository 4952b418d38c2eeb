package org.vouchsafe.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The passwords by which the service's own parts know one another: made once, 192 random bits, one
 * file (0600) each.
 */
record Secrets(Path folder) {

  String get(String name) throws IOException {
    Path file = Folders.open(folder).resolve(name);
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Folders.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
    return Files.readString(file).strip();
  }
}
