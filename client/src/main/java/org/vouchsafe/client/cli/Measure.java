package org.vouchsafe.client.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.client.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Computes what the evidence must say, from the same inputs and without a server. */
@Command(
    name = "measure",
    description = {
      "Compute, without a server, the identifier that the evidence will carry.",
      "",
      "Write the parameters to a file to establish with exactly these later."
    },
    footer = {
      "",
      "Examples:",
      "  vouchsafe measure --memory 64MiB --only-program hello.wasm",
      "  vouchsafe measure --out parameters.cbor && vouchsafe establish --parameters"
          + " parameters.cbor"
    })
final class Measure extends Action {
  @Mixin private ParameterOptions parameters = new ParameterOptions();

  @Option(
      names = "--pool",
      description = "For an area from a warm pool: the activation state names no parameters.")
  private boolean pool;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the parameters to FILE.")
  private @Nullable Path out;

  @Override
  int run() throws Exception {
    Parameters measured = parameters.build(() -> identity(Optional.empty()).publicKey());
    measured.requireSupported();
    Loader loader = Loader.STANDARD_1;
    ActivationState state =
        pool
            ? new ActivationState.Unbound(loader)
            : new ActivationState.MadeToOrder(loader, measured);
    if (out != null) {
      Files.write(out, measured.encode().toArray());
    }
    JsonObject object =
        JsonObject.build()
            .put("activationStateId", state.id().hex())
            .put("loader", loader.toString())
            .put("loaderDigest", loader.digest().hex())
            .put("binding", measured.binding().hex())
            .put("environmentId", EnvironmentId.of(loader, measured.binding()).hex())
            .put("parameters", measured.encode())
            .done();
    print(
        object,
        Lines.of(
            object, "activationStateId", "loader", "loaderDigest", "binding", "environmentId"));
    return ExitCode.OK;
  }
}
