package org.vouchsafe.web.problem;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.json.Json;

/**
 * A problem detail (RFC 9457) with this product's members: {@code code}, {@code check}, {@code
 * expected}, {@code actual}, {@code advice} (what to do), all {@code findings}, and for an
 * unforeseen failure the {@code incident} under which it was logged.
 *
 * @param status HTTP status
 * @param findings at least one; the first stands for all
 * @param incident only for {@link Code#INTERNAL}
 */
public record Problem(int status, List<Finding> findings, Optional<String> incident) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /** How long to wait after RATE_LIMITED or UNAVAILABLE. */
  private static final String RETRY_AFTER_SECONDS = "2";

  public Problem {
    findings = List.copyOf(findings);
  }

  public static Problem of(RefusedException refusal) {
    return new Problem(Statuses.of(refusal.code()), refusal.findings(), Optional.empty());
  }

  public static Problem of(MalformedException malformed) {
    return of(malformed.asRefusal());
  }

  /** What the container refused: an unknown path, a wrong method or media type. */
  static Problem ofStatus(int status, String expected) {
    Finding finding =
        new Finding(Statuses.ofStatus(status), "HTTP request", expected, "status " + status);
    return new Problem(status, List.of(finding), Optional.empty());
  }

  /** An unforeseen failure; says nothing about it but where in the log it stands. */
  static Problem internal(String incident) {
    Finding finding =
        new Finding(Code.INTERNAL, "service", "an answer", "a failure, logged as " + incident);
    return new Problem(500, List.of(finding), Optional.of(incident));
  }

  /** What HTTP wants beside the body. */
  public Map<String, String> headers() {
    return switch (code()) {
      case RATE_LIMITED, UNAVAILABLE -> Map.of("Retry-After", RETRY_AFTER_SECONDS);
      case UNAUTHENTICATED -> Map.of("WWW-Authenticate", "Bearer");
      default -> Map.of();
    };
  }

  public Code code() {
    return findings.get(0).code();
  }

  public JsonObject toJson() {
    Finding first = findings.get(0);
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("type", "urn:vouchsafe:error:" + code().name().toLowerCase(Locale.ROOT))
            .add("title", code().sentence())
            .add("status", status)
            .add("detail", first.sentence())
            .add("code", code().name())
            .add("check", first.check())
            .add("expected", first.expected())
            .add("actual", first.actual())
            .add("advice", code().advice());
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (Finding finding : findings) {
      all.add(
          Json.createObjectBuilder()
              .add("code", finding.code().name())
              .add("check", finding.check())
              .add("expected", finding.expected())
              .add("actual", finding.actual()));
    }
    json.add("findings", all);
    incident.ifPresent(id -> json.add("incident", id));
    return json.build();
  }
}
