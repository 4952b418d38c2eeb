package org.vouchsafe.attestation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.attestation.verify.Fixtures.AUTHORITY;

import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.certificate.Platform;
import org.vouchsafe.attestation.certificate.SoftwareVersion;
import org.vouchsafe.attestation.measure.ActivationStateId;
import org.vouchsafe.attestation.testing.Refusals;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;

/** Unset never means accept: a policy in which something is left open cannot be built. */
class PolicyTest {
  private static final ReferenceValues VALUES =
      ReferenceValues.of(new ActivationStateId(TestAuthority.random(48)));

  @Test
  void each_part_that_is_left_open_is_named() {
    assertOpen("a minimum software version", p -> p);
    assertOpen(
        "a minimum security version number", p -> p.minimumVersion(new SoftwareVersion("0")));
    assertOpen("a maximum age of revocation status", p -> version(p));
    assertOpen("a rule for audits", p -> version(p).maxStatusAge(Duration.ofDays(1)));
    assertOpen("reference values", p -> audit(version(p).maxStatusAge(Duration.ofDays(1))));
    assertOpen("a trust anchor", p -> complete(p));
    assertOpen("a platform", p -> complete(p).processor(AUTHORITY.rootKey.publicKey().id()));
    assertOpen(
        "an auditor",
        p ->
            complete(p)
                .processor(AUTHORITY.rootKey.publicKey().id())
                .acceptUnprotectedDevelopmentProcessor()
                .requireAudit(0, Duration.ofDays(1)));
    complete(Policy.builder())
        .processor(AUTHORITY.rootKey.publicKey().id())
        .acceptUnprotectedDevelopmentProcessor()
        .build();
  }

  @Test
  void reference_values_need_something_to_compare_with() {
    assertThrows(IllegalStateException.class, () -> ReferenceValues.builder().build());
  }

  @Test
  void the_software_platform_has_an_ugly_name_of_its_own() {
    assertThrows(
        IllegalArgumentException.class, () -> Policy.builder().platform(Platform.SOFTWARE));
  }

  @Test
  void ages_skews_and_levels_that_make_no_sense() {
    assertThrows(
        IllegalArgumentException.class, () -> Policy.builder().maxStatusAge(Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class,
        () -> Policy.builder().requireAudit(0, Duration.ofDays(-1)));
    assertThrows(
        IllegalArgumentException.class, () -> Policy.builder().auditOptional(Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class, () -> Policy.builder().clockSkew(Duration.ofDays(-1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Policy.builder().requireAudit(10, Duration.ofDays(1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Policy.builder().requireAudit(-1, Duration.ofDays(1)));
    Policy.builder().requireAudit(9, Duration.ofDays(1)).clockSkew(Duration.ZERO);
  }

  @Test
  void an_anchor_is_an_authority() {
    Bytes processor = Fixtures.PROCESSOR.certificate.certificate().der();
    Refusals.refused(Code.WRONG_ROLE, "role", () -> Policy.builder().root(processor));
    Refusals.refused(Code.WRONG_ROLE, "role", () -> Policy.builder().auditorRoot(processor));
  }

  @Test
  void a_copy_for_another_environment_keeps_everything_else() throws Exception {
    Scenario scenario = Fixtures.madeToOrder();
    Map<String, Long> seen = scenario.verify().highestNumbers();
    Policy policy =
        scenario
            .policy
            .auditorRoot(AUTHORITY.root.certificate().der())
            .processor(AUTHORITY.rootKey.publicKey().id())
            .clockSkew(Duration.ofSeconds(7))
            .build();
    Policy copy = policy.expecting(VALUES).withHighestNumbers(seen);
    assertEquals(policy.roots(), copy.roots());
    assertEquals(policy.processors(), copy.processors());
    assertEquals(policy.platforms(), copy.platforms());
    assertEquals(policy.minimumVersion(), copy.minimumVersion());
    assertEquals(policy.minimumSvn(), copy.minimumSvn());
    assertEquals(policy.maxStatusAge(), copy.maxStatusAge());
    assertEquals(policy.clockSkew(), copy.clockSkew());
    assertEquals(policy.auditRule(), copy.auditRule());
    assertEquals(policy.auditors(), copy.auditors());
    assertEquals(policy.auditorRoots(), copy.auditorRoots());
    assertEquals(VALUES, copy.referenceValues());
    assertEquals(seen, copy.highestNumbers());
    assertEquals(
        seen,
        copy.withHighestNumbers(Map.of(seen.keySet().iterator().next(), 0L)).highestNumbers(),
        "a number never falls");
    Verifier verifier = new Verifier(policy).with(copy);
    assertEquals(copy, verifier.policy());
  }

  private static Policy.Builder version(Policy.Builder policy) {
    return policy.minimumVersion(new SoftwareVersion("0")).minimumSvn(0);
  }

  private static Policy.Builder audit(Policy.Builder policy) {
    return policy.ignoreAudits("a test");
  }

  private static Policy.Builder complete(Policy.Builder policy) {
    return audit(version(policy).maxStatusAge(Duration.ofDays(1))).referenceValues(VALUES);
  }

  private static void assertOpen(String what, UnaryOperator<Policy.Builder> change) {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> change.apply(Policy.builder()).build());
    assertTrue(String.valueOf(e.getMessage()).contains(what), e.getMessage());
  }
}
