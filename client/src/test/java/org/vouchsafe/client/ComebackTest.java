package org.vouchsafe.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels.Way;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.testing.TestArea;
import org.vouchsafe.client.testing.TestClient;
import org.vouchsafe.client.testing.TestHost;
import org.vouchsafe.client.testing.TestService;

/** PROTOCOL §5: a call whose connection is lost is done once, or its outcome is not known. */
class ComebackTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final Bytes INPUT = Bytes.utf8("7");

  @TempDir Path folder;
  private TestService service;
  private TestHost host;
  private TestClient config;
  private EnclaveClient client;
  private String environment;
  private AttestedChannel channel;

  @BeforeEach
  void open() throws Exception {
    service = new TestService(AUTHORITY, AUTHORITY.processor());
    host = new TestHost(service);
    config = new TestClient(folder.resolve("one"), host, AUTHORITY);
    client = config.open();
    environment =
        client.establish(Order.of(Parameters.forOwner(client.identity().publicKey()).build()));
    channel = reopened();
  }

  @AfterEach
  void close() {
    client.close();
    host.close();
  }

  private AttestedChannel reopened() throws Exception {
    return client.verify(environment, config.policy()).open(Way.POST);
  }

  private Bytes invoke(String export, Duration patience) throws Exception {
    var policy = config.policy();
    Comeback comeback =
        new Comeback(
            environment, () -> client.verify(environment, policy).open(Way.POST), patience);
    return comeback.invoke(channel, export, INPUT).output();
  }

  private TestArea area() {
    return service.areas.get(environment);
  }

  @Test
  void a_call_whose_reply_is_lost_is_not_made_twice() throws Exception {
    service.losing = 3; // as often as one channel tries
    assertEquals(Bytes.utf8("post:7"), invoke("post", Duration.ofMinutes(1)));
    assertEquals(1, area().invocations);
  }

  @Test
  void a_service_that_only_starts_is_waited_for() throws Exception {
    int[] early = {4};
    host.answering(
        (method, path, body) ->
            early[0]-- > 0
                ? new TestHost.Answer(404, "text/html", new byte[0])
                : service.answer(method, path, body));
    assertEquals(Bytes.utf8("post:7"), invoke("post", Duration.ofMinutes(1)));
    assertEquals(1, area().invocations);
  }

  @Test
  void nobody_knows_what_an_environment_did_that_is_lost() {
    host.answering(
        (method, path, body) ->
            path.contains("/channel/")
                ? TestHost.Answer.lost()
                : TestHost.Answer.problem(410, "{\"code\":\"ENVIRONMENT_LOST\"}"));
    assertUnknown("post", Duration.ofMinutes(1));
  }

  @Test
  void a_host_that_says_so_is_asked_again() throws Exception {
    boolean[] said = {false};
    host.answering(
        (method, path, body) -> {
          TestHost.Answer answer = service.answer(method, path, body);
          if (!said[0] && path.contains("/channel/")) {
            said[0] = true;
            return TestHost.Answer.problem(504, "{\"code\":\"OUTCOME_UNKNOWN\"}");
          }
          return answer;
        });
    assertEquals(Bytes.utf8("post:7"), invoke("post", Duration.ofMinutes(1)));
    assertEquals(1, area().invocations);
  }

  @Test
  void patience_ends_and_the_outcome_is_not_known() {
    host.answering((method, path, body) -> TestHost.Answer.lost());
    assertUnknown("post", Duration.ofMillis(1));
  }

  @Test
  void a_refusal_is_an_answer() {
    ServiceException refused =
        assertThrows(ServiceException.class, () -> invoke("trap", Duration.ofMinutes(1)));
    assertEquals("TRAP", refused.code());
    assertEquals(1, area().invocations);
  }

  private void assertUnknown(String export, Duration patience) {
    ServiceException unknown = assertThrows(ServiceException.class, () -> invoke(export, patience));
    assertEquals("OUTCOME_UNKNOWN", unknown.code());
  }
}
