package org.vouchsafe.attestation.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.signature.VerifyingKey;

/** How parameters are written and read, and which of them are supported. */
final class ParametersForm {
  private static final String PATH = "parameters";
  private static final int MAX_ENTRIES = 256;
  private static final int MAX_NAME = 256;

  private ParametersForm() {}

  static Bytes encode(Parameters p) {
    return Cbor.map()
        .put("v", 1)
        .put("ownerKey", p.ownerKey().spki())
        .put("ownerSealKey", p.ownerSealKey().map(Cbor::of).orElse(Cbor.none()))
        .put("authority", p.authority().toCbor())
        .put("commit", Fields.nameOf(p.commit()))
        .put("reads", Fields.nameOf(p.reads()))
        .put("recipients", p.recipients().toCbor())
        .put("upgrade", p.upgrade().map(ParametersForm::upgrade).orElse(Cbor.none()))
        .put("limits", p.limits().toCbor())
        .put("sessions", p.sessions())
        .put("program", p.program().toCbor())
        .put("arguments", Texts.array(p.arguments()))
        .put("environment", Texts.map(p.environment()))
        .put(
            "entries",
            p.entries().map(names -> Texts.array(List.copyOf(names))).orElse(Cbor.of("any")))
        .encode();
  }

  static Parameters parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, PATH, Parameters.MAX_SIZE);
    fields.version(1);
    Parameters parameters = Measured.read(PATH, () -> read(fields));
    fields.end();
    return parameters;
  }

  private static Parameters read(Fields fields) throws MalformedException {
    return new Parameters(
        VerifyingKey.read(fields, "ownerKey"),
        fields.optionalBytes("ownerSealKey", Parameters.SEAL_KEY_SIZE, Parameters.SEAL_KEY_SIZE),
        FreshnessAuthority.read(fields.fields("authority")),
        fields.choice("commit", Parameters.Commit.class),
        fields.choice("reads", Parameters.Reads.class),
        Recipients.read(fields.fields("recipients")),
        readUpgrade(fields.optionalFields("upgrade")),
        Limits.read(fields.fields("limits")),
        (int) fields.integer("sessions", 1, Parameters.MAX_SESSIONS),
        ProgramRule.read(fields.any("program"), PATH + " > program"),
        Texts.readArguments(fields),
        Texts.readEnvironment(fields),
        readEntries(fields));
  }

  private static Cbor upgrade(Parameters.Upgrade upgrade) {
    return Cbor.map()
        .put("key", upgrade.key().spki())
        .put("minVersion", upgrade.minVersion())
        .build();
  }

  private static Optional<Parameters.Upgrade> readUpgrade(Optional<Fields> found)
      throws MalformedException {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = found.get();
    var upgrade =
        new Parameters.Upgrade(
            VerifyingKey.read(fields, "key"), fields.integer("minVersion", 0, Long.MAX_VALUE));
    fields.end();
    return Optional.of(upgrade);
  }

  private static Optional<SortedSet<String>> readEntries(Fields fields) throws MalformedException {
    if (fields.take("entries", Cbor.of("any"))) {
      return Optional.empty();
    }
    List<String> names = fields.texts("entries", MAX_ENTRIES, MAX_NAME);
    SortedSet<String> sorted = entries(names);
    if (!List.copyOf(sorted).equals(names)) {
      throw new MalformedException(PATH + " > entries", "is not in order, or has a name twice");
    }
    return Optional.of(sorted);
  }

  /** In the order of their UTF-8 bytes, which is the same in every language. */
  static SortedSet<String> entries(Collection<String> names) {
    SortedSet<String> sorted = new TreeSet<>(Comparator.comparing(Bytes::utf8));
    sorted.addAll(names);
    return Collections.unmodifiableSortedSet(sorted);
  }

  static boolean areEntries(SortedSet<String> names) {
    return names.size() <= MAX_ENTRIES
        && names.stream()
            .allMatch(
                name -> !name.isEmpty() && Texts.size(name) <= MAX_NAME && name.indexOf(0) < 0);
  }

  static void requireSupported(Parameters p) throws RefusedException {
    List<Finding> findings = new ArrayList<>();
    notYet(findings, "commit", "none", Fields.nameOf(p.commit()));
    notYet(findings, "reads", "session", Fields.nameOf(p.reads()));
    if (!(p.authority() instanceof FreshnessAuthority.Owner)) {
      notYet(findings, "authority", "owner", "another kind of authority");
    }
    if (p.recipients().sameDevice()
        || p.recipients().byGrant()
        || !p.recipients().listed().isEmpty()) {
      notYet(findings, "recipients", "at most the client", "others beside it");
    }
    if (p.upgrade().isPresent()) {
      notYet(findings, "upgrade", "none", "a signer");
    }
    try {
      p.limits().requireWithin(Limits.MAXIMUM);
    } catch (RefusedException e) {
      findings.addAll(e.findings());
    }
    if (!findings.isEmpty()) {
      throw new RefusedException(findings);
    }
  }

  private static void notYet(List<Finding> findings, String name, String supported, String found) {
    if (!supported.equals(found)) {
      findings.add(new Finding(Code.UNSUPPORTED_VERSION, "parameter " + name, supported, found));
    }
  }
}
