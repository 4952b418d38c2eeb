package org.vouchsafe.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.authority.EnrolmentDesk;

/**
 * The trusted authority of a machine for development: made at the first start, in a folder of its
 * own. It vouches for nothing but that these are this machine's processors, and every certificate
 * it signs says "development".
 *
 * @param folder its keys, and what it publishes in {@code public}
 */
record DevelopmentAuthority(Path folder) {

  /** A processor's wish to be enrolled, and the answer to it, in the processor's own folder. */
  private static final String REQUEST = "enrolment-request";

  private static final String CHAIN = "chain.pem";

  Path publications() {
    return folder.resolve("public");
  }

  /**
   * What clients and auditors take as the anchor of their trust, handed over by other ways than the
   * service's.
   */
  Path root() {
    return publications().resolve("root.pem");
  }

  /**
   * Enrols the processors that ask, and renews the revocation lists.
   *
   * @param processors their folders
   */
  void publish(List<Path> processors, Clock clock)
      throws IOException, MalformedException, RefusedException {
    SecureRandom random = new SecureRandom();
    Instant now = clock.instant();
    Folders.open(folder);
    EnrolmentDesk desk =
        EnrolmentDesk.exists(folder)
            ? EnrolmentDesk.open(folder, random)
            : EnrolmentDesk.initialise(
                folder, "Vouchsafe development authority", true, now, random);
    for (Path processor : processors) {
      Path request = processor.resolve(REQUEST);
      if (Files.exists(request) && !Files.exists(processor.resolve(CHAIN))) {
        Folders.write(
            processor.resolve(CHAIN), desk.enrol(Bytes.copyOf(Files.readAllBytes(request)), now));
      }
    }
    desk.publish(now);
  }
}
