package org.vouchsafe.host.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.JobId;

/** docs/jms.md, and its schema: what is published and what is read are the same. */
class RequestTest {
  private static final String ENV = EnvironmentRef.fresh().text();
  private static final String JOB = JobId.fresh().text();
  private static final String HEAD = "\"v\":1,\"id\":\"a\",\"issuedAt\":\"2026-01-01T00:00:00Z\",";

  private static final JsonSchema SCHEMA = schema();

  private static JsonSchema schema() {
    try {
      String text = Files.readString(Path.of("../docs/jms-request.schema.json"));
      String request = new ObjectMapper().readTree(text).get("$defs").get("request").toString();
      String whole =
          "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$defs\":"
              + new ObjectMapper().readTree(text).get("$defs")
              + ",\"allOf\":["
              + request
              + "]}";
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(whole, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> good() {
    return Stream.of(
        "{" + HEAD + "\"op\":\"show\",\"environment\":\"" + ENV + "\"}",
        "{" + HEAD + "\"op\":\"terminate\",\"environment\":\"" + ENV + "\"}",
        "{" + HEAD + "\"op\":\"attest\",\"environment\":\"" + ENV + "\",\"m1\":\"AAAA\"}",
        "{" + HEAD + "\"op\":\"job\",\"job\":\"" + JOB + "\"}",
        "{" + HEAD + "\"op\":\"job\",\"job\":\"" + JOB + "\",\"wait\":30}",
        "{" + HEAD + "\"op\":\"establish\",\"loader\":\"standard/1\",\"parameters\":\"AAAA\"}",
        "{"
            + HEAD
            + "\"op\":\"establish\",\"loader\":\"standard/1\",\"pool\":true,\"name\":\"é ü\","
            + "\"processor\":\"beta\",\"m1\":\"AAAA\",\"replyTo\":\"vouchsafe.replies.x\"}",
        "{"
            + HEAD
            + "\"op\":\"deliver\",\"environment\":\""
            + ENV
            + "\",\"handle\":\"AAAA\",\"frames\":[\"AAAA\",\"\"]}");
  }

  static Stream<String> bad() {
    String show = "\"op\":\"show\",\"environment\":\"" + ENV + "\"";
    return Stream.of(
        "[]",
        "{" + HEAD + "\"op\":\"reboot\"}",
        "{" + HEAD + show + ",\"more\":1}",
        "{" + HEAD + show + ",\"m1\":\"AAAA\"}",
        "{\"v\":2,\"id\":\"a\",\"issuedAt\":\"2026-01-01T00:00:00Z\"," + show + "}",
        "{\"v\":1,\"id\":\"\",\"issuedAt\":\"2026-01-01T00:00:00Z\"," + show + "}",
        "{\"v\":1,\"issuedAt\":\"2026-01-01T00:00:00Z\"," + show + "}",
        "{\"v\":1,\"id\":\"a\\u0007\",\"issuedAt\":\"2026-01-01T00:00:00Z\"," + show + "}",
        "{\"v\":1,\"id\":\"a\",\"issuedAt\":\"yesterday\"," + show + "}",
        "{\"v\":1,\"id\":\"a\",\"issuedAt\":\"2026-01-01T00:00:00+01:00\"," + show + "}",
        "{" + HEAD + "\"op\":\"show\",\"environment\":\"env_1\"}",
        "{" + HEAD + "\"op\":\"show\",\"environment\":null}",
        "{" + HEAD + "\"op\":\"attest\",\"environment\":\"" + ENV + "\"}",
        "{" + HEAD + "\"op\":\"attest\",\"environment\":\"" + ENV + "\",\"m1\":\"A+/=\"}",
        "{" + HEAD + "\"op\":\"job\",\"job\":\"" + JOB + "\",\"wait\":31}",
        "{" + HEAD + "\"op\":\"job\",\"job\":\"" + JOB + "\",\"wait\":\"3\"}",
        "{" + HEAD + "\"op\":\"establish\",\"parameters\":\"AAAA\"}",
        "{" + HEAD + "\"op\":\"establish\",\"loader\":\"standard/1\",\"pool\":1}",
        "{" + HEAD + "\"op\":\"establish\",\"loader\":[\"standard/1\"]}",
        "{"
            + HEAD
            + "\"op\":\"deliver\",\"environment\":\""
            + ENV
            + "\",\"handle\":\"AAAA\",\"frames\":[]}",
        "{"
            + HEAD
            + "\"op\":\"deliver\",\"environment\":\""
            + ENV
            + "\",\"handle\":\"AAAA\",\"frames\":[1]}");
  }

  @ParameterizedTest
  @MethodSource("good")
  void what_the_schema_allows_is_read(String text) throws Exception {
    assertEquals(List.of(), List.copyOf(SCHEMA.validate(text, InputFormat.JSON)));
    assertEquals("a", Request.parse(text).id());
  }

  @ParameterizedTest
  @MethodSource("bad")
  void what_the_schema_forbids_is_refused(String text) {
    assertTrue(!SCHEMA.validate(text, InputFormat.JSON).isEmpty(), text);
    Exception refusal = assertThrows(Exception.class, () -> Request.parse(text));
    assertTrue(
        refusal instanceof MalformedException || refusal instanceof RefusedException,
        refusal.toString());
  }

  /** What a schema cannot say (ATTACKS W07). */
  @ParameterizedTest
  @MethodSource("notStrict")
  void what_two_readers_could_read_differently_is_refused(String text) {
    assertThrows(MalformedException.class, () -> Request.parse(text));
  }

  static Stream<String> notStrict() {
    String show = "{" + HEAD + "\"op\":\"show\",\"environment\":\"" + ENV + "\"}";
    return Stream.of(
        "",
        "null",
        show + show,
        show + " x",
        show.replace("\"v\":1", "\"v\":1,\"v\":1"),
        show.replace("\"v\":1", "\"v\":1.5"),
        show.replace("\"v\":1", "\"v\":" + "[".repeat(10_000)),
        "{\"v\":" + "{\"a\":".repeat(5_000),
        show.replace('"', '\''));
  }

  @Test
  void a_request_that_was_caught_and_comes_much_later_is_refused() throws Exception {
    Request request = Request.parse(good().findFirst().orElseThrow());
    Instant issued = Instant.parse("2026-01-01T00:00:00Z");
    request.requireFresh(issued);
    request.requireFresh(issued.plus(Request.OLDEST));
    request.requireFresh(issued.minus(Request.MOST_AHEAD));
    for (Instant wrong :
        List.of(
            issued.plus(Request.OLDEST).plusSeconds(1),
            issued.minus(Request.MOST_AHEAD).minusSeconds(1))) {
      RefusedException refusal =
          assertThrows(RefusedException.class, () -> request.requireFresh(wrong));
      assertEquals(Code.STALE_NONCE, refusal.code());
    }
  }
}
