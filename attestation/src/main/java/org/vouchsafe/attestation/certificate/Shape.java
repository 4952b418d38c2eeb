package org.vouchsafe.attestation.certificate;

import java.util.Optional;
import java.util.regex.Pattern;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.measure.FreshnessAuthority;
import org.vouchsafe.attestation.measure.Lineage;

/** Shapes that several structures of this package share: checked when made and when read. */
final class Shape {
  private static final Pattern URI = Pattern.compile("https?://[!-~]+");

  private Shape() {}

  static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }

  static void size(String what, Bytes value, int size) {
    require(value.size() == size, "the " + what + " has " + size + " bytes");
  }

  static void range(String what, long value, long min, long max) {
    require(value >= min && value <= max, "the " + what + " is from " + min + " to " + max);
  }

  /** Printable ASCII, so that a text cannot drive the terminal that it is printed on. */
  static void text(String what, String value, int maxSize) {
    require(
        !value.isEmpty()
            && value.length() <= maxSize
            && value.chars().allMatch(c -> c >= ' ' && c <= '~'),
        "the " + what + " has 1 to " + maxSize + " characters of printable ASCII");
  }

  static void uri(String what, String value, int maxSize) {
    require(
        value.length() <= maxSize && URI.matcher(value).matches(),
        "the " + what + " is an http or https URI of at most " + maxSize + " characters");
  }

  /** Before the owner's claim there is no lineage, no head and no epoch; after it there are. */
  static void holding(
      AreaState state, Optional<Lineage> lineage, long epoch, long seq, Optional<Bytes> head) {
    boolean holds = state == AreaState.HOLDER;
    require(
        lineage.isPresent() == holds && head.isPresent() == holds,
        "lineage and head are there exactly when the area holds a state");
    require(
        holds ? epoch >= 1 && seq >= 0 : epoch == 0 && seq == 0,
        "epoch and seq are 0 exactly when the area holds no state");
    head.ifPresent(value -> size("head", value, EvidenceClaims.DIGEST_SIZE));
  }

  /** Only a claimed area takes a program, and a program comes with its launch. */
  static void program(AreaState state, Optional<Bytes> programDigest, Optional<Bytes> launch) {
    require(
        programDigest.isPresent() == launch.isPresent(),
        "program and launch digest are both there or neither is");
    require(
        programDigest.isEmpty() || state == AreaState.HOLDER, "only a claimed area has a program");
    programDigest.ifPresent(value -> size("program digest", value, EvidenceClaims.DIGEST_SIZE));
    launch.ifPresent(value -> size("launch digest", value, EvidenceClaims.DIGEST_SIZE));
  }

  static Cbor orNone(Optional<Bytes> value) {
    return value.map(Cbor::of).orElse(Cbor.none());
  }

  static Optional<Bytes> digest(Fields fields, String key) throws MalformedException {
    return fields.optionalBytes(key, EvidenceClaims.DIGEST_SIZE, EvidenceClaims.DIGEST_SIZE);
  }

  static Optional<FreshnessAuthority> authority(Fields fields, String key)
      throws MalformedException {
    Optional<Fields> found = fields.optionalFields(key);
    return found.isEmpty() ? Optional.empty() : Optional.of(FreshnessAuthority.read(found.get()));
  }

  static Platform platform(Fields fields, String path) throws MalformedException {
    String name = fields.text("platform", 32);
    return make(path + " > platform", () -> new Platform(name));
  }

  static DeviceId deviceId(Fields fields, String path) throws MalformedException {
    return new DeviceId(fields.bytes("deviceId", DeviceId.MIN_SIZE, DeviceId.MAX_SIZE));
  }

  static SoftwareVersion version(Fields fields, String key, String path) throws MalformedException {
    String text = fields.text(key, 40);
    return make(path + " > " + key, () -> new SoftwareVersion(text));
  }

  static void constant(Fields fields, String key, Cbor expected, String path)
      throws MalformedException {
    if (!fields.take(key, expected)) {
      throw new MalformedException(path + " > " + key, "is not the one value that it may have");
    }
  }

  /** Makes a value whose constructor states its own shape; a violation is malformed input. */
  static <T> T make(String path, Maker<T> maker) throws MalformedException {
    try {
      return maker.make();
    } catch (IllegalArgumentException e) {
      throw new MalformedException(path, "breaks a rule: " + e.getMessage());
    }
  }

  /** Reads fields and makes a value of them. */
  @FunctionalInterface
  interface Maker<T> {
    T make() throws MalformedException;
  }
}
