package org.vouchsafe.client.policy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Platform;
import org.vouchsafe.attestation.certificate.SoftwareVersion;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.attestation.verify.Policy;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.profile.Pem;
import org.vouchsafe.client.service.Pin;
import org.vouchsafe.client.yaml.YamlMap;

/**
 * A policy in YAML ({@code docs/policy.md}). Every key must be there, except those that accept
 * more: leaving out {@code accept-unprotected-development-processor} refuses such processors, and
 * leaving out {@code reference-values} accepts nothing but what a command names.
 */
public final class PolicyFile {
  private static final int DIGEST_HEX = 96;

  private final Policy.Builder accepted;
  private final List<AuditorServer> auditorServers;
  private final Optional<ReferenceValues> referenceValues;

  private PolicyFile(
      Policy.Builder accepted,
      List<AuditorServer> auditorServers,
      Optional<ReferenceValues> referenceValues) {
    this.accepted = accepted;
    this.auditorServers = List.copyOf(auditorServers);
    this.referenceValues = referenceValues;
  }

  /** Files that the policy names are looked for in its own folder. */
  public static PolicyFile load(Path file) throws IOException, MalformedException {
    Path folder = file.toAbsolutePath().getParent();
    return parse(
        Files.readString(file),
        String.valueOf(file.getFileName()),
        folder == null ? Path.of("") : folder);
  }

  static PolicyFile parse(String text, String file, Path folder)
      throws IOException, MalformedException {
    YamlMap map = YamlMap.parse(text, file);
    Policy.Builder builder = Policy.builder();
    for (YamlMap anchor : map.maps("anchors")) {
      anchor(anchor, builder, folder);
    }
    platforms(map, builder);
    builder.minimumVersion(version(map));
    builder.minimumSvn(map.integer("minimum-svn", 0, Integer.MAX_VALUE));
    builder.maxStatusAge(duration(map, "status-max-age"));
    builder.clockSkew(duration(map, "clock-skew"));
    List<AuditorServer> servers = new ArrayList<>();
    audit(map.map("audit"), builder, servers, folder);
    Optional<ReferenceValues> references =
        map.has("reference-values") ? references(map) : Optional.empty();
    map.end();
    PolicyFile policy = new PolicyFile(builder, servers, references);
    policy.requireComplete(map);
    return policy;
  }

  /** What the file itself names as acceptable environments; often nothing. */
  public Optional<ReferenceValues> referenceValues() {
    return referenceValues;
  }

  /** Where the auditors of this policy can be asked; often nowhere. */
  public List<AuditorServer> auditorServers() {
    return auditorServers;
  }

  /** The policy for one verification. */
  public Policy expecting(ReferenceValues values) {
    return accepted.build().toBuilder().referenceValues(values).build();
  }

  private void requireComplete(YamlMap map) throws MalformedException {
    try {
      accepted.referenceValues(ReferenceValues.of(new ActivationStateId(ZEROS))).build();
    } catch (IllegalStateException e) {
      throw map.wrong("policy", String.valueOf(e.getMessage()));
    }
  }

  // Stands for "some identifier" while the rest is checked; expecting() replaces it.
  private static final Bytes ZEROS = Bytes.copyOf(new byte[DIGEST_HEX / 2]);

  private static void anchor(YamlMap map, Policy.Builder builder, Path folder)
      throws IOException, MalformedException {
    if (map.has("processor")) {
      builder.processor(new KeyId(digest(map, "processor")));
    } else {
      String key = "authority";
      try {
        builder.root(certificate(map, key, folder));
      } catch (RefusedException e) {
        throw map.wrong(key, "is not the certificate of a root authority");
      }
    }
    map.end();
  }

  private static Bytes certificate(YamlMap map, String key, Path folder)
      throws IOException, MalformedException {
    Path file = folder.resolve(map.text(key));
    var ders = Pem.read(Pem.CERTIFICATE, Files.readString(file), file.toString());
    if (ders.size() != 1) {
      throw map.wrong(key, "names a file with more than one certificate");
    }
    return ders.get(0);
  }

  private static void platforms(YamlMap map, Policy.Builder builder) throws MalformedException {
    for (String name : map.texts("platforms")) {
      try {
        builder.platform(new Platform(name));
      } catch (IllegalArgumentException e) {
        throw map.wrong("platforms", "has an item that is no platform: " + e.getMessage());
      }
    }
    String unprotected = "accept-unprotected-development-processor";
    if (map.has(unprotected) && map.bool(unprotected)) {
      builder.acceptUnprotectedDevelopmentProcessor();
    }
  }

  private static SoftwareVersion version(YamlMap map) throws MalformedException {
    try {
      return new SoftwareVersion(map.text("minimum-version"));
    } catch (IllegalArgumentException e) {
      throw map.wrong("minimum-version", "is not a version such as 0.1.0");
    }
  }

  private static void audit(
      YamlMap map, Policy.Builder builder, List<AuditorServer> servers, Path folder)
      throws IOException, MalformedException {
    switch (map.text("mode")) {
      case "required" ->
          builder.requireAudit((int) map.integer("level", 0, 9), duration(map, "status-max-age"));
      case "optional" -> builder.auditOptional(duration(map, "status-max-age"));
      case "ignored" -> {
        builder.ignoreAudits(map.text("reason"));
        map.end();
        return;
      }
      default -> throw map.wrong("mode", "is not required, optional or ignored");
    }
    for (YamlMap auditor : map.maps("auditors")) {
      if (auditor.has("key")) {
        builder.auditor(IdentityFile.readPublic(folder.resolve(auditor.text("key"))));
      } else {
        try {
          builder.auditorRoot(certificate(auditor, "authority", folder));
        } catch (RefusedException e) {
          throw auditor.wrong("authority", "is not the certificate of a root authority");
        }
      }
      if (auditor.has("url")) {
        servers.add(server(auditor));
      }
      auditor.end();
    }
    map.end();
  }

  private static AuditorServer server(YamlMap auditor) throws MalformedException {
    String url = auditor.text("url");
    String pin = auditor.text("pin");
    Pin known;
    try {
      known = Pin.parse(pin);
    } catch (IllegalArgumentException e) {
      throw auditor.wrong("pin", "is not sha256: and 64 hexadecimal digits");
    }
    try {
      return new AuditorServer(URI.create(url), known);
    } catch (IllegalArgumentException e) {
      throw auditor.wrong("url", "is not https://HOST:PORT");
    }
  }

  private static Optional<ReferenceValues> references(YamlMap map) throws MalformedException {
    ReferenceValues.Builder builder = ReferenceValues.builder();
    boolean any = false;
    for (YamlMap reference : map.maps("reference-values")) {
      if (reference.has("activation-state")) {
        builder.activationState(new ActivationStateId(digest(reference, "activation-state")));
      } else {
        KeyId signer = new KeyId(digest(reference, "program-signer"));
        builder.signer(
            Loader.STANDARD_1, signer, reference.integer("minimum-version", 0, Long.MAX_VALUE));
      }
      reference.end();
      any = true;
    }
    return any ? Optional.of(builder.build()) : Optional.empty();
  }

  private static Bytes digest(YamlMap map, String key) throws MalformedException {
    String text = map.text(key);
    if (!text.matches("[0-9a-f]{" + DIGEST_HEX + "}")) {
      throw map.wrong(key, "is not " + DIGEST_HEX + " hexadecimal digits");
    }
    return Bytes.fromHex(text);
  }

  private static Duration duration(YamlMap map, String key) throws MalformedException {
    String text = map.text(key);
    if (text.matches("[1-9][0-9]{0,5}[smhd]")) {
      long number = Long.parseLong(text.substring(0, text.length() - 1));
      return switch (text.charAt(text.length() - 1)) {
        case 's' -> Duration.ofSeconds(number);
        case 'm' -> Duration.ofMinutes(number);
        case 'h' -> Duration.ofHours(number);
        default -> Duration.ofDays(number);
      };
    }
    throw map.wrong(key, "is not a time such as 90s, 15m, 12h or 7d");
  }
}
