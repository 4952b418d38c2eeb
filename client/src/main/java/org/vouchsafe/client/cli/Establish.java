package org.vouchsafe.client.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.Order;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.report.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has an environment set up. */
@Command(
    name = "establish",
    description = {
      "Have an environment set up, and wait until it is.",
      "",
      "Parameters are measured and PUBLIC to the host; secrets go over the channel later",
      "(`authorise`, `run`)."
    },
    footer = {
      "",
      "Examples:",
      "  vouchsafe establish --memory 64MiB --name trial",
      "  vouchsafe establish --pool --verify"
    })
final class Establish extends EnclaveAction {
  @Mixin private ParameterOptions parameters = new ParameterOptions();
  @Mixin private PlacementOptions placement = new PlacementOptions();

  @Option(
      names = "--environment",
      paramLabel = "ENV",
      description =
          "Take over one that was asked for in the portal with these parameters, instead of asking"
              + " for another.")
  private @Nullable String adopted;

  @Option(names = "--verify", description = "Verify it in the same go.")
  private boolean verify;

  @Override
  int run() throws Exception {
    try (Progress progress = progress();
        EnclaveClient client = client(progress)) {
      Parameters chosen = parameters.build(() -> client.identity().publicKey());
      String environment = environment(client, placement.order(chosen));
      @Nullable Verdict verdict =
          verify ? Verdict.of(client.verify(environment, policy()).result()) : null;
      progress.clear();
      JsonObject.Builder object =
          JsonObject.build()
              .put("environment", environment)
              .put("activationStateId", placement.expected(chosen).id().hex());
      if (verdict != null) {
        object.put("verification", verdict.json());
      }
      print(object.done(), environment + (verdict == null ? "" : "\n" + verdict.text()));
    }
    return ExitCode.OK;
  }

  private String environment(EnclaveClient client, Order order) throws Exception {
    if (adopted == null) {
      return client.establish(order);
    }
    client.adopt(adopted, order);
    return adopted;
  }

  /** Where and how an environment is made. */
  static final class PlacementOptions {
    @Option(
        names = "--pool",
        description = "Take an area that was made ahead, and bind it to the parameters.")
    private boolean pool;

    @Option(names = "--name", paramLabel = "NAME", description = "A name for people.")
    private @Nullable String name;

    @Option(
        names = "--processor",
        paramLabel = "PROCESSOR",
        description = "Name or id of the processor that it shall be on.")
    private @Nullable String processor;

    Order order(Parameters parameters) {
      return new Order(
          Loader.STANDARD_1,
          parameters,
          pool,
          Optional.ofNullable(name),
          Optional.ofNullable(processor));
    }

    ActivationState expected(Parameters parameters) {
      return pool
          ? new ActivationState.Unbound(Loader.STANDARD_1)
          : new ActivationState.MadeToOrder(Loader.STANDARD_1, parameters);
    }
  }
}
