package org.vouchsafe.client.service;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.json.JsonObject;

/**
 * The hosting service or the processor answered, and said no. Its text comes from the other side:
 * print it as text only.
 */
public final class ServiceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final transient List<Detail> details;

  /** One check, as the other side tells it. */
  public record Detail(String check, String expected, String actual) {}

  private ServiceException(String code, String sentence, List<Detail> details) {
    super(sentence);
    this.code = code;
    this.details = List.copyOf(details);
  }

  public ServiceException(String code, String sentence) {
    this(code, sentence, List.of());
  }

  /** A refusal that the processor sent through the channel. */
  public static ServiceException fromProcessor(RefusedException refusal) {
    return new ServiceException(
        refusal.code().name(), refusal.code().sentence(), details(refusal.findings()));
  }

  /** An answer that cannot be read is refused like any other wrong answer. */
  public static ServiceException unreadable(MalformedException problem) {
    return new ServiceException(
        "MALFORMED", "The service's answer cannot be read: " + problem.getMessage());
  }

  /** Problem details (RFC 9457) with the members {@code code, check, expected, actual}. */
  static ServiceException ofProblem(int status, Optional<JsonObject> problem) {
    if (problem.isEmpty()) {
      return new ServiceException(
          status == 401 ? "UNAUTHENTICATED" : "HTTP_" + status,
          "The service answered with HTTP status " + status + " and no explanation.");
    }
    return ofMembers("HTTP_" + status, problem.get());
  }

  /**
   * The failure that an object with {@code code, title, findings} describes: a problem, or a job's
   * error.
   *
   * @param code when it names none
   */
  public static ServiceException ofMembers(String code, JsonObject members) {
    String known = members.optionalText("code").orElse(code);
    String sentence =
        members
            .optionalText("title")
            .or(() -> sentence(known))
            .or(() -> members.optionalText("detail"))
            .orElse("The service refused.");
    List<Detail> details;
    try {
      details = members.objects("findings").stream().map(ServiceException::detail).toList();
    } catch (MalformedException e) {
      details = members.has("check") ? List.of(detail(members)) : List.of();
    }
    return new ServiceException(known, sentence, details);
  }

  private static Optional<String> sentence(String code) {
    return Arrays.stream(Code.values())
        .filter(known -> known.name().equals(code))
        .map(Code::sentence)
        .findFirst();
  }

  private static Detail detail(JsonObject finding) {
    return new Detail(finding.shown("check"), finding.shown("expected"), finding.shown("actual"));
  }

  private static List<Detail> details(List<Finding> findings) {
    return findings.stream()
        .map(finding -> new Detail(finding.check(), finding.expected(), finding.actual()))
        .toList();
  }

  /** The same, naming the thing that it is about. */
  public ServiceException about(String thing) {
    return new ServiceException(code, getMessage() + " (" + thing + ")", details);
  }

  /** Stable, as in {@code docs/errors.md}; may be one that this version does not know. */
  public String code() {
    return code;
  }

  public List<Detail> details() {
    return details;
  }
}
