package org.vouchsafe.host.endorsement;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.host.Settings;

/**
 * The folder in which the authority publishes. Files come and go there at any time, so it is read
 * again after a second; a file that cannot be read is left out, which clients notice.
 */
@ApplicationScoped
public class PublicationFolder {
  private static final Duration KEPT = Duration.ofSeconds(1);
  private static final int MOST_FILES = 16;
  private static final long MAX_FILE = 1 << 20;

  /**
   * What lay there.
   *
   * @param crls DER
   * @param status signed statements
   */
  record Content(List<Bytes> crls, List<Bytes> status, Instant at) {}

  private Settings settings;
  private Clock clock;
  private volatile Content content = new Content(List.of(), List.of(), Instant.MIN);

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected PublicationFolder() {}

  @Inject
  public PublicationFolder(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  Content content() {
    Content last = content;
    if (last.at().equals(Instant.MIN) || clock.instant().isAfter(last.at().plus(KEPT))) {
      last = new Content(files(".crl"), files(".status"), clock.instant());
      content = last;
    }
    return last;
  }

  private List<Bytes> files(String ending) {
    if (settings.authorityPublications().isEmpty()) {
      return List.of();
    }
    List<Bytes> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(settings.authorityPublications().get())) {
      for (Path file :
          files
              .filter(path -> path.toString().endsWith(ending))
              .sorted()
              .limit(MOST_FILES)
              .toList()) {
        if (Files.size(file) <= MAX_FILE) {
          found.add(withoutArmour(Files.readAllBytes(file)));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      System.getLogger(PublicationFolder.class.getName())
          .log(System.Logger.Level.WARNING, "the authority's publications cannot be read", e);
    }
    return List.copyOf(found);
  }

  /** PEM as well as DER: both are usual for revocation lists. */
  private static Bytes withoutArmour(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    if (!text.startsWith("-----BEGIN ")) {
      return Bytes.copyOf(file);
    }
    int from = text.indexOf('\n');
    int to = text.indexOf("-----END ");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("a file is no complete PEM");
    }
    return Bytes.copyOf(Base64.getMimeDecoder().decode(text.substring(from, to)));
  }
}
