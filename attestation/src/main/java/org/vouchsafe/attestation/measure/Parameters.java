package org.vouchsafe.attestation.measure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * What an environment is set up with: measured, and public to the host. Secrets travel in the
 * {@link Launch} instead. Every default is spelled out in the encoding.
 *
 * @param ownerKey whose environment it is
 * @param ownerSealKey the owner's X-Wing public key, 1,216 bytes
 * @param authority who guards freshness; by default the owner's own key
 * @param commit when outputs leave; by default NONE
 * @param reads what a read promises; by default SESSION
 * @param recipients who may hold a checkpoint's key; by default the client, if it has a seal key
 * @param upgrade by whom the program may be replaced in a lineage; by default nobody
 * @param sessions how many at once, 1 to 64; by default 8
 * @param program which programs it takes; by default LATER
 * @param arguments public arguments, after those of the package and before the secret ones
 * @param environment public environment variables; they override those of the package
 * @param entries names of the exports that may be invoked; an absent set means any export of the
 *     program (encoded as the text "any"), which is the default, an empty one means none. Starting
 *     a command is not an invocation
 */
public record Parameters(
    VerifyingKey ownerKey,
    Optional<Bytes> ownerSealKey,
    FreshnessAuthority authority,
    Commit commit,
    Reads reads,
    Recipients recipients,
    Optional<Upgrade> upgrade,
    Limits limits,
    int sessions,
    ProgramRule program,
    List<String> arguments,
    Map<String, String> environment,
    Optional<SortedSet<String>> entries) {
  /** Of an X-Wing public key. */
  public static final int SEAL_KEY_SIZE = 1216;

  /** Of the encoding. */
  public static final int MAX_SIZE = 64 << 10;

  public static final int MAX_SESSIONS = 64;

  /** When outputs leave: at once and provisional, or after the checkpoint they belong to. */
  public enum Commit {
    NONE,
    CHECKPOINT
  }

  /** What a read promises: monotonic within a session, or confirmed by the freshness authority. */
  public enum Reads {
    SESSION,
    FRESH
  }

  /** Who may replace the program within a lineage. */
  public record Upgrade(VerifyingKey key, long minVersion) {
    public Upgrade {
      Texts.require(minVersion >= 0, "has a negative version");
    }
  }

  public Parameters {
    Texts.require(
        ownerSealKey.isEmpty() || ownerSealKey.get().size() == SEAL_KEY_SIZE,
        "has a seal key that is not an X-Wing public key");
    Texts.require(
        sessions >= 1 && sessions <= MAX_SESSIONS, "has sessions outside 1 to " + MAX_SESSIONS);
    arguments = Texts.arguments(arguments);
    environment = Texts.environment(environment);
    entries = entries.map(ParametersForm::entries);
    Texts.require(
        entries.isEmpty() || ParametersForm.areEntries(entries.get()),
        "has entries that are not at most 256 names of 1 to 256 characters");
  }

  /** All defaults, for this owner. */
  public static ParametersBuilder forOwner(VerifyingKey owner) {
    return new ParametersBuilder(owner);
  }

  public Bytes encode() {
    return ParametersForm.encode(this);
  }

  /**
   * @throws MalformedException for anything but the one encoding of parameters
   */
  public static Parameters parse(Bytes encoded) throws MalformedException {
    return ParametersForm.parse(encoded);
  }

  public Binding binding() {
    return Binding.of(this);
  }

  /** Whether an export of this name may be invoked. */
  public boolean allowsEntry(String export) {
    return entries.map(names -> names.contains(export)).orElse(true);
  }

  /**
   * What the format can say but no processor does yet.
   *
   * @throws RefusedException UNSUPPORTED_VERSION for an option that is not built yet, TOO_LARGE for
   *     a limit beyond {@link Limits#MAXIMUM}; all of them are among the findings
   */
  public void requireSupported() throws RefusedException {
    ParametersForm.requireSupported(this);
  }
}
