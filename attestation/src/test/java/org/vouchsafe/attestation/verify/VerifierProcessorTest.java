package org.vouchsafe.attestation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.vouchsafe.attestation.testing.Refusals.refused;
import static org.vouchsafe.attestation.testing.TestAuthority.random;
import static org.vouchsafe.attestation.verify.Fixtures.AUTHORITY;
import static org.vouchsafe.attestation.verify.Fixtures.PROCESSOR;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.certificate.Platform;
import org.vouchsafe.attestation.certificate.SoftwareVersion;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.testing.Known;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.Scenario;

/** Steps 8 to 13: what the processor is, and whether this is the environment that is meant. */
/** Steps 8 to 11: what the processor is, and in which state the area is. */
class VerifierProcessorTest {
  @Nested
  class Step8_platform {
    @Test
    void A11_a_software_processor_unless_the_policy_accepts_it_in_so_many_words() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.policy = withoutSoftware(scenario);
      assertEquals(
          "software (an unprotected development processor)",
          refused(Code.PLATFORM_NOT_ALLOWED, "platform", scenario).actual());
    }

    @Test
    void A11_a_hardware_platform_without_evidence_of_it() throws Exception {
      // A root for real processors: roles pass, and there is nothing that shows the hardware.
      Scenario scenario = Fixtures.madeToOrder();
      Bytes real = Cbor.map().put("v", 1).put("development", Cbor.of(false)).encode();
      Bytes root =
          Resigned.of(AUTHORITY.root.certificate().der())
              .claims(Known.AUTHORITY, real)
              .sign(AUTHORITY.rootKey);
      scenario.intermediate(c -> c.claims(Known.AUTHORITY, real));
      scenario.processorCertificate(
          c ->
              c.claims(
                  Known.PROCESSOR,
                  Resigned.with(PROCESSOR.claims.encode(), "platform", Cbor.of("sev-snp"))));
      scenario.evidence("platform", Cbor.of("sev-snp"));
      scenario.policy = onlyRoot(scenario, root).platform(new Platform("sev-snp"));
      refused(Code.PLATFORM_NOT_ALLOWED, "evidence of the platform", scenario);
    }

    private Policy.Builder withoutSoftware(Scenario scenario) {
      try {
        return onlyRoot(scenario, AUTHORITY.root.certificate().der()).platform(new Platform("tdx"));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    private Policy.Builder onlyRoot(Scenario scenario, Bytes root) throws Exception {
      return Policy.builder()
          .root(root)
          .minimumVersion(new SoftwareVersion("0"))
          .minimumSvn(0)
          .maxStatusAge(java.time.Duration.ofDays(2))
          .ignoreAudits("a test of platforms")
          .referenceValues(ReferenceValues.madeToOrder(Loader.STANDARD_1, scenario.parameters));
    }
  }

  @Nested
  class Step9_version {
    @Test
    void software_below_the_minimum() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.policy.minimumVersion(new SoftwareVersion("0.1.0.1"));
      refused(Code.VERSION_TOO_LOW, "processor software version", scenario);
      scenario.policy.minimumVersion(new SoftwareVersion("0.1"));
      scenario.verify();
    }

    @Test
    void a_security_version_below_the_minimum() throws Exception {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.policy.minimumSvn(2);
      refused(Code.VERSION_TOO_LOW, "security version number", scenario);
      scenario.policy.minimumSvn(1);
      scenario.verify();
    }
  }

  @Nested
  class Step10_evidence {
    @Test
    void A05_a_processor_that_speaks_about_another() {
      Bytes device = random(48);
      refused(
          Code.CHAIN_INVALID,
          "device in the evidence",
          Fixtures.madeToOrder().evidence("deviceId", Cbor.of(device)));
      refused(
          Code.CHAIN_INVALID,
          "platform in the evidence",
          Fixtures.madeToOrder().evidence("platform", Cbor.of("tdx")));
      refused(
          Code.CHAIN_INVALID,
          "software version in the evidence",
          Fixtures.madeToOrder().evidence("processorVersion", Cbor.of("9")));
      refused(
          Code.CHAIN_INVALID,
          "security version number in the evidence",
          Fixtures.madeToOrder().evidence("svn", Cbor.of(9)));
    }

    @Test
    void A05_another_device_than_the_one_that_was_asked_for() throws Exception {
      refused(Code.DEVICE_MISMATCH, "device", wanting(random(48)));
      wanting(PROCESSOR.claims.deviceId().value()).verify();
    }

    private Scenario wanting(Bytes device) {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.hello =
          new ClientHello(
              List.of(1),
              random(32),
              ClientHello.Mode.CLAIM,
              Optional.of(device),
              random(32),
              Optional.empty());
      return scenario.attest(
          PROCESSOR.unclaimed(
              scenario.hello, scenario.parameters, scenario.channelKey, scenario.nonceE));
    }
  }

  @Nested
  class Step11_state {
    @Test
    void an_area_that_somebody_has_claimed_already() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.attest(
          PROCESSOR.holder(
              scenario.hello, scenario.parameters, scenario.channelKey, scenario.nonceE));
      refused(Code.ALREADY_BOUND, "state", scenario);
    }

    @Test
    void a_pooled_area_that_somebody_has_bound_already() {
      Scenario scenario = Fixtures.pooled();
      scenario.attest(
          PROCESSOR.claims(
              scenario.hello,
              new ActivationState.Unbound(Loader.STANDARD_1),
              Optional.of(scenario.parameters),
              AreaState.UNCLAIMED,
              scenario.channelKey,
              scenario.nonceE));
      refused(Code.ALREADY_BOUND, "state", scenario);
    }

    @Test
    void a_pooled_area_for_a_client_that_proposes_no_binding() {
      Scenario scenario = Fixtures.madeToOrder();
      scenario.attest(
          PROCESSOR.unbound(
              scenario.hello, scenario.parameters, scenario.channelKey, scenario.nonceE));
      refused(Code.BINDING_MISMATCH, "state", scenario);
    }

    @Test
    void an_unclaimed_area_for_a_client_that_attaches() {
      Scenario scenario = Fixtures.claimed();
      scenario.attest(
          PROCESSOR.unclaimed(
              scenario.hello, scenario.parameters, scenario.channelKey, scenario.nonceE));
      refused(Code.NOT_HOLDER, "state", scenario);
    }
  }
}
