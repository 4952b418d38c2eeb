package org.vouchsafe.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.policy.PolicyFile;
import org.vouchsafe.client.profile.EnvironmentRecord;
import org.vouchsafe.client.report.Ear;
import org.vouchsafe.client.report.Verdict;
import org.vouchsafe.client.service.ServiceException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a live environment, or evidence in a file. */
@Command(
    name = "verify",
    description = {
      "Verify an environment, and print each check.",
      "",
      "TARGET is an environment (env_…), which is asked for fresh evidence, or a file with"
          + " evidence.",
      "A file proves nothing about now: the result then says \"freshness not established\".",
      "What the environment must be is what you established; for others say --expect, or name",
      "reference values in the policy. Exit code 3 means refused."
    },
    footer = {
      "",
      "Examples:",
      "  vouchsafe verify env_4k7… --save evidence.cbor",
      "  vouchsafe verify evidence.cbor --policy policy.yaml --expect 9f3c… --at"
          + " 2026-11-23T12:00:00Z"
    })
final class Verify extends EnclaveAction {
  private static final int ID_HEX = 96;

  @Parameters(paramLabel = "TARGET", description = "An environment, or a file with evidence.")
  private String target = "";

  @Option(
      names = "--expect",
      paramLabel = "ID",
      description = "The activation state that it must have (see `vouchsafe measure`).")
  private @Nullable String expect;

  @Option(
      names = "--lineage",
      paramLabel = "ID",
      description = "With --expect: the life of somebody else's environment, from its owner.")
  private @Nullable String lineage;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "For a file: the moment at which to judge it (default: now).")
  private @Nullable String at;

  @Option(names = "--save", paramLabel = "FILE", description = "Write the evidence to FILE.")
  private @Nullable Path save;

  @Option(names = "--ear", description = "Print the result as an EAT Attestation Result (JSON).")
  private boolean ear;

  @Override
  int run() throws Exception {
    try {
      show(target.startsWith("env_") ? live() : offline());
      return ExitCode.OK;
    } catch (RefusedException e) {
      if (!json() && !ear) {
        throw e;
      }
      show(Verdict.of(e)); // the verdict is the result, also when it is no
      return ExitCode.REFUSED;
    }
  }

  private void show(Verdict verdict) {
    if (ear) {
      Instant now = context().clock().instant();
      context().out().println(Ear.of(verdict, now, Version.line()).pretty());
    } else {
      print(verdict.json(), verdict.text());
    }
  }

  private Verdict live()
      throws IOException, MalformedException, RefusedException, ServiceException, UsageException {
    if (at != null) {
      throw new UsageException("--at is for files: a live environment is judged now");
    }
    PolicyFile policy = policy();
    try (Progress progress = progress();
        EnclaveClient client = client(progress)) {
      Optional<EnvironmentRecord> own = client.records().find(target);
      if (own.isPresent()) {
        requireExpected(own.get());
      }
      VerifiedEnvironment verified =
          own.isPresent()
              ? client.verify(target, policy)
              : client.verify(target, policy, expected(policy));
      save(verified.bundle().encode());
      return Verdict.of(verified.result());
    }
  }

  /** What was ordered is what is compared with; --expect can only be the same. */
  private void requireExpected(EnvironmentRecord ordered)
      throws RefusedException, MalformedException, UsageException {
    if (expect != null && !identifier(expect).equals(ordered.activationState().id())) {
      throw RefusedException.of(
          Code.MEASUREMENT_MISMATCH,
          "activation state that was ordered",
          expect,
          ordered.activationState().id().hex());
    }
  }

  private static ActivationStateId identifier(String hex) throws UsageException {
    if (!hex.matches("[0-9a-f]{" + ID_HEX + "}")) {
      throw new UsageException("an identifier is " + ID_HEX + " hexadecimal digits");
    }
    return new ActivationStateId(Bytes.fromHex(hex));
  }

  private Verdict offline()
      throws IOException, MalformedException, RefusedException, UsageException {
    Path file = Path.of(target);
    if (!Files.exists(file)) {
      throw new UsageException(
          "there is no file " + target + " (and the name of an environment begins with env_)");
    }
    Bytes content = Bytes.copyOf(Files.readAllBytes(file));
    PolicyFile policy = policy();
    EvidenceBundle bundle = EvidenceBundle.parse(content);
    save(content);
    return Verdict.of(
        new Verifier(policy.expecting(expected(policy))).verifyOffline(bundle, moment()));
  }

  private void save(Bytes bundle) throws IOException {
    if (save != null) {
      Files.write(save, bundle.toArray());
    }
  }

  private ReferenceValues expected(PolicyFile policy) throws UsageException {
    if (expect == null) {
      return policy
          .referenceValues()
          .orElseThrow(
              () ->
                  new UsageException(
                      "there is nothing to compare with: give --expect, or name reference values"
                          + " in the policy"));
    }
    ReferenceValues.Builder values = ReferenceValues.builder().activationState(identifier(expect));
    if (lineage != null) {
      values.lineage(new Lineage(identifier(lineage).value()));
    }
    return values.build();
  }

  private Instant moment() throws UsageException {
    try {
      return at == null ? context().clock().instant() : Instant.parse(at);
    } catch (DateTimeParseException e) {
      throw new UsageException("--at is a time such as 2026-11-23T12:00:00Z");
    }
  }
}
