package org.vouchsafe.attestation.measure;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.signature.VerifyingKey;

/** Starts from the defaults that {@link Parameters} lists. */
public final class ParametersBuilder {
  private final VerifyingKey ownerKey;
  private Optional<Bytes> ownerSealKey = Optional.empty();
  private FreshnessAuthority authority;
  private Parameters.Commit commit = Parameters.Commit.NONE;
  private Parameters.Reads reads = Parameters.Reads.SESSION;
  private Recipients recipients = Recipients.NONE;
  private Optional<Parameters.Upgrade> upgrade = Optional.empty();
  private Limits limits = Limits.DEFAULT;
  private int sessions = 8;
  private ProgramRule program = new ProgramRule.Later();
  private List<String> arguments = List.of();
  private Map<String, String> environment = Map.of();
  private Optional<SortedSet<String>> entries = Optional.empty();

  ParametersBuilder(VerifyingKey ownerKey) {
    this.ownerKey = ownerKey;
    this.authority = new FreshnessAuthority.Owner(ownerKey);
  }

  /** Also makes the client the recipient of checkpoint keys. */
  public ParametersBuilder ownerSealKey(Bytes xWingPublicKey) {
    ownerSealKey = Optional.of(xWingPublicKey);
    recipients = Recipients.client(xWingPublicKey);
    return this;
  }

  public ParametersBuilder authority(FreshnessAuthority value) {
    authority = value;
    return this;
  }

  public ParametersBuilder commit(Parameters.Commit value) {
    commit = value;
    return this;
  }

  public ParametersBuilder reads(Parameters.Reads value) {
    reads = value;
    return this;
  }

  public ParametersBuilder recipients(Recipients value) {
    recipients = value;
    return this;
  }

  public ParametersBuilder upgrade(Parameters.Upgrade value) {
    upgrade = Optional.of(value);
    return this;
  }

  public ParametersBuilder limits(Limits value) {
    limits = value;
    return this;
  }

  public ParametersBuilder sessions(int value) {
    sessions = value;
    return this;
  }

  public ParametersBuilder program(ProgramRule value) {
    program = value;
    return this;
  }

  public ParametersBuilder arguments(List<String> value) {
    arguments = value;
    return this;
  }

  public ParametersBuilder environment(Map<String, String> value) {
    environment = value;
    return this;
  }

  /** Only these exports may be invoked. */
  public ParametersBuilder entries(Collection<String> names) {
    entries = Optional.of(new TreeSet<>(names));
    return this;
  }

  /**
   * @throws IllegalArgumentException when a value is outside what the format allows
   */
  public Parameters build() {
    Parameters parameters =
        new Parameters(
            ownerKey,
            ownerSealKey,
            authority,
            commit,
            reads,
            recipients,
            upgrade,
            limits,
            sessions,
            program,
            arguments,
            environment,
            entries);
    int size = parameters.encode().size();
    Texts.require(
        size <= Parameters.MAX_SIZE, "takes " + size + " bytes, more than " + Parameters.MAX_SIZE);
    return parameters;
  }
}
