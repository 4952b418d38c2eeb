package org.vouchsafe.channel.request;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.credential.Right;

/** The operations of a request. Each says which reply it gets when it is not refused. */
public sealed interface Operation {
  /**
   * Loads a program. Reply: {@link Outcome.Authorised}.
   *
   * @param launch an encoded {@code Launch}: secret arguments, environment, files
   * @param program module or encoded package; none when the activation state carries it
   */
  record Authorise(Bytes launch, Optional<Bytes> program) implements Operation {}

  /**
   * Runs the loaded command, with streams 0, 1 and 2 under this request's id. Reply, when it has
   * ended: {@link Outcome.Exited}.
   */
  record Start() implements Operation {}

  /**
   * Calls an export of the loaded reactor. Reply: {@link Outcome.Invoked}.
   *
   * @param export of type {@code () -> ()} or {@code () -> i32}
   * @param input what it reads as standard input
   */
  record Invoke(String export, Bytes input) implements Operation {}

  /**
   * Moves the streams of a running or finished {@link Start} to this session. Reply: {@link
   * Outcome.Attached}, then the output from these offsets, then the other request's own reply.
   *
   * @param request the start request
   * @param output absolute offset of standard output that this client has
   * @param errors absolute offset of standard error that this client has
   */
  record Attach(RequestId request, long output, long errors) implements Operation {}

  /** Ends a running request; its reply is CANCELLED. Reply: {@link Outcome.Done}. */
  record Cancel(RequestId request) implements Operation {}

  /** Reply: {@link Outcome.Status}. */
  record Status() implements Operation {}

  /** Asks for the key to which messages are sealed. Reply: {@link Outcome.InvokeKey}. */
  record InvokeKey() implements Operation {}

  /**
   * Raises the least generation of a valid credential; the owner only. Reply: {@link Outcome.Done}.
   */
  record Revoke(long generation) implements Operation {}

  /**
   * Lets the area forget the replies to this credential's requests below {@code counter}; those
   * requests are ALREADY_FORGOTTEN from now on. Reply: {@link Outcome.Done}.
   */
  record Forget(long counter) implements Operation {}

  /** What a delegate's credential must carry for it; none where any session will do. */
  default Optional<Right> right() {
    return switch (this) {
      case Authorise a -> Optional.of(Right.AUTHORISE);
      case Start s -> Optional.of(Right.INVOKE);
      case Invoke i -> Optional.of(Right.INVOKE);
      case Cancel c -> Optional.of(Right.INVOKE);
      case InvokeKey k -> Optional.of(Right.INVOKE);
      case Attach a -> Optional.of(Right.ATTACH);
      case Revoke r -> Optional.of(Right.ADMIN);
      case Status s -> Optional.empty();
      case Forget f -> Optional.empty();
    };
  }

  /** As {@code op} has it. */
  default String name() {
    return switch (this) {
      case Authorise a -> "authorise";
      case Start s -> "start";
      case Invoke i -> "invoke";
      case Attach a -> "attach";
      case Cancel c -> "cancel";
      case Status s -> "status";
      case InvokeKey k -> "invoke-key";
      case Revoke r -> "revoke";
      case Forget f -> "forget";
    };
  }

  /** Adds the operation's own fields. */
  default Cbor.MapBuilder write(Cbor.MapBuilder map) {
    return switch (this) {
      case Authorise(Bytes launch, Optional<Bytes> program) ->
          map.put("launch", launch)
              .put("program", program.<Cbor>map(Cbor::of).orElseGet(Cbor::none));
      case Invoke(String export, Bytes input) -> map.put("export", export).put("input", input);
      case Attach(RequestId request, long output, long errors) ->
          map.put("request", request.toCbor()).put("output", output).put("errors", errors);
      case Cancel(RequestId request) -> map.put("request", request.toCbor());
      case Revoke(long generation) -> map.put("generation", generation);
      case Forget(long counter) -> map.put("counter", counter);
      case Start s -> map;
      case Status s -> map;
      case InvokeKey k -> map;
    };
  }

  /** Takes the operation's own fields. */
  static Operation read(String name, Fields fields) throws MalformedException, RefusedException {
    return switch (name) {
      case "authorise" ->
          new Authorise(
              fields.bytes("launch", 0, Integer.MAX_VALUE),
              fields.optionalBytes("program", 0, Integer.MAX_VALUE));
      case "start" -> new Start();
      case "invoke" ->
          new Invoke(fields.text("export", 1024), fields.bytes("input", 0, Integer.MAX_VALUE));
      case "attach" ->
          new Attach(
              RequestId.read(fields.fields("request")),
              offset(fields, "output"),
              offset(fields, "errors"));
      case "cancel" -> new Cancel(RequestId.read(fields.fields("request")));
      case "status" -> new Status();
      case "invoke-key" -> new InvokeKey();
      case "revoke" -> new Revoke(offset(fields, "generation"));
      case "forget" -> new Forget(offset(fields, "counter"));
      default ->
          throw RefusedException.of(
              Code.UNSUPPORTED_VERSION, "operation", "a known operation", "another one");
    };
  }

  private static long offset(Fields fields, String key) throws MalformedException {
    return fields.integer(key, 0, Long.MAX_VALUE);
  }
}
