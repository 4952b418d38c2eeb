package org.vouchsafe.channel.request;

import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/** How a request ended. */
public sealed interface Outcome {
  /**
   * It was refused, or the program failed (TRAP, LIMIT_…, CANCELLED).
   *
   * @param findings at least one
   * @param errors what an invoked export had written to standard error; else empty
   */
  record Refused(List<Finding> findings, Bytes errors) implements Outcome {
    public Refused {
      findings = List.copyOf(findings);
      if (findings.isEmpty()) {
        throw new IllegalArgumentException("a refusal says why");
      }
    }

    public static Refused of(RefusedException e) {
      return new Refused(e.findings(), Bytes.EMPTY);
    }
  }

  /** Both digests are 48 bytes. */
  record Authorised(Bytes programDigest, Bytes launchDigest) implements Outcome {}

  /**
   * A command ended by itself, all its output sent before.
   *
   * @param code 0 to 255
   */
  record Exited(int code) implements Outcome {}

  /**
   * An export returned.
   *
   * @param output what it wrote to standard output
   * @param errors what it wrote to standard error
   * @param result its i32; none for an export that returns nothing. Not 0 is the application's own
   *     error code
   */
  record Invoked(Bytes output, Bytes errors, Optional<Integer> result) implements Outcome {}

  /**
   * @param input absolute offset of standard input from which the client goes on
   */
  record Attached(long input) implements Outcome {}

  /** It was done and there is nothing to say about it. */
  record Done() implements Outcome {}

  /**
   * @param phase what the program does
   * @param running the start request that runs or ran last
   * @param generation least generation of a valid credential
   * @param sessions open now
   */
  record Status(
      Phase phase,
      Optional<Bytes> programDigest,
      Optional<Bytes> launchDigest,
      Optional<RequestId> running,
      long generation,
      int sessions)
      implements Outcome {}

  /** What an area's program does. */
  enum Phase {
    /** No program was authorised. */
    EMPTY,
    /** A program is loaded and can be started or invoked. */
    LOADED,
    RUNNING,
    ENDED
  }

  /**
   * @param statement an encoded signed statement with the role {@code invoke}
   */
  record InvokeKey(Bytes statement) implements Outcome {}

  /** As {@code outcome} has it. */
  default String name() {
    return switch (this) {
      case Refused r -> "refused";
      case Authorised a -> "authorised";
      case Exited e -> "exited";
      case Invoked i -> "invoked";
      case Attached a -> "attached";
      case Done d -> "done";
      case Status s -> "status";
      case InvokeKey k -> "invoke-key";
    };
  }

  /** Adds the outcome's own fields. */
  default Cbor.MapBuilder write(Cbor.MapBuilder map) {
    return switch (this) {
      case Refused(List<Finding> findings, Bytes errors) ->
          map.put("findings", Refusal.toCbor(findings)).put("errors", errors);
      case Authorised(Bytes program, Bytes launch) ->
          map.put("programDigest", program).put("launchDigest", launch);
      case Exited(int code) -> map.put("code", code);
      case Invoked(Bytes output, Bytes errors, Optional<Integer> result) ->
          map.put("output", output)
              .put("errors", errors)
              .put("result", result.<Cbor>map(Cbor::of).orElseGet(Cbor::none));
      case Attached(long input) -> map.put("input", input);
      case Done d -> map;
      case Status s ->
          map.put("phase", s.phase.name())
              .put("programDigest", s.programDigest.<Cbor>map(Cbor::of).orElseGet(Cbor::none))
              .put("launchDigest", s.launchDigest.<Cbor>map(Cbor::of).orElseGet(Cbor::none))
              .put("running", s.running.map(RequestId::toCbor).orElseGet(Cbor::none))
              .put("generation", s.generation)
              .put("sessions", s.sessions);
      case InvokeKey(Bytes statement) -> map.put("statement", statement);
    };
  }

  /** Takes the outcome's own fields. */
  static Outcome read(String name, Fields fields) throws MalformedException, RefusedException {
    return switch (name) {
      case "refused" ->
          new Refused(Refusal.read(fields), fields.bytes("errors", 0, Integer.MAX_VALUE));
      case "authorised" ->
          new Authorised(fields.bytes("programDigest", 48), fields.bytes("launchDigest", 48));
      case "exited" -> new Exited((int) fields.integer("code", 0, 255));
      case "invoked" ->
          new Invoked(
              fields.bytes("output", 0, Integer.MAX_VALUE),
              fields.bytes("errors", 0, Integer.MAX_VALUE),
              result(fields.any("result")));
      case "attached" -> new Attached(fields.integer("input", 0, Long.MAX_VALUE));
      case "done" -> new Done();
      case "status" -> status(fields);
      case "invoke-key" -> new InvokeKey(fields.bytes("statement", 0, 65_536));
      default ->
          throw RefusedException.of(
              Code.UNSUPPORTED_VERSION, "outcome", "a known outcome", "another one");
    };
  }

  private static Optional<Integer> result(Cbor value) throws MalformedException {
    return switch (value) {
      case Cbor.None none -> Optional.empty();
      case Cbor.Int(long number) when number == (int) number -> Optional.of((int) number);
      default -> throw new MalformedException("reply > result", "is neither none nor an i32");
    };
  }

  private static Status status(Fields fields) throws MalformedException {
    String phase = fields.text("phase", 16);
    for (Phase known : Phase.values()) {
      if (known.name().equals(phase)) {
        Optional<Fields> running = fields.optionalFields("running");
        return new Status(
            known,
            fields.optionalBytes("programDigest", 48, 48),
            fields.optionalBytes("launchDigest", 48, 48),
            running.isPresent() ? Optional.of(RequestId.read(running.get())) : Optional.empty(),
            fields.integer("generation", 0, Long.MAX_VALUE),
            (int) fields.integer("sessions", 0, Integer.MAX_VALUE));
      }
    }
    throw new MalformedException("reply > phase", "is not a known phase");
  }
}
