package org.vouchsafe.host.request;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.host.environment.EstablishRequest;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.json.JsonFields;

/**
 * What a program asks for by message, as its signed text says. The schema is published as {@code
 * docs/jms-request.schema.json}; what it allows and what is read here is the same.
 *
 * @param id the sender's own name for the request: sent twice, it is one request
 * @param issuedAt by the sender's clock
 * @param replyTo name of a reply queue of the account; empty leaves it to the message
 */
record Request(String id, Instant issuedAt, Optional<String> replyTo, Operation operation) {
  static final Duration OLDEST = Duration.ofHours(24);
  static final Duration MOST_AHEAD = Duration.ofMinutes(5);

  private static final String PATH = "request";
  private static final int MAX_FRAME = 80 * 1024;
  private static final int MAX_FRAMES = 64;

  /** One operation with its own members. */
  sealed interface Operation {
    record Establish(EstablishRequest request) implements Operation {}

    record Attest(EnvironmentRef environment, Bytes m1) implements Operation {}

    record Show(EnvironmentRef environment) implements Operation {}

    record Terminate(EnvironmentRef environment) implements Operation {}

    /**
     * @param atMost how long to wait for its end, at most 30 s
     */
    record ShowJob(JobId job, Duration atMost) implements Operation {}

    /** Sealed frames of a channel, and the frames that answer them. */
    record Deliver(EnvironmentRef environment, Bytes handle, List<Bytes> frames)
        implements Operation {}
  }

  static Request parse(String text) throws MalformedException, RefusedException {
    JsonFields fields = JsonFields.parse(Bytes.utf8(text), PATH);
    fields.integer("v", 1, 1);
    String id = fields.text("id", 100);
    if (id.isEmpty()) {
      throw new MalformedException(PATH + " > id", "is empty");
    }
    Instant issuedAt = instant(fields.text("issuedAt", 40));
    Optional<String> replyTo = fields.optionalText("replyTo", 200);
    Operation operation = operation(fields.text("op", 20), fields);
    fields.end();
    return new Request(id, issuedAt, replyTo, operation);
  }

  private static Operation operation(String op, JsonFields fields)
      throws MalformedException, RefusedException {
    return switch (op) {
      case "establish" -> establish(fields);
      case "attest" ->
          new Operation.Attest(environment(fields), fields.bytes("m1", ClientHello.MAX_SIZE));
      case "show" -> new Operation.Show(environment(fields));
      case "terminate" -> new Operation.Terminate(environment(fields));
      case "job" ->
          new Operation.ShowJob(
              JobId.of(fields.text("job", 64)),
              Duration.ofSeconds(fields.optionalInteger("wait", 0, 30).orElse(0)));
      case "deliver" ->
          new Operation.Deliver(environment(fields), fields.bytes("handle", 32), frames(fields));
      default -> throw new MalformedException(PATH + " > op", "is not a known operation");
    };
  }

  private static Operation establish(JsonFields fields) throws MalformedException {
    return new Operation.Establish(
        new EstablishRequest(
            fields.optionalText("name", 100),
            fields.text("loader", 64),
            fields.optionalBytes("parameters", Parameters.MAX_SIZE),
            fields.flag("pool", false),
            fields.optionalText("processor", 100),
            fields.optionalBytes("m1", ClientHello.MAX_SIZE)));
  }

  private static EnvironmentRef environment(JsonFields fields)
      throws MalformedException, RefusedException {
    return EnvironmentRef.of(fields.text("environment", 64));
  }

  private static List<Bytes> frames(JsonFields fields) throws MalformedException {
    List<Bytes> frames = new ArrayList<>();
    for (String frame : fields.texts("frames", MAX_FRAMES, MAX_FRAME * 4 / 3)) {
      try {
        frames.add(Bytes.fromBase64Url(frame));
      } catch (IllegalArgumentException e) {
        throw new MalformedException(PATH + " > frames", "has an item that is not base64url");
      }
    }
    if (frames.isEmpty()) {
      throw new MalformedException(PATH + " > frames", "is empty");
    }
    return List.copyOf(frames);
  }

  private static Instant instant(String text) throws MalformedException {
    try {
      if (text.endsWith("Z")) {
        return Instant.parse(text);
      }
    } catch (DateTimeException e) {
      throw notATime();
    }
    throw notATime();
  }

  private static MalformedException notATime() {
    return new MalformedException(PATH + " > issuedAt", "is not a time like 2026-01-31T23:59:59Z");
  }

  /**
   * A request is remembered for longer than it may be old, so that one that is caught and sent
   * again later is either answered as before or refused.
   *
   * @throws RefusedException STALE_NONCE
   */
  void requireFresh(Instant now) throws RefusedException {
    if (issuedAt.isBefore(now.minus(OLDEST)) || issuedAt.isAfter(now.plus(MOST_AHEAD))) {
      throw RefusedException.of(
          Code.STALE_NONCE,
          "issuedAt of the request",
          "within the last " + OLDEST.toHours() + " hours of " + now,
          issuedAt.toString());
    }
  }
}
