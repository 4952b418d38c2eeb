package org.vouchsafe.client.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.Comeback;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.policy.PolicyFile;
import org.vouchsafe.client.service.ServiceException;
import picocli.CommandLine.Option;

/** A command that verifies an environment before it does anything with it. */
abstract class EnclaveAction extends Action {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "What to accept (default: the profile's policy).")
  private @Nullable Path policy;

  final PolicyFile policy() throws IOException, MalformedException {
    Path file = policy == null ? profile().policy() : policy;
    try {
      return PolicyFile.load(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "There is no "
              + e.getFile()
              + ". Nothing is accepted without a policy; docs/policy.md shows how to write one.",
          e);
    }
  }

  /** A channel to {@code environment}, which was verified just before. */
  final AttestedChannel open(EnclaveClient client, String environment, Channels.Way way)
      throws IOException, MalformedException, RefusedException, ServiceException {
    return client.verify(environment, policy()).open(way);
  }

  /** How to come back when that channel is lost. */
  final Comeback comeback(EnclaveClient client, String environment, Channels.Way way)
      throws IOException, MalformedException {
    PolicyFile judge = policy();
    return new Comeback(environment, () -> client.verify(environment, judge).open(way), PATIENCE);
  }
}
