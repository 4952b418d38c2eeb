package org.vouchsafe.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ParametersBuilder;
import org.vouchsafe.attestation.measure.ProgramRule;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.client.profile.IdentityFile;
import picocli.CommandLine.Option;

/**
 * The options from which parameters are made. Parameters are public to the host and measured; every
 * one that is not given has the default that the format spells out.
 */
final class ParameterOptions {
  @Option(
      names = "--parameters",
      paramLabel = "FILE",
      description = "Take the parameters from a file of `vouchsafe measure --out`.")
  private @Nullable Path file;

  @Option(
      names = "--owner",
      paramLabel = "FILE",
      description = "Key file of the owner, public or private (default: your identity).")
  private @Nullable Path owner;

  @Option(
      names = "--only-program",
      paramLabel = "FILE",
      description = "Measured: accept this program only (a .wasm module or a package).")
  private @Nullable Path onlyProgram;

  @Option(
      names = "--program-signer",
      paramLabel = "FILE",
      description = "Measured: accept only programs that the key in FILE signed.")
  private @Nullable Path signer;

  @Option(
      names = "--program-version",
      paramLabel = "N",
      description = "With --program-signer: the lowest version (default: 0).")
  private long minVersion;

  @Option(
      names = "--public-argument",
      paramLabel = "TEXT",
      description = "Measured argument for the program. PUBLIC: the host sees it.")
  private List<String> arguments = List.of();

  @Option(
      names = "--public-env",
      paramLabel = "K=V",
      description = "Measured environment variable. PUBLIC: the host sees it.")
  private Map<String, String> environment = Map.of();

  @Option(
      names = "--entry",
      paramLabel = "EXPORT",
      description = "Measured: only these exports may be invoked (default: any).")
  private List<String> entries = List.of();

  @Option(names = "--sessions", paramLabel = "N", description = "Sessions at once (default: 8).")
  private @Nullable Integer sessions;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Sizes.Bytes.class,
      description = "Memory limit of the program, as in 256MiB.")
  private @Nullable Long memory;

  @Option(names = "--call-depth", paramLabel = "N", description = "Nested calls at most.")
  private @Nullable Integer callDepth;

  @Option(
      names = "--cpu",
      paramLabel = "TIME",
      converter = Sizes.Millis.class,
      description = "Processor time of a request, as in 60s.")
  private @Nullable Long cpu;

  @Option(
      names = "--wall",
      paramLabel = "TIME",
      converter = Sizes.Millis.class,
      description = "Time on the clock of a request, as in 10m.")
  private @Nullable Long wall;

  @Option(names = "--open-files", paramLabel = "N", description = "Open files at most.")
  private @Nullable Integer openFiles;

  @Option(
      names = "--output",
      paramLabel = "SIZE",
      converter = Sizes.Bytes.class,
      description = "Output of a request at most.")
  private @Nullable Long output;

  @Option(
      names = "--files",
      paramLabel = "SIZE",
      converter = Sizes.Bytes.class,
      description = "Size of the private file system at most.")
  private @Nullable Long files;

  boolean isOwnerGiven() {
    return owner != null || file != null;
  }

  /**
   * @param identity whose environment it is when no option says otherwise
   */
  Parameters build(KeySource identity) throws IOException, MalformedException, UsageException {
    if (file != null) {
      return Parameters.parse(Bytes.copyOf(Files.readAllBytes(file)));
    }
    VerifyingKey key = owner == null ? identity.key() : IdentityFile.readPublic(owner);
    ParametersBuilder builder =
        Parameters.forOwner(key)
            .limits(limits())
            .arguments(arguments)
            .environment(environment)
            .program(rule());
    if (sessions != null) {
      builder.sessions(sessions);
    }
    if (!entries.isEmpty()) {
      builder.entries(entries);
    }
    try {
      Parameters parameters = builder.build();
      // What cannot be read back is not what any processor would take.
      return Parameters.parse(parameters.encode());
    } catch (IllegalArgumentException e) {
      throw new UsageException("these parameters cannot be: " + e.getMessage());
    }
  }

  /** Gives the owner's key when it is needed, and not before. */
  interface KeySource {
    VerifyingKey key() throws IOException, MalformedException;
  }

  private ProgramRule rule() throws IOException, MalformedException, UsageException {
    if (onlyProgram != null && signer != null) {
      throw new UsageException("--only-program and --program-signer exclude each other");
    }
    if (onlyProgram != null) {
      return new ProgramRule.Exact(ProgramFile.read(onlyProgram).digest());
    }
    return signer == null
        ? new ProgramRule.Later()
        : new ProgramRule.Signer(IdentityFile.readPublic(signer), minVersion);
  }

  private Limits limits() throws UsageException {
    Limits usual = Limits.DEFAULT;
    try {
      return new Limits(
          or(memory, usual.memoryBytes()),
          callDepth == null ? usual.callDepth() : callDepth,
          or(cpu, usual.cpuMillis()),
          or(wall, usual.wallMillis()),
          openFiles == null ? usual.openFiles() : openFiles,
          or(output, usual.outputBytes()),
          or(files, usual.fileBytes()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static long or(@Nullable Long value, long usual) {
    return value == null ? usual : value;
  }
}
