package org.vouchsafe.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels.Way;
import org.vouchsafe.client.channel.SealedCall;
import org.vouchsafe.client.channel.SealedMessages;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;
import org.vouchsafe.client.testing.TestArea;
import org.vouchsafe.client.testing.TestBroker;
import org.vouchsafe.client.testing.TestClient;
import org.vouchsafe.client.testing.TestHost;
import org.vouchsafe.client.testing.TestService;

/** The whole way by messages alone to an area that speaks the real protocol: docs/jms.md. */
class MessagesTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestProcessor PROCESSOR = AUTHORITY.processor();

  @TempDir Path folder;
  private TestService service;
  private TestHost host;
  private TestBroker broker;
  private TestClient config;
  private EnclaveClient client;

  @BeforeEach
  void open() throws Exception {
    service = new TestService(AUTHORITY, PROCESSOR);
    host = new TestHost(service);
    config = new TestClient(folder, host, AUTHORITY);
    broker = new TestBroker(service, IdentityFile.readPublic(folder.resolve("identity.pem")));
    client = byMessages("acc_test");
  }

  private EnclaveClient byMessages(String account) throws Exception {
    return EnclaveClient.byMessages(
        config.folder, "default", account, broker, TestClient.CLOCK, new SecureRandom());
  }

  @AfterEach
  void close() {
    client.close();
    host.close();
    assertEquals(List.of(), host.requests, "nothing goes by REST");
  }

  private String established() throws Exception {
    return client.establish(Order.of(Parameters.forOwner(client.identity().publicKey()).build()));
  }

  private String claimed() throws Exception {
    String environment = established();
    client.verify(environment, config.policy()).open(Way.POST).close();
    return environment;
  }

  private TestArea area(String environment) {
    return service.areas.get(environment);
  }

  @Test
  void the_whole_story() throws Exception {
    String environment = established();
    ProgramPackage program = ProgramPackage.of(Bytes.copyOf(new byte[1_000_000]));
    try (AttestedChannel channel = client.verify(environment, config.policy()).open(Way.POST)) {
      channel.authorise(
          EnclaveClientTest.launch(program, List.of("secret")), Optional.of(program.encode()));
      assertEquals(Bytes.utf8("sum:1 2"), channel.invoke("sum", Bytes.utf8("1 2")).output());
    }
    SealedMessages messages = client.messages(environment, config.policy());
    assertEquals(Bytes.utf8("f:x"), messages.invoke("f", Bytes.utf8("x")).output());
    assertEquals(2, area(environment).invocations);
    client.terminate(environment, true);
    assertTrue(service.areas.isEmpty());
    assertTrue(broker.texts.stream().allMatch(text -> text.length() <= 512 * 1024));
  }

  @Test
  void sealed_and_channel_requests_share_one_row_of_numbers() throws Exception {
    String environment = claimed();
    SealedMessages messages = client.messages(environment, config.policy());
    Set<Bytes> sealed = new HashSet<>();
    long first;
    try (SealedCall one = messages.seal("f", Bytes.EMPTY)) {
      first = client.records().find(environment).orElseThrow().nextRequest();
      sealed.add(one.message());
    }
    try (EnclaveClient later = byMessages("acc_test");
        SealedCall two = later.messages(environment, config.policy()).seal("f", Bytes.EMPTY)) {
      sealed.add(two.message());
    }
    assertEquals(2, sealed.size());
    assertTrue(client.records().find(environment).orElseThrow().nextRequest() > first);
  }

  @Test
  void a_call_to_a_key_that_is_no_more_is_sealed_again_under_its_number() throws Exception {
    String environment = claimed();
    SealedMessages messages = client.messages(environment, config.policy());
    messages.invoke("f", Bytes.EMPTY);
    area(environment).renewInvokeKey();
    assertEquals(Bytes.utf8("g:y"), messages.invoke("g", Bytes.utf8("y")).output());
    assertEquals(2, area(environment).invocations);
  }

  @Test
  void a_call_that_was_done_and_then_called_superseded_is_not_done_twice() throws Exception {
    String environment = claimed();
    SealedMessages messages = client.messages(environment, config.policy());
    try (SealedCall call = messages.seal("f", Bytes.EMPTY);
        SealedCall again = messages.sealAgain(call, "f", Bytes.EMPTY)) {
      area(environment).message(call.message());
      assertEquals(
          Bytes.utf8("f:"), again.open(area(environment).message(again.message())).output());
      assertEquals(1, area(environment).invocations);
    }
  }

  @Test
  void a_service_that_calls_every_key_superseded_is_believed_once() throws Exception {
    String environment = claimed();
    SealedMessages messages = client.messages(environment, config.policy());
    int before = broker.texts.size();
    EnclaveClient liar =
        EnclaveClient.byMessages(
            config.folder,
            "default",
            "acc_test",
            (queue, properties, text) ->
                queue.equals("vouchsafe.invoke")
                    ? Optional.of(
                        new org.vouchsafe.client.message.Broker.Answer(
                            Optional.empty(), Optional.of("EPOCH_SUPERSEDED")))
                    : broker.ask(queue, properties, text),
            TestClient.CLOCK,
            new SecureRandom());
    assertEquals(
        "EPOCH_SUPERSEDED",
        assertThrows(
                ServiceException.class,
                () -> liar.messages(environment, config.policy()).invoke("f", Bytes.EMPTY))
            .code());
    assertTrue(broker.texts.size() > before);
    assertFalse(broker.texts.size() > before + 20, "two attestations and no more");
    messages.invoke("f", Bytes.EMPTY);
  }

  @Test
  void a_call_is_opened_by_a_later_process() throws Exception {
    String environment = claimed();
    Bytes message;
    byte[] secret;
    try (SealedCall call = client.messages(environment, config.policy()).seal("f", Bytes.EMPTY)) {
      message = call.message();
      secret = call.secret();
    }
    Bytes reply = area(environment).message(message);
    try (SealedCall later = SealedCall.of(message, secret)) {
      assertEquals(Bytes.utf8("f:"), later.open(reply).output());
      byte[] changed = reply.toArray();
      changed[changed.length - 1] ^= 1;
      assertEquals(
          Code.MALFORMED,
          assertThrows(RefusedException.class, () -> later.open(Bytes.copyOf(changed))).code());
    }
  }

  @Test
  void what_the_program_does_wrong_comes_with_its_code() throws Exception {
    String environment = claimed();
    SealedMessages messages = client.messages(environment, config.policy());
    assertEquals(
        "TRAP",
        assertThrows(ServiceException.class, () -> messages.invoke("trap", Bytes.EMPTY)).code());
  }

  @Test
  void answers_that_are_lost_are_asked_for_again_and_nothing_is_done_twice() throws Exception {
    broker.losing = 2;
    String environment = established();
    assertEquals(Set.of(environment), service.areas.keySet());
    try (AttestedChannel channel = client.verify(environment, config.policy()).open(Way.POST)) {
      broker.losing = 2;
      channel.invoke("f", Bytes.EMPTY);
    }
    SealedMessages messages = client.messages(environment, config.policy());
    messages.invoke("f", Bytes.EMPTY);
    broker.losing = 2;
    messages.invoke("f", Bytes.EMPTY);
    assertEquals(3, area(environment).invocations);
  }

  @Test
  void a_request_that_takes_longer_than_the_service_waits_is_answered_later() throws Exception {
    String environment = established();
    try (AttestedChannel channel = client.verify(environment, config.policy()).open(Way.POST)) {
      broker.tooSlow = 1;
      assertEquals(Bytes.utf8("f:"), channel.invoke("f", Bytes.EMPTY).output());
      assertEquals(1, area(environment).invocations);
    }
  }

  @Test
  void a_message_of_unknown_outcome_is_sent_again_and_done_once() throws Exception {
    String environment = claimed();
    SealedMessages messages = client.messages(environment, config.policy());
    messages.invoke("f", Bytes.EMPTY);
    broker.tooSlow = 2;
    assertEquals(Bytes.utf8("g:"), messages.invoke("g", Bytes.EMPTY).output());
    assertEquals(2, area(environment).invocations);
    // UNAVAILABLE would advise to try again, with another number.
    broker.tooSlow = Integer.MAX_VALUE;
    assertEquals(
        "OUTCOME_UNKNOWN",
        assertThrows(ServiceException.class, () -> messages.invoke("h", Bytes.EMPTY)).code());
    assertEquals(3, area(environment).invocations);
  }

  @Test
  void a_broker_that_is_silent_is_unreachable() {
    broker.losing = Integer.MAX_VALUE;
    assertThrows(UnreachableException.class, this::established);
  }

  @Test
  void a_key_that_is_not_the_accounts_is_refused() throws Exception {
    try (EnclaveClient stranger = byMessages("acc_other")) {
      assertEquals(
          "UNAUTHENTICATED",
          assertThrows(ServiceException.class, () -> stranger.terminate("env_a", false)).code());
    }
  }

  @Test
  void evidence_is_judged_as_by_any_other_way() throws Exception {
    String environment = established();
    service.m2 = all -> all.slice(0, all.size() - 1);
    assertEquals(
        Code.MALFORMED,
        assertThrows(RefusedException.class, () -> client.verify(environment, config.policy()))
            .code());
  }

  @Test
  void a_socket_is_not_to_be_had() throws Exception {
    VerifiedEnvironment verified = client.verify(established(), config.policy());
    assertEquals(
        "UNAVAILABLE",
        assertThrows(ServiceException.class, () -> verified.open(Way.SOCKET)).code());
  }
}
