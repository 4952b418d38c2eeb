package org.vouchsafe.client.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * The highest number that was seen of each issuer's revocation lists and statements, so that nobody
 * can show this client an older one later.
 */
public final class StatusNumbers {
  private static final int MAX_SIZE = 1 << 20;
  private static final int MAX_ISSUERS = 4096;

  private final Path file;

  StatusNumbers(Path file) {
    this.file = file;
  }

  public Map<String, Long> read() throws IOException {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      Fields fields =
          Fields.decode(Bytes.copyOf(PrivateFile.read(file)), "status numbers", MAX_SIZE);
      fields.version(1);
      Map<String, Long> numbers = new HashMap<>();
      for (var entry : fields.map("numbers", MAX_ISSUERS).entrySet()) {
        if (!(entry.getValue() instanceof Cbor.Int(long number))) {
          throw new MalformedException("status numbers", "have one that is no number");
        }
        numbers.put(entry.getKey(), number);
      }
      fields.end();
      return numbers;
    } catch (MalformedException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Keeps the higher of what is stored and what is given. */
  public synchronized void raise(Map<String, Long> seen) throws IOException {
    Map<String, Long> before = read();
    Map<String, Long> numbers = new HashMap<>(before);
    seen.forEach((issuer, number) -> numbers.merge(issuer, number, Math::max));
    if (numbers.equals(before)) {
      return;
    }
    Cbor.MapBuilder map = Cbor.map();
    numbers.forEach(map::put);
    PrivateFile.write(file, Cbor.map().put("v", 1).put("numbers", map.build()).encode().toArray());
  }
}
