package org.vouchsafe.client.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.testing.TestHost;
import org.vouchsafe.client.testing.TestHost.Answer;

/** Servers that are wrong, broken or hostile. Rows A14 and W07 of the catalogue, client's side. */
class HostServiceTest {
  private TestHost host;

  @AfterEach
  void close() {
    host.close();
  }

  private HostService service(Answer answer) throws Exception {
    host = new TestHost((method, path, body) -> answer);
    return new HostService(host.url(), host.pin(), Optional.of("token"));
  }

  /** The certificate of the test's server is expired and for another name: only the key counts. */
  @Test
  void the_server_with_the_pinned_key_is_the_right_one() throws Exception {
    try (HostService service = service(Answer.json(200, "{\"a\":1}"))) {
      assertEquals(1, service.get("/x").integer("a"));
      assertEquals(List.of("GET /api/v1/x"), host.requests);
    }
  }

  @Test
  void a_server_with_another_key_is_refused_and_told_nothing() throws Exception {
    host = new TestHost((method, path, body) -> Answer.json(200, "{}"));
    Pin other = new Pin(Bytes.copyOf(new byte[32]));
    try (HostService service = new HostService(host.url(), other, Optional.of("token"))) {
      RefusedException refused = assertThrows(RefusedException.class, () -> service.get("/x"));
      assertEquals(Code.CHAIN_INVALID, refused.code());
      assertEquals(other.toString(), refused.findings().get(0).expected());
      assertEquals(host.pin().toString(), refused.findings().get(0).actual());
      assertEquals(List.of(), host.requests);
    }
  }

  @Test
  void plain_http_is_no_address() throws Exception {
    host = new TestHost((method, path, body) -> Answer.json(200, "{}"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new HostService(URI.create("http://127.0.0.1:1"), host.pin(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{\"a\":1} x",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\u0001\"}",
        "<html>",
        "{\"a\":99999999999999999999}",
        "null"
      })
  void an_answer_that_cannot_be_read_is_refused(String text) throws Exception {
    try (HostService service = service(Answer.json(200, text))) {
      assertEquals(
          "MALFORMED", assertThrows(ServiceException.class, () -> service.get("/x")).code());
    }
  }

  @Test
  void nesting_without_end_is_refused() throws Exception {
    try (HostService service = service(Answer.json(200, "{\"a\":".repeat(100_000)))) {
      assertEquals(
          "MALFORMED", assertThrows(ServiceException.class, () -> service.get("/x")).code());
    }
  }

  @Test
  void an_answer_without_end_is_cut_off() throws Exception {
    try (HostService service = service(Answer.bytes(new byte[(32 << 20) + 1]))) {
      assertThrows(UnreachableException.class, () -> service.getBytes("/x"));
    }
  }

  @Test
  void a_problem_becomes_its_code_and_findings() throws Exception {
    String problem =
        """
        {"type":"urn:x","title":"No.","status":403,"code":"FORBIDDEN","detail":"no (x)",
         "findings":[{"code":"FORBIDDEN","check":"role","expected":"operator","actual":"client"}]}
        """;
    try (HostService service = service(Answer.problem(403, problem))) {
      ServiceException refused = assertThrows(ServiceException.class, () -> service.get("/x"));
      assertEquals("FORBIDDEN", refused.code());
      assertEquals("No.", refused.getMessage());
      assertEquals(
          List.of(new ServiceException.Detail("role", "operator", "client")), refused.details());
    }
  }

  @Test
  void an_error_that_is_no_problem_says_its_status_and_quotes_nothing() throws Exception {
    try (HostService service = service(new Answer(502, "text/html", "<b>x</b>".getBytes()))) {
      ServiceException refused = assertThrows(ServiceException.class, () -> service.get("/x"));
      assertEquals("HTTP_502", refused.code());
      assertFalse(refused.getMessage().contains("<b>"));
    }
  }

  @Test
  void a_redirect_is_not_followed() throws Exception {
    try (HostService service = service(new Answer(302, "text/plain", new byte[0]))) {
      assertThrows(ServiceException.class, () -> service.get("/x"));
      assertEquals(1, host.requests.size());
    }
  }

  @Test
  void a_wish_with_a_key_is_repeated_when_its_answer_is_lost_and_one_without_is_not()
      throws Exception {
    try (HostService service = service(Answer.lost())) {
      JsonObject wish = JsonObject.build().done();
      assertThrows(UnreachableException.class, () -> service.postOnce("/x", wish, "k"));
      assertEquals(3, host.requests.size());
      assertThrows(UnreachableException.class, () -> service.post("/x", wish));
      assertTrue(host.requests.size() <= 5, host.requests.toString());
    }
  }

  @Test
  void nobody_there_is_said_plainly() throws Exception {
    HostService service = service(Answer.json(200, "{}"));
    host.close();
    try (service) {
      assertTrue(
          assertThrows(UnreachableException.class, () -> service.get("/x"))
              .getMessage()
              .startsWith("Nothing answers at https://127.0.0.1:"));
    }
  }

  @Test
  void events_are_read_in_order_whatever_else_is_in_the_stream() throws Exception {
    String stream =
        ": hello\n\nid: 1\nevent: job\ndata: {\"a\":\ndata: 1}\nother: x\n\n\n"
            + "id: 2\ndata: {}\n\ndata: cut off";
    try (HostService service = service(new Answer(200, "text/event-stream", stream.getBytes()))) {
      List<ServerEvent> events = new ArrayList<>();
      service.events("/events", "", events::add);
      assertEquals(
          List.of(
              new ServerEvent("1", "job", "{\"a\":\n1}"), new ServerEvent("2", "message", "{}")),
          events);
    }
  }
}
