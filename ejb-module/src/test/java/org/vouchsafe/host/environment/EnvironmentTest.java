package org.vouchsafe.host.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.ProcessorId;

/** DESIGN §4: the life of an environment, guarded where it is kept. */
class EnvironmentTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Bytes INSTANCE = Bytes.copyOf(new byte[32]);
  private static final Parameters PARAMETERS =
      Parameters.forOwner(
              SigningKey.generate(SigningKey.Algorithm.ED25519, new SecureRandom()).publicKey())
          .build();

  private static EstablishRequest wish(boolean pool) {
    return new EstablishRequest(
        Optional.empty(),
        "standard/1",
        pool ? Optional.empty() : Optional.of(PARAMETERS.encode()),
        pool,
        Optional.empty(),
        Optional.empty());
  }

  private static Environment requested(boolean pool) throws RefusedException {
    return Environment.requested(
        AccountId.fresh(),
        Specification.of(wish(pool)),
        new Environment.Site(ProcessorId.fresh(), "node1"),
        NOW);
  }

  private static void conflict(org.junit.jupiter.api.function.Executable change) {
    assertEquals(Code.CONFLICT, assertThrows(RefusedException.class, change).code());
  }

  @Test
  void a_made_to_order_area_is_bound_when_it_is_activated() throws RefusedException {
    Environment environment = requested(false);
    assertEquals(EnvironmentState.REQUESTED, environment.state());
    environment.activated("area_x", INSTANCE, NOW);
    assertEquals(EnvironmentState.BOUND, environment.state());
    environment.claimed(NOW);
    assertEquals(EnvironmentState.RUNNING, environment.state());
    environment.terminated(NOW);
    assertEquals(EnvironmentState.TERMINATED, environment.state());
  }

  @Test
  void a_pooled_area_is_activated_unbound_and_bound_by_its_client() throws RefusedException {
    Environment environment = requested(true);
    environment.activated("area_x", INSTANCE, NOW);
    assertEquals(EnvironmentState.ACTIVATED, environment.state());
    assertTrue(environment.environmentId().isEmpty());
    conflict(() -> environment.claimed(NOW));
    environment.bound(Bytes.copyOf(new byte[48]), NOW);
    assertEquals(EnvironmentState.BOUND, environment.state());
  }

  @Test
  void what_the_host_computes_for_its_lists_is_what_the_client_measures() throws RefusedException {
    assertEquals(
        new ActivationState.MadeToOrder(Loader.STANDARD_1, PARAMETERS).id().value(),
        requested(false).activationStateId());
    assertEquals(
        new ActivationState.Unbound(Loader.STANDARD_1).id().value(),
        requested(true).activationStateId());
  }

  @Nested
  class Ends {
    @Test
    void a_terminated_one_stays_so() throws RefusedException {
      Environment environment = requested(false);
      environment.terminated(NOW);
      conflict(() -> environment.activated("area_x", INSTANCE, NOW));
      conflict(() -> environment.failed(Code.INTERNAL, NOW));
      conflict(() -> environment.terminated(NOW));
    }

    @Test
    void a_lost_one_says_why_and_is_never_given_an_empty_area_in_place_of_the_lost_one()
        throws RefusedException {
      Environment environment = requested(false);
      environment.activated("area_x", INSTANCE, NOW);
      environment.failed(Code.ENVIRONMENT_LOST, NOW);
      assertEquals(Code.ENVIRONMENT_LOST, environment.reason().orElseThrow());
      conflict(() -> environment.tryAgain(NOW));
      RefusedException refusal = assertThrows(RefusedException.class, environment::requireArea);
      assertEquals(Code.ENVIRONMENT_LOST, refusal.code());
    }

    @Test
    void one_that_never_had_an_area_can_be_tried_again() throws RefusedException {
      Environment environment = requested(false);
      environment.failed(Code.UNAVAILABLE, NOW);
      environment.tryAgain(NOW);
      assertEquals(EnvironmentState.REQUESTED, environment.state());
      assertFalse(environment.reason().isPresent());
    }
  }

  @Nested
  class Wishes {
    private void refused(Code code, EstablishRequest request) {
      assertEquals(
          code, assertThrows(RefusedException.class, () -> Specification.of(request)).code());
    }

    private EstablishRequest with(
        Optional<String> name, String loader, Optional<Bytes> parameters, boolean pool) {
      return new EstablishRequest(
          name, loader, parameters, pool, Optional.empty(), Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard/2", "", "https://example.org/x.wasm", "STANDARD/1"})
    void another_loader_is_not_supported(String loader) {
      refused(
          Code.LOADER_NOT_SUPPORTED,
          with(Optional.empty(), loader, Optional.of(PARAMETERS.encode()), false));
    }

    @Test
    void parameters_must_be_there_or_be_left_to_the_hello() {
      refused(Code.MALFORMED, with(Optional.empty(), "standard/1", Optional.empty(), false));
      refused(
          Code.MALFORMED,
          with(Optional.empty(), "standard/1", Optional.of(PARAMETERS.encode()), true));
    }

    @Test
    void parameters_with_a_flipped_bit_are_malformed_and_too_large_ones_too_large() {
      byte[] flipped = PARAMETERS.encode().toArray();
      flipped[0] ^= 1;
      refused(
          Code.MALFORMED,
          with(Optional.empty(), "standard/1", Optional.of(Bytes.copyOf(flipped)), false));
      refused(
          Code.TOO_LARGE,
          with(
              Optional.empty(),
              "standard/1",
              Optional.of(Bytes.copyOf(new byte[Parameters.MAX_SIZE + 1])),
              false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u0000b", "a\nb", "a\u202eb", "a\u200bb"})
    void a_name_must_be_visible(String name) {
      refused(
          Code.MALFORMED,
          with(Optional.of(name), "standard/1", Optional.of(PARAMETERS.encode()), false));
    }
  }
}
