package org.vouchsafe.client.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.client.profile.PrivateFile;

/**
 * What a desk has issued and what it has taken back, and the number of its last statement. Numbers
 * rise over all statements of the desk, so they rise for each subject.
 */
record Register(long number, List<Entry> entries) {
  private static final int MAX_SIZE = 16 << 20;
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_CERTIFICATE = 16 << 10;

  /**
   * @param certificate DER
   * @param ended when it was revoked or withdrawn
   */
  record Entry(Bytes certificate, Optional<Instant> ended) {}

  Register {
    entries = List.copyOf(entries);
  }

  static Register empty() {
    return new Register(0, List.of());
  }

  static Register load(Path file) throws IOException {
    if (!Files.exists(file)) {
      return empty();
    }
    try {
      return parse(Bytes.copyOf(PrivateFile.read(file)));
    } catch (MalformedException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  void save(Path file) throws IOException {
    PrivateFile.write(file, encode().toArray());
  }

  Register nextNumber() {
    return new Register(number + 1, entries);
  }

  Register with(Bytes certificate) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(certificate, Optional.empty()));
    return new Register(number, more);
  }

  /** What was ended before keeps its date. */
  Register ending(Bytes certificate, Instant when) {
    return new Register(
        number,
        entries.stream()
            .map(
                entry ->
                    entry.certificate.equals(certificate) && entry.ended.isEmpty()
                        ? new Entry(certificate, Optional.of(when))
                        : entry)
            .toList());
  }

  private Bytes encode() {
    List<Cbor> items = new ArrayList<>();
    for (Entry entry : entries) {
      items.add(
          Cbor.map()
              .put("certificate", entry.certificate)
              .put("ended", entry.ended.map(at -> Cbor.of(at.getEpochSecond())).orElse(Cbor.none()))
              .build());
    }
    return Cbor.map().put("v", 1).put("number", number).put("entries", Cbor.array(items)).encode();
  }

  private static Register parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, "register", MAX_SIZE);
    fields.version(1);
    long number = fields.integer("number", 0, Long.MAX_VALUE - 1);
    List<Entry> entries = new ArrayList<>();
    for (Cbor item : fields.array("entries", MAX_ENTRIES)) {
      Fields entry = Fields.of(item, "register > entry");
      Bytes certificate = entry.bytes("certificate", 1, MAX_CERTIFICATE);
      Optional<Instant> ended =
          switch (entry.any("ended")) {
            case Cbor.None none -> Optional.empty();
            case Cbor.Int(long second) -> Optional.of(Instant.ofEpochSecond(second));
            default -> throw new MalformedException("register > ended", "is no time");
          };
      entry.end();
      entries.add(new Entry(certificate, ended));
    }
    fields.end();
    return new Register(number, entries);
  }
}
