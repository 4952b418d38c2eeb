package org.vouchsafe.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The trusted authority of a machine for development: made at the first start, in a folder of its own. It vouches for
 * nothing but the name of this machine's processors, and every certificate it signs says so.
 *
 * @param folder its keys and what it publishes
 */
record DevelopmentAuthority(Path folder) {

  Path publications() {
    return folder.resolve("public");
  }

  /**
   * Enrols the processors that ask, and renews chain, revocation lists and status.
   *
   * @param processors their folders
   */
  Path publish(List<Path> processors) throws IOException {
    return Folders.open(publications());
  }
}
