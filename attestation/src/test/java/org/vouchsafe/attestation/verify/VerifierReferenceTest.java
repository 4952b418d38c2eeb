package org.vouchsafe.attestation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.testing.Refusals.refused;
import static org.vouchsafe.attestation.testing.TestAuthority.random;
import static org.vouchsafe.attestation.verify.Fixtures.PROCESSOR;

import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.KeyId;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.Scenario;

/** Steps 8 to 13: what the processor is, and whether this is the environment that is meant. */
/** Steps 12 to 14: is this the environment that is meant, and has it not gone back? */
class VerifierReferenceTest {
  @Nested
  class Step12_reference_values {
    @Test
    void A01_another_activation_state() {
      Bytes other = random(48);
      Scenario scenario = Fixtures.madeToOrder().evidence("activationStateId", Cbor.of(other));
      var finding = refused(Code.MEASUREMENT_MISMATCH, "activation state", scenario);
      assertEquals(
          new ActivationState.MadeToOrder(Loader.STANDARD_1, scenario.parameters).id().hex(),
          finding.expected());
      assertTrue(finding.actual().startsWith(other.hex()));
    }

    @Test
    void A02_the_owner_s_key_replaced_by_the_host_s() {
      Scenario scenario = Fixtures.madeToOrder();
      Parameters host = Parameters.forOwner(key().publicKey()).build();
      scenario.attest(
          PROCESSOR.unclaimed(scenario.hello, host, scenario.channelKey, scenario.nonceE));
      refused(Code.MEASUREMENT_MISMATCH, "activation state", scenario);
    }

    @Test
    void by_identifier_alone() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      ActivationStateId id =
          new ActivationState.MadeToOrder(Loader.STANDARD_1, scenario.parameters).id();
      scenario.expect(ReferenceValues.of(id)).verify();
      scenario.verifyOffline();
      scenario.expect(ReferenceValues.of(new ActivationStateId(random(48))));
      refused(Code.MEASUREMENT_MISMATCH, "activation state", scenario);
    }

    @Test
    void one_of_several() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario
          .expect(
              ReferenceValues.builder()
                  .activationState(new ActivationStateId(random(48)))
                  .madeToOrder(Loader.STANDARD_1, scenario.parameters)
                  .build())
          .verify();
    }

    @Test
    void by_the_signer_of_the_program() throws Exception {
      KeyId vendor = key().publicKey().id();
      Scenario scenario = signed(vendor, 4);
      expectSigner(scenario, vendor, 4);
      scenario.verify();
      expectSigner(scenario, vendor, 5);
      refused(Code.MEASUREMENT_MISMATCH, "activation state", scenario);
      expectSigner(scenario, key().publicKey().id(), 4);
      refused(Code.MEASUREMENT_MISMATCH, "activation state", scenario);
      Scenario other = signed(vendor, 4);
      other.expect(
          ReferenceValues.builder()
              .signer(Loader.module(Bytes.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)), vendor, 4)
              .lineage(other.claims.lineage().orElseThrow())
              .build());
      refused(Code.MEASUREMENT_MISMATCH, "activation state", other);
    }

    private void expectSigner(Scenario scenario, KeyId vendor, long version) {
      scenario.expect(
          ReferenceValues.builder()
              .signer(Loader.STANDARD_1, vendor, version)
              .lineage(scenario.claims.lineage().orElseThrow())
              .build());
    }

    private Scenario signed(KeyId vendor, long version) {
      Scenario scenario = Fixtures.claimed();
      Bytes claims =
          Resigned.with(
              Resigned.with(
                  Resigned.with(scenario.claims.encode(), "programDigest", Cbor.of(random(48))),
                  "launchDigest",
                  Cbor.of(random(48))),
              "signer",
              Cbor.map().put("key", vendor.value()).put("version", version).build());
      return scenario.content(claims);
    }
  }

  @Nested
  class Step13_binding {
    @Test
    void A02_a_pooled_area_that_attests_another_binding_than_the_proposed_one() {
      Scenario scenario = Fixtures.pooled();
      Parameters host = Parameters.forOwner(key().publicKey()).build();
      scenario.attest(
          PROCESSOR.unbound(scenario.hello, host, scenario.channelKey, scenario.nonceE));
      refused(Code.BINDING_MISMATCH, "binding that the client proposed", scenario);
    }

    @Test
    void a_client_that_proposes_another_binding_than_it_expects() {
      Scenario scenario = Fixtures.pooled();
      scenario.expect(
          ReferenceValues.pooled(
              Loader.STANDARD_1, Parameters.forOwner(key().publicKey()).build()));
      refused(Code.BINDING_MISMATCH, "binding to owner and parameters", scenario);
    }

    @Test
    void an_identifier_of_a_pooled_area_with_the_client_s_own_proposal() throws Exception {
      Scenario scenario = Fixtures.pooled();
      scenario.expect(ReferenceValues.of(new ActivationState.Unbound(Loader.STANDARD_1).id()));
      scenario.verify();
    }

    @Test
    void the_proposal_in_a_bundle_is_somebody_else_s_and_counts_for_nothing() throws Exception {
      Scenario scenario = Fixtures.pooled();
      scenario.verifyOffline();
      scenario.expect(ReferenceValues.of(new ActivationState.Unbound(Loader.STANDARD_1).id()));
      refused(Code.BINDING_MISMATCH, "binding of a pooled area", scenario::verifyOffline);
    }

    @Test
    void an_environment_that_is_not_computed_from_loader_and_binding() {
      refused(
          Code.BINDING_MISMATCH,
          "environment, computed",
          Fixtures.madeToOrder().evidence("environmentId", Cbor.of(random(48))));
    }

    @Test
    void a_binding_that_is_not_the_one_of_the_parameters() {
      Parameters other = Parameters.forOwner(key().publicKey()).build();
      Scenario scenario = Fixtures.madeToOrder();
      Bytes environment = EnvironmentId.of(Loader.STANDARD_1, other.binding()).value();
      scenario.content(
          Resigned.with(
              Resigned.with(scenario.claims.encode(), "binding", Cbor.of(other.binding().value())),
              "environmentId",
              Cbor.of(environment)));
      refused(Code.BINDING_MISMATCH, "binding to owner and parameters", scenario);
    }

    @Test
    void an_unbound_area_that_proposes_nothing_at_all() {
      Scenario scenario = Fixtures.pooled();
      scenario.attest(
          PROCESSOR.claims(
              scenario.hello,
              new ActivationState.Unbound(Loader.STANDARD_1),
              Optional.empty(),
              AreaState.UNBOUND,
              scenario.channelKey,
              scenario.nonceE));
      refused(Code.BINDING_MISMATCH, "environment, computed", scenario);
    }
  }

  @Nested
  class Step14_lineage {
    @Test
    void A05_another_life_of_the_same_environment() {
      Scenario scenario = Fixtures.claimed();
      Lineage other = Lineage.of(scenario.owner.publicKey(), random(32));
      refused(
          Code.BINDING_MISMATCH, "lineage", scenario.evidence("lineage", Cbor.of(other.value())));
    }

    @Test
    void A05_another_owner_s_life() {
      Scenario scenario = Fixtures.claimed();
      Lineage other = Lineage.of(key().publicKey(), scenario.hello.lineageNonce());
      refused(
          Code.BINDING_MISMATCH, "lineage", scenario.evidence("lineage", Cbor.of(other.value())));
    }

    @Test
    void to_attach_by_identifier_alone_a_lineage_is_needed() throws Exception {
      Scenario scenario = Fixtures.claimed();
      ActivationStateId id =
          new ActivationState.MadeToOrder(Loader.STANDARD_1, scenario.parameters).id();
      scenario.expect(ReferenceValues.of(id));
      refused(Code.BINDING_MISMATCH, "lineage", scenario);
      assertFalse(
          scenario.verifyOffline().checks().stream()
              .filter(c -> c.step().equals("lineage"))
              .findFirst()
              .orElseThrow()
              .passed(),
          "what was not compared is shown as that");
      Lineage lineage = scenario.claims.lineage().orElseThrow();
      scenario.expect(ReferenceValues.builder().activationState(id).lineage(lineage).build());
      scenario.verify();
      scenario.verifyOffline();
      scenario.expect(
          ReferenceValues.builder().activationState(id).lineage(new Lineage(random(48))).build());
      refused(Code.BINDING_MISMATCH, "lineage", scenario);
      refused(Code.BINDING_MISMATCH, "lineage", scenario::verifyOffline);
    }

    @Test
    void A05_an_epoch_that_is_over() {
      refused(
          Code.EPOCH_SUPERSEDED,
          "epoch",
          pinned(new ReferenceValues.Pin(2, random(32), 0, random(48))));
    }

    @Test
    void a_new_environment_where_a_life_was_pinned() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.expect(
          ReferenceValues.builder()
              .madeToOrder(Loader.STANDARD_1, scenario.parameters)
              .pinned(
                  new Lineage(random(48)), new ReferenceValues.Pin(1, random(32), 0, random(48)))
              .build());
      refused(Code.EPOCH_SUPERSEDED, "epoch", scenario);
    }

    @Test
    void A05_another_instance_in_the_same_epoch() throws Exception {
      Scenario scenario = Fixtures.claimed();
      Bytes head = scenario.claims.head().orElseThrow();
      refused(
          Code.NOT_HOLDER,
          "instance in epoch 1",
          pin(scenario, new ReferenceValues.Pin(1, random(32), 0, head)));
      pin(scenario, ReferenceValues.Pin.of(scenario.claims)).verify();
    }

    @Test
    void a_sequence_that_went_back_and_a_fork_at_the_same_one() throws Exception {
      Scenario scenario = Fixtures.claimed();
      Bytes instance = scenario.claims.instanceId();
      Bytes head = scenario.claims.head().orElseThrow();
      refused(
          Code.NOT_HOLDER,
          "sequence in epoch 1",
          pin(scenario, new ReferenceValues.Pin(1, instance, 1, head)));
      refused(
          Code.NOT_HOLDER,
          "head at sequence 0",
          pin(scenario, new ReferenceValues.Pin(1, instance, 0, random(48))));
    }

    @Test
    void a_later_sequence_and_a_later_epoch_are_progress() throws Exception {
      Scenario scenario = Fixtures.claimed();
      ReferenceValues.Pin pin = ReferenceValues.Pin.of(scenario.claims);
      pin(scenario, pin);
      scenario.content(
          Resigned.with(
              Resigned.with(scenario.claims.encode(), "seq", Cbor.of(4)),
              "head",
              Cbor.of(random(48))));
      scenario.verify();
      scenario.content(
          Resigned.with(
              Resigned.with(scenario.claims.encode(), "epoch", Cbor.of(2)),
              "instanceId",
              Cbor.of(random(32))));
      scenario.verify();
    }

    private Scenario pinned(ReferenceValues.Pin pin) {
      return pin(Fixtures.claimed(), pin);
    }

    private Scenario pin(Scenario scenario, ReferenceValues.Pin pin) {
      return scenario.expect(
          ReferenceValues.builder()
              .madeToOrder(Loader.STANDARD_1, scenario.parameters)
              .pinned(scenario.claims.lineage().orElseThrow(), pin)
              .build());
    }
  }

  private static SigningKey key() {
    return SigningKey.generate(SigningKey.Algorithm.P256, new java.security.SecureRandom());
  }
}
