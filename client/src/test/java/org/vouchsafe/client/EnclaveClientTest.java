package org.vouchsafe.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.measure.ProgramSource;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels.Way;
import org.vouchsafe.client.profile.EnvironmentRecord;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;
import org.vouchsafe.client.testing.TestClient;
import org.vouchsafe.client.testing.TestHost;
import org.vouchsafe.client.testing.TestService;

/** The whole way over real HTTPS to an area that speaks the real protocol. DESIGN §4. */
class EnclaveClientTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestProcessor PROCESSOR = AUTHORITY.processor();

  @TempDir Path folder;
  private TestService service;
  private TestHost host;
  private TestClient config;
  private EnclaveClient client;

  @BeforeEach
  void open() throws Exception {
    service = new TestService(AUTHORITY, PROCESSOR);
    host = new TestHost(service);
    config = new TestClient(folder.resolve("one"), host, AUTHORITY);
    client = config.open();
  }

  @AfterEach
  void close() {
    client.close();
    host.close();
  }

  private Parameters parameters() {
    return Parameters.forOwner(client.identity().publicKey()).build();
  }

  private String established() throws Exception {
    return client.establish(Order.of(parameters()));
  }

  private AttestedChannel channel(String environment) throws Exception {
    return client.verify(environment, config.policy()).open(Way.POST);
  }

  static Launch launch(ProgramPackage program, List<String> arguments) {
    return new Launch(
        TestAuthority.random(32),
        arguments,
        Map.of(),
        Map.of(),
        new ProgramSource.Attached(program.digest(), Optional.empty()));
  }

  @Nested
  class What_must_hold {
    @Test
    void a_program_and_its_input_go_in_and_its_output_comes_out() throws Exception {
      String environment = established();
      ProgramPackage program = ProgramPackage.of(Bytes.utf8("a module"));
      try (AttestedChannel channel = channel(environment)) {
        Launch launch = launch(program, List.of("secret"));
        Outcome.Authorised done = channel.authorise(launch, Optional.of(program.encode()));
        assertEquals(program.digest(), done.programDigest());
        assertEquals(launch.launchDigest(), done.launchDigest());
        assertEquals(Bytes.utf8("sum:1 2 3"), channel.invoke("sum", Bytes.utf8("1 2 3")).output());
      }
    }

    @Test
    void the_result_says_what_was_ordered() throws Exception {
      String environment = established();
      VerifiedEnvironment verified = client.verify(environment, config.policy());
      assertEquals(
          new ActivationState.MadeToOrder(Loader.STANDARD_1, parameters()).id(),
          verified.result().claims().activationStateId());
      assertEquals(verified.result().m2(), verified.bundle().m2());
    }

    @Test
    void the_first_channel_claims_and_later_ones_attach() throws Exception {
      String environment = established();
      channel(environment).close();
      assertTrue(service.areas.get(environment).isClaimed());
      EnvironmentRecord record = client.records().find(environment).orElseThrow();
      assertEquals(1, record.pins().orElseThrow().epoch());
      channel(environment).close();
      assertEquals(record.pins(), client.records().find(environment).orElseThrow().pins());
    }

    @Test
    void verifying_alone_claims_nothing() throws Exception {
      String environment = established();
      client.verify(environment, config.policy());
      assertFalse(service.areas.get(environment).isClaimed());
      assertTrue(client.records().find(environment).orElseThrow().pins().isEmpty());
    }

    @Test
    void request_numbers_go_on_in_a_later_session_and_a_later_process() throws Exception {
      String environment = established();
      try (AttestedChannel channel = channel(environment)) {
        channel.invoke("a", Bytes.EMPTY);
        channel.invoke("b", Bytes.EMPTY);
      }
      try (EnclaveClient later = config.open();
          AttestedChannel channel = later.verify(environment, config.policy()).open(Way.POST)) {
        channel.invoke("c", Bytes.EMPTY);
      }
      assertEquals(3, client.records().find(environment).orElseThrow().nextRequest());
    }

    @Test
    void what_was_terminated_is_forgotten() throws Exception {
      String environment = established();
      client.terminate(environment, true);
      assertTrue(client.records().find(environment).isEmpty());
    }
  }

  @Nested
  class What_a_lost_answer_does {
    @Test
    void a_request_is_done_once() throws Exception {
      String environment = established();
      try (AttestedChannel channel = channel(environment)) {
        service.losing = 2;
        assertEquals(Bytes.utf8("f:x"), channel.invoke("f", Bytes.utf8("x")).output());
        assertEquals(1, service.areas.get(environment).invocations);
      }
    }

    @Test
    void a_claim_whose_answer_was_lost_for_good_is_still_ours() throws Exception {
      String environment = established();
      service.losing = Integer.MAX_VALUE;
      // The area has taken the first M3; a second one with the same bytes finds no handshake.
      assertThrows(Exception.class, () -> channel(environment));
      service.losing = 0;
      assertTrue(service.areas.get(environment).isClaimed());
      try (AttestedChannel channel = channel(environment)) {
        assertEquals(Bytes.utf8("f:"), channel.invoke("f", Bytes.EMPTY).output());
      }
    }

    @Test
    void a_service_that_is_gone_is_unreachable() throws Exception {
      String environment = established();
      host.close();
      assertThrows(UnreachableException.class, () -> client.verify(environment, config.policy()));
    }
  }

  @Nested
  class What_a_lying_service_gets {
    private Code refusal(String environment) {
      return assertThrows(RefusedException.class, () -> channel(environment)).code();
    }

    /** A02: the host's key in place of the owner's. */
    @Test
    void other_parameters_are_refused_before_anything_is_sent() throws Exception {
      service.parameters = wanted -> Parameters.forOwner(AUTHORITY.auditorKey.publicKey()).build();
      String environment = established();
      assertEquals(Code.MEASUREMENT_MISMATCH, refusal(environment));
      assertTrue(host.requests.stream().noneMatch(request -> request.contains("/channel/")));
    }

    @Test
    void evidence_for_an_older_question_is_refused() throws Exception {
      String environment = established();
      Bytes[] first = new Bytes[1];
      service.m2 = fresh -> first[0] = first[0] == null ? fresh : first[0];
      client.verify(environment, config.policy());
      assertEquals(Code.STALE_NONCE, refusal(environment));
    }

    @Test
    void a_missing_audit_is_refused() throws Exception {
      String environment = established();
      service.endorsements =
          all -> new Endorsements(all.chain(), List.of(), all.crls(), List.of(), List.of());
      assertEquals(Code.AUDIT_MISSING, refusal(environment));
    }

    @Test
    void missing_revocation_lists_are_refused() throws Exception {
      String environment = established();
      service.endorsements =
          all -> new Endorsements(all.chain(), all.audits(), List.of(), all.status(), List.of());
      assertEquals(Code.STATUS_TOO_OLD, refusal(environment));
    }

    /** A second instance in the same epoch: a fork. */
    @Test
    void another_instance_of_the_same_epoch_is_refused() throws Exception {
      String environment = established();
      channel(environment).close();
      service.areas.get(environment).instanceId = TestAuthority.random(32);
      assertEquals(Code.NOT_HOLDER, refusal(environment));
    }

    @Test
    void evidence_that_cannot_be_read_is_refused() throws Exception {
      String environment = established();
      service.m2 = all -> all.slice(0, all.size() - 1);
      assertEquals(Code.MALFORMED, refusal(environment));
    }

    /** ATTACKS A01, H04: a byte in each part of an answer; nothing is sent after any of them. */
    @Test
    void H04_one_bit_anywhere_in_an_answer_is_refused_before_anything_is_sent() throws Exception {
      String environment = established();
      int[] at = {0};
      service.m2 = all -> flip(all, at[0]);
      for (at[0] = 0; at[0] < 3000; at[0] += 41) {
        refusal(environment);
      }
      service.m2 = all -> all;
      service.endorsements =
          all ->
              new Endorsements(
                  flipOne(all.chain(), at[0]),
                  flipOne(all.audits(), at[0] - 2),
                  flipOne(all.crls(), at[0] - 3),
                  flipOne(all.status(), at[0] - 5),
                  List.of());
      for (at[0] = 0; at[0] < 6; at[0]++) {
        refusal(environment);
      }
      assertTrue(host.requests.stream().noneMatch(request -> request.contains("/channel/")));
      service.endorsements = all -> all;
      channel(environment).close();
    }

    private List<Bytes> flipOne(List<Bytes> parts, int index) {
      List<Bytes> flipped = new ArrayList<>(parts);
      if (index >= 0 && index < parts.size()) {
        flipped.set(index, flip(parts.get(index), parts.get(index).size() / 2));
      }
      return flipped;
    }

    private static Bytes flip(Bytes all, int at) {
      byte[] flipped = all.toArray();
      flipped[at % flipped.length] ^= (byte) (1 << (at % 8));
      return Bytes.copyOf(flipped);
    }

    @Test
    void an_environment_that_it_never_ordered_is_not_its_own() {
      assertThrows(java.io.IOException.class, () -> client.verify("env_unknown", config.policy()));
    }
  }

  @Nested
  class What_the_processor_refuses {
    @Test
    void a_trap_comes_with_its_code_and_the_session_goes_on() throws Exception {
      String environment = established();
      try (AttestedChannel channel = channel(environment)) {
        ServiceException trap =
            assertThrows(ServiceException.class, () -> channel.invoke("trap", Bytes.EMPTY));
        assertEquals("TRAP", trap.code());
        assertEquals(Bytes.utf8("f:"), channel.invoke("f", Bytes.EMPTY).output());
      }
    }
  }

  @Nested
  class What_delegates_can_do {
    @Test
    void a_delegate_with_a_credential_verifies_and_invokes() throws Exception {
      String environment = established();
      channel(environment).close();
      TestClient other = new TestClient(folder.resolve("two"), host, AUTHORITY);
      try (EnclaveClient delegate = other.open()) {
        Introduction introduction =
            client.introduce(
                environment, delegate.identity().publicKey(), EnumSet.of(Right.INVOKE), 0);
        delegate.accept(Introduction.parse(introduction.encode()));
        try (AttestedChannel channel =
            delegate.verify(environment, other.policy()).open(Way.POST)) {
          assertEquals(Bytes.utf8("f:x"), channel.invoke("f", Bytes.utf8("x")).output());
        }
      }
    }

    @Test
    void somebody_elses_credential_is_not_taken() throws Exception {
      String environment = established();
      Introduction introduction =
          client.introduce(environment, AUTHORITY.auditorKey.publicKey(), Set.of(Right.INVOKE), 0);
      TestClient other = new TestClient(folder.resolve("two"), host, AUTHORITY);
      try (EnclaveClient delegate = other.open()) {
        assertEquals(
            Code.NO_RIGHT,
            assertThrows(RefusedException.class, () -> delegate.accept(introduction)).code());
      }
    }

    @Test
    void a_delegate_cannot_delegate() throws Exception {
      String environment = established();
      TestClient other = new TestClient(folder.resolve("two"), host, AUTHORITY);
      try (EnclaveClient delegate = other.open()) {
        delegate.accept(
            client.introduce(
                environment, delegate.identity().publicKey(), EnumSet.allOf(Right.class), 0));
        assertEquals(
            Code.NOT_OWNER,
            assertThrows(
                    RefusedException.class,
                    () ->
                        delegate.introduce(
                            environment, client.identity().publicKey(), Set.of(Right.INVOKE), 0))
                .code());
      }
    }
  }

  /** The records are what a fork is noticed by: losing one must not look like a new environment. */
  @Test
  void records_are_private_files() throws Exception {
    String environment = established();
    Path file = folder.resolve("one/default.environments/" + environment + ".cbor");
    assertEquals(
        "rw-------",
        java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }
}
