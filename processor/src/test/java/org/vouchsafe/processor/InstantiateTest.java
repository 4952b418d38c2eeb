package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.AreaState;
import org.vouchsafe.processor.wasm.Programs;

/** {@code docs/spec/entry-gate.md} §3: areas come into being, are many, and end. */
@Timeout(120)
class InstantiateTest extends RunningProcessor {
  @Test
  void the_host_is_told_what_the_client_can_compute() throws Exception {
    Parameters parameters = Parameters.forOwner(TestClient.newOwner().publicKey()).build();
    AreaDescription area =
        host.gate().instantiate(Loader.STANDARD_1, Optional.of(parameters.encode())).get();
    assertEquals(
        new ActivationState.MadeToOrder(Loader.STANDARD_1, parameters).id().value(),
        area.activationStateId());
    assertEquals(AreaState.UNCLAIMED, area.state());
    AreaDescription unbound = host.gate().instantiate(Loader.STANDARD_1, Optional.empty()).get();
    assertEquals(AreaState.UNBOUND, unbound.state());
    assertEquals(Optional.empty(), unbound.environmentId());
    assertNotEquals(area.instanceId(), unbound.instanceId());
  }

  @Test
  void other_loaders_and_bad_parameters_are_refused() {
    assertEquals(
        Code.LOADER_NOT_SUPPORTED,
        refused(
            () ->
                TestClient.unwrap(
                    host.gate().instantiate(Loader.builtIn("standard/2"), Optional.empty()))));
    assertEquals(
        Code.LOADER_NOT_SUPPORTED,
        refused(
            () ->
                TestClient.unwrap(
                    host.gate().instantiate(Loader.module(Bytes.of(0, 1)), Optional.empty()))));
    assertEquals(
        Code.MALFORMED,
        refused(
            () ->
                TestClient.unwrap(
                    host.gate().instantiate(Loader.STANDARD_1, Optional.of(Bytes.of(0xA0))))));
    Parameters notYet =
        Parameters.forOwner(TestClient.newOwner().publicKey())
            .commit(Parameters.Commit.CHECKPOINT)
            .build();
    assertEquals(
        Code.UNSUPPORTED_VERSION,
        refused(
            () ->
                TestClient.unwrap(
                    host.gate().instantiate(Loader.STANDARD_1, Optional.of(notYet.encode())))));
  }

  @Test
  void a_destroyed_area_is_gone_for_good() throws Exception {
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.reactor());
    host.gate().destroy(client.area).get();
    assertEquals(Code.NOT_FOUND, refused(() -> TestClient.unwrap(host.gate().status(client.area))));
    assertEquals(Code.NOT_FOUND, refused(() -> client.ask(new Operation.Status())));
    assertEquals(
        Code.NOT_FOUND, refused(() -> TestClient.unwrap(host.gate().destroy(client.area))));
  }

  @Test
  void a_thousand_idle_areas_and_the_next_one_is_served() throws Exception {
    List<CompletableFuture<AreaDescription>> made = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      made.add(host.gate().instantiate(Loader.STANDARD_1, Optional.empty()));
    }
    List<AreaId> ids = new ArrayList<>();
    for (CompletableFuture<AreaDescription> area : made) {
      ids.add(area.get().id());
    }
    assertTrue(host.gate().areas().get().size() >= 1000);
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.reactor());
    assertInstanceOf(Outcome.Invoked.class, client.ask(new Operation.Invoke("count", Bytes.EMPTY)));
    try (var threads = Files.list(Path.of("/proc", Long.toString(host.pid()), "task"))) {
      assertTrue(threads.count() < 100);
    }
    for (AreaId id : ids) {
      host.gate().destroy(id).get();
    }
  }
}
