package org.vouchsafe.channel.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.credential.Right;

/** {@code docs/spec/channel.md} §5. */
class RequestTest {
  static final Bytes DIGEST = Lp.sha384("test", Bytes.utf8("digest"));
  static final RequestId ID = new RequestId(DIGEST, 7);

  static Stream<Operation> operations() {
    return Stream.of(
        new Operation.Authorise(Bytes.utf8("launch"), Optional.of(Bytes.utf8("program"))),
        new Operation.Authorise(Bytes.EMPTY, Optional.empty()),
        new Operation.Start(),
        new Operation.Invoke("export", Bytes.utf8("input")),
        new Operation.Attach(new RequestId(DIGEST, 3), 5, Long.MAX_VALUE),
        new Operation.Cancel(new RequestId(DIGEST, 0)),
        new Operation.Status(),
        new Operation.InvokeKey(),
        new Operation.Revoke(4),
        new Operation.Forget(9));
  }

  static Stream<Outcome> outcomes() {
    return Stream.of(
        new Outcome.Refused(
            List.of(new Finding(Code.TRAP, "a", "b", "c"), new Finding(Code.NO_RIGHT, "", "", "")),
            Bytes.utf8("stderr")),
        new Outcome.Authorised(DIGEST, DIGEST),
        new Outcome.Exited(0),
        new Outcome.Exited(255),
        new Outcome.Invoked(Bytes.utf8("o"), Bytes.utf8("e"), Optional.empty()),
        new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(Integer.MIN_VALUE)),
        new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(Integer.MAX_VALUE)),
        new Outcome.Attached(12),
        new Outcome.Done(),
        new Outcome.Status(
            Outcome.Phase.RUNNING, Optional.of(DIGEST), Optional.of(DIGEST), Optional.of(ID), 2, 3),
        new Outcome.Status(
            Outcome.Phase.EMPTY, Optional.empty(), Optional.empty(), Optional.empty(), 0, 1),
        new Outcome.InvokeKey(Bytes.utf8("statement")));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void a_request_survives_its_encoding(Operation operation) throws Exception {
    Request request = new Request(ID, operation);
    Bytes body = request.encode();
    assertEquals(request, Request.parse(body));
    assertEquals(body, Request.parse(body).encode());
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void a_reply_survives_its_encoding(Outcome outcome) throws Exception {
    Reply reply = new Reply(ID, 1, 2, outcome);
    assertEquals(reply, Reply.parse(reply.encode()));
    assertEquals(reply.encode(), Reply.parse(reply.encode()).encode());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void every_cut_and_every_extra_byte_is_malformed(Operation operation) {
    Bytes body = new Request(ID, operation).encode();
    for (int size = 0; size < body.size(); size++) {
      Bytes cut = body.slice(0, size);
      assertThrows(MalformedException.class, () -> Request.parse(cut));
    }
    assertThrows(MalformedException.class, () -> Request.parse(Bytes.concat(body, Bytes.of(0))));
  }

  /** A flip may give another valid request, but never one with the same encoding. */
  @ParameterizedTest
  @MethodSource("operations")
  void no_two_encodings_are_one_request(Operation operation) throws Exception {
    Bytes body = new Request(ID, operation).encode();
    for (int i = 0; i < body.size(); i++) {
      byte[] altered = body.toArray();
      altered[i] ^= (byte) (1 << (i % 8));
      try {
        Request other = Request.parse(Bytes.copyOf(altered));
        assertNotEquals(new Request(ID, operation), other);
        assertEquals(Bytes.copyOf(altered), other.encode());
      } catch (MalformedException | RefusedException refused) {
        // As it should.
      }
    }
  }

  private static Cbor.MapBuilder request() {
    return Cbor.map()
        .put("v", 1)
        .put("id", ID.toCbor())
        .put("op", "status")
        .put("durable", Cbor.of(false))
        .put("fresh", Cbor.none());
  }

  private static Cbor.MapBuilder with(String key, Cbor value) {
    Cbor.MapBuilder copy = Cbor.map();
    request().build().entries().forEach((k, v) -> copy.put(k, k.equals(key) ? value : v));
    return copy;
  }

  private static Code code(Cbor.MapBuilder body) {
    return assertThrows(RefusedException.class, () -> refusing(body.encode())).code();
  }

  private static void refusing(Bytes body) throws RefusedException {
    try {
      Request.parse(body);
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
  }

  @Test
  void the_base_of_the_refused_ones_is_accepted() throws Exception {
    assertEquals(new Request(ID, new Operation.Status()), Request.parse(request().encode()));
  }

  @Test
  void what_is_not_built_yet_is_unsupported_and_not_ignored() {
    assertEquals(Code.UNSUPPORTED_VERSION, code(with("v", Cbor.of(2))));
    assertEquals(Code.UNSUPPORTED_VERSION, code(with("v", Cbor.of(0))));
    assertEquals(Code.UNSUPPORTED_VERSION, code(with("durable", Cbor.of(true))));
    assertEquals(Code.UNSUPPORTED_VERSION, code(with("fresh", Cbor.of(DIGEST))));
    assertEquals(Code.UNSUPPORTED_VERSION, code(with("op", Cbor.of("checkpoint"))));
  }

  @Test
  void unknown_and_missing_fields_are_malformed() {
    assertEquals(Code.MALFORMED, code(request().put("more", 1)));
    assertEquals(Code.MALFORMED, code(with("id", Cbor.none())));
    assertEquals(Code.MALFORMED, code(with("v", Cbor.of("1"))));
    for (String key : List.of("v", "id", "op", "durable", "fresh")) {
      Cbor.MapBuilder copy = Cbor.map();
      request()
          .build()
          .entries()
          .forEach(
              (k, v) -> {
                if (!k.equals(key)) {
                  copy.put(k, v);
                }
              });
      assertEquals(Code.MALFORMED, code(copy), key);
    }
    assertEquals(
        Code.MALFORMED,
        code(with("id", Cbor.map().put("credential", DIGEST).put("counter", -1).build())));
  }

  @Test
  void a_request_id_is_48_bytes_and_a_counter() {
    assertThrows(IllegalArgumentException.class, () -> new RequestId(DIGEST.slice(0, 47), 0));
    assertThrows(IllegalArgumentException.class, () -> new RequestId(DIGEST, -1));
  }

  @Test
  void the_digest_is_of_the_body_and_labelled() {
    Bytes body = new Request(ID, new Operation.Start()).encode();
    assertEquals(Lp.sha384("EHS-1 request", body), Request.digest(body));
  }

  @Test
  void each_operation_names_the_right_that_a_delegate_needs() {
    assertEquals(
        List.of(
            Optional.of(Right.AUTHORISE),
            Optional.of(Right.AUTHORISE),
            Optional.of(Right.INVOKE),
            Optional.of(Right.INVOKE),
            Optional.of(Right.ATTACH),
            Optional.of(Right.INVOKE),
            Optional.empty(),
            Optional.of(Right.INVOKE),
            Optional.of(Right.ADMIN),
            Optional.empty()),
        operations().map(Operation::right).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"provisional", "authority", "outcome", "v"})
  void a_reply_with_a_reserved_value_is_unsupported(String key) {
    Cbor.MapBuilder copy = Cbor.map();
    Cbor.Map reply =
        Cbor.map()
            .put("v", 1)
            .put("id", ID.toCbor())
            .put("epoch", 1)
            .put("seq", 0)
            .put("provisional", Cbor.of(true))
            .put("authority", Cbor.none())
            .put("outcome", "done")
            .build();
    Cbor other =
        switch (key) {
          case "provisional" -> Cbor.of(false);
          case "authority" -> Cbor.of(DIGEST);
          case "outcome" -> Cbor.of("undone");
          default -> Cbor.of(2);
        };
    reply.entries().forEach((k, v) -> copy.put(k, k.equals(key) ? other : v));
    RefusedException e =
        assertThrows(
            RefusedException.class,
            () -> {
              try {
                Reply.parse(copy.encode());
              } catch (MalformedException malformed) {
                throw malformed.asRefusal();
              }
            });
    assertEquals(Code.UNSUPPORTED_VERSION, e.code());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 256})
  void an_exit_code_outside_a_byte_is_malformed(long code) {
    assertMalformedOutcome("exited", m -> m.put("code", code));
  }

  @Test
  void a_result_beyond_an_i32_an_unknown_phase_or_code_and_an_empty_refusal_are_malformed() {
    assertMalformedOutcome(
        "invoked",
        m -> m.put("output", Bytes.EMPTY).put("errors", Bytes.EMPTY).put("result", 1L << 31));
    assertMalformedOutcome(
        "invoked", m -> m.put("output", Bytes.EMPTY).put("errors", Bytes.EMPTY).put("result", "1"));
    assertMalformedOutcome(
        "status",
        m ->
            m.put("phase", "running")
                .put("programDigest", Cbor.none())
                .put("launchDigest", Cbor.none())
                .put("running", Cbor.none())
                .put("generation", 0)
                .put("sessions", 0));
    assertMalformedOutcome(
        "refused", m -> m.put("errors", Bytes.EMPTY).put("findings", Cbor.array(List.of())));
    assertMalformedOutcome(
        "refused",
        m -> m.put("errors", Bytes.EMPTY).put("findings", oneFinding("NO_SUCH_CODE", f -> f)));
  }

  private static Cbor oneFinding(String code, UnaryOperator<Cbor.MapBuilder> more) {
    Cbor.MapBuilder finding =
        Cbor.map().put("code", code).put("check", "").put("expected", "").put("actual", "");
    return Cbor.array(List.of(more.apply(finding).build()));
  }

  @Test
  void a_finding_with_more_than_it_has_is_malformed() {
    assertMalformedOutcome(
        "refused",
        m ->
            m.put("errors", Bytes.EMPTY)
                .put("findings", oneFinding("TRAP", finding -> finding.put("trace", ""))));
  }

  private static void assertMalformedOutcome(
      String name, java.util.function.UnaryOperator<Cbor.MapBuilder> fields) {
    Bytes body =
        fields
            .apply(
                Cbor.map()
                    .put("v", 1)
                    .put("id", ID.toCbor())
                    .put("epoch", 1)
                    .put("seq", 0)
                    .put("provisional", Cbor.of(true))
                    .put("authority", Cbor.none())
                    .put("outcome", name))
            .encode();
    assertThrows(MalformedException.class, () -> Reply.parse(body));
  }

  @Test
  void a_refusal_is_cut_to_what_its_reader_takes() throws Exception {
    String longText = "x".repeat(1023) + "\uD83D\uDE00" + "y".repeat(50);
    Finding finding = new Finding(Code.TRAP, longText, "", "");
    List<Finding> many = java.util.Collections.nCopies(40, finding);
    List<Finding> read = Refusal.parse(Refusal.encode(many)).findings();
    assertEquals(32, read.size());
    assertEquals("x".repeat(1023), read.getFirst().check());
    assertEquals(
        "z".repeat(1024),
        Refusal.parse(Refusal.encode(List.of(new Finding(Code.TRAP, "z".repeat(1025), "", ""))))
            .findings()
            .getFirst()
            .check());
    assertThrows(IllegalArgumentException.class, () -> new Outcome.Refused(List.of(), Bytes.EMPTY));
  }

  @Test
  void a_refusal_of_an_exception_keeps_its_findings() {
    RefusedException e = RefusedException.of(Code.NOT_FOUND, "a", "b", "c");
    assertEquals(e.findings(), Outcome.Refused.of(e).findings());
    assertEquals(Bytes.EMPTY, Outcome.Refused.of(e).errors());
  }
}
