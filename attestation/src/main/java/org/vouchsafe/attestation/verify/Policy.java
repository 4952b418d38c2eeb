package org.vouchsafe.attestation.verify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditClaims;
import org.vouchsafe.attestation.certificate.Certificate;
import org.vouchsafe.attestation.certificate.Platform;
import org.vouchsafe.attestation.certificate.Role;
import org.vouchsafe.attestation.certificate.SoftwareVersion;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * What a client accepts. Everything that is accepted was named: there is no default that lets
 * something pass, and {@link Builder#build} refuses a policy in which something is left open.
 * Immutable.
 */
public final class Policy {
  /** What is asked of audits. */
  sealed interface AuditRule {}

  /** One good audit of at least this level, with a status of at most this age. */
  record Required(int level, Duration maxStatusAge) implements AuditRule {}

  /** An audit may be missing; one that is presented must be good. */
  record Voluntary(Duration maxStatusAge) implements AuditRule {}

  /** Audits are not looked at, and the result says so. */
  record Ignored(String reason) implements AuditRule {}

  private final List<Certificate> roots;
  private final Set<KeyId> processors;
  private final Set<Platform> platforms;
  private final SoftwareVersion minimumVersion;
  private final long minimumSvn;
  private final Duration maxStatusAge;
  private final Duration clockSkew;
  private final AuditRule auditRule;
  private final List<VerifyingKey> auditors;
  private final List<Certificate> auditorRoots;
  private final Map<String, Long> highestNumbers;
  private final ReferenceValues referenceValues;

  private Policy(Builder builder) {
    this.roots = List.copyOf(builder.roots);
    this.processors = Set.copyOf(builder.processors);
    this.platforms = Set.copyOf(builder.platforms);
    this.minimumVersion = required(builder.minimumVersion, "a minimum software version");
    this.minimumSvn = required(builder.minimumSvn, "a minimum security version number");
    this.maxStatusAge = required(builder.maxStatusAge, "a maximum age of revocation status");
    this.clockSkew = builder.clockSkew;
    this.auditRule = required(builder.auditRule, "a rule for audits");
    this.auditors = List.copyOf(builder.auditors);
    this.auditorRoots = List.copyOf(builder.auditorRoots);
    this.highestNumbers = Map.copyOf(builder.highestNumbers);
    this.referenceValues = required(builder.referenceValues, "reference values");
    require(!roots.isEmpty() || !processors.isEmpty(), "a trust anchor");
    require(!platforms.isEmpty(), "a platform that it accepts");
    require(
        auditRule instanceof Ignored || !auditors.isEmpty() || !auditorRoots.isEmpty(),
        "an auditor, or the explicit wish to ignore audits");
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The same policy for another environment. */
  public Policy expecting(ReferenceValues values) {
    return toBuilder().referenceValues(values).build();
  }

  /** The same policy with what has been seen since. */
  public Policy withHighestNumbers(Map<String, Long> numbers) {
    return toBuilder().highestNumbers(numbers).build();
  }

  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.roots.addAll(roots);
    builder.processors.addAll(processors);
    builder.platforms.addAll(platforms);
    builder.minimumVersion = Optional.of(minimumVersion);
    builder.minimumSvn = Optional.of(minimumSvn);
    builder.maxStatusAge = Optional.of(maxStatusAge);
    builder.clockSkew = clockSkew;
    builder.auditRule = Optional.of(auditRule);
    builder.auditors.addAll(auditors);
    builder.auditorRoots.addAll(auditorRoots);
    builder.highestNumbers.putAll(highestNumbers);
    builder.referenceValues = Optional.of(referenceValues);
    return builder;
  }

  List<Certificate> roots() {
    return roots;
  }

  Set<KeyId> processors() {
    return processors;
  }

  Set<Platform> platforms() {
    return platforms;
  }

  SoftwareVersion minimumVersion() {
    return minimumVersion;
  }

  long minimumSvn() {
    return minimumSvn;
  }

  Duration maxStatusAge() {
    return maxStatusAge;
  }

  Duration clockSkew() {
    return clockSkew;
  }

  AuditRule auditRule() {
    return auditRule;
  }

  List<VerifyingKey> auditors() {
    return auditors;
  }

  List<Certificate> auditorRoots() {
    return auditorRoots;
  }

  Map<String, Long> highestNumbers() {
    return highestNumbers;
  }

  ReferenceValues referenceValues() {
    return referenceValues;
  }

  private static <T> T required(Optional<T> value, String what) {
    return value.orElseThrow(() -> new IllegalStateException("a policy needs " + what));
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("a policy needs " + what);
    }
  }

  /** Collects what is accepted. */
  public static final class Builder {
    private final List<Certificate> roots = new ArrayList<>();
    private final Set<KeyId> processors = new HashSet<>();
    private final Set<Platform> platforms = new HashSet<>();
    private final List<VerifyingKey> auditors = new ArrayList<>();
    private final List<Certificate> auditorRoots = new ArrayList<>();
    private final Map<String, Long> highestNumbers = new HashMap<>();
    private Optional<SoftwareVersion> minimumVersion = Optional.empty();
    private Optional<Long> minimumSvn = Optional.empty();
    private Optional<Duration> maxStatusAge = Optional.empty();
    private Optional<AuditRule> auditRule = Optional.empty();
    private Optional<ReferenceValues> referenceValues = Optional.empty();
    private Duration clockSkew = Duration.ofMinutes(2);

    private Builder() {}

    /** Trust anchor: a root authority, DER. Repeatable. */
    public Builder root(Bytes der) throws MalformedException, RefusedException {
      roots.add(Certificate.parse(der, Role.AUTHORITY));
      return this;
    }

    /** Trust anchor: one processor key known beforehand. Repeatable. */
    public Builder processor(KeyId key) {
      processors.add(key);
      return this;
    }

    /** A hardware platform. Repeatable. */
    public Builder platform(Platform platform) {
      if (platform.equals(Platform.SOFTWARE)) {
        throw new IllegalArgumentException(
            "a software processor protects nothing: acceptUnprotectedDevelopmentProcessor()");
      }
      platforms.add(platform);
      return this;
    }

    /** Also accept processors that protect nothing: for development only. */
    public Builder acceptUnprotectedDevelopmentProcessor() {
      platforms.add(Platform.SOFTWARE);
      return this;
    }

    /** Of the processor's software. */
    public Builder minimumVersion(SoftwareVersion version) {
      minimumVersion = Optional.of(version);
      return this;
    }

    /** Of the processor's security version number, from 0. */
    public Builder minimumSvn(long svn) {
      minimumSvn = Optional.of(svn);
      return this;
    }

    /** How old a revocation list or an authority's status may be. */
    public Builder maxStatusAge(Duration age) {
      maxStatusAge = Optional.of(positive(age));
      return this;
    }

    /** How far the issuers' clocks may be ahead of the client's; two minutes unless said. */
    public Builder clockSkew(Duration skew) {
      if (skew.isNegative()) {
        throw new IllegalArgumentException("a clock skew is not negative");
      }
      clockSkew = skew;
      return this;
    }

    /**
     * Demand an audit.
     *
     * @param level 0 to 9
     * @param maxAge how old the auditor's status about it may be
     */
    public Builder requireAudit(int level, Duration maxAge) {
      if (level < 0 || level > AuditClaims.MAX_LEVEL) {
        throw new IllegalArgumentException("a level is from 0 to " + AuditClaims.MAX_LEVEL);
      }
      auditRule = Optional.of(new Required(level, positive(maxAge)));
      return this;
    }

    /** Accept a processor without an audit; an audit that is presented must be good. */
    public Builder auditOptional(Duration maxAge) {
      auditRule = Optional.of(new Voluntary(positive(maxAge)));
      return this;
    }

    /** Do not look at audits at all; {@code reason} appears in every result. */
    public Builder ignoreAudits(String reason) {
      auditRule = Optional.of(new Ignored(reason));
      return this;
    }

    /** An auditor by key. Repeatable. */
    public Builder auditor(VerifyingKey key) {
      auditors.add(key);
      return this;
    }

    /** An authority, DER, whose certified auditors are accepted. Repeatable. */
    public Builder auditorRoot(Bytes der) throws MalformedException, RefusedException {
      auditorRoots.add(Certificate.parse(der, Role.AUTHORITY));
      return this;
    }

    /** What {@link AttestationResult#highestNumbers} gave before; lower numbers are refused. */
    public Builder highestNumbers(Map<String, Long> numbers) {
      numbers.forEach((issuer, number) -> highestNumbers.merge(issuer, number, Math::max));
      return this;
    }

    public Builder referenceValues(ReferenceValues values) {
      referenceValues = Optional.of(values);
      return this;
    }

    /**
     * @throws IllegalStateException when something is left open
     */
    public Policy build() {
      return new Policy(this);
    }

    private static Duration positive(Duration age) {
      if (age.isNegative() || age.isZero()) {
        throw new IllegalArgumentException("an age is longer than nothing");
      }
      return age;
    }
  }
}
