package org.vouchsafe.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/** What travels on the socket: deterministic CBOR {@code {v, kind, id, …}}. */
sealed interface Frame {
  int VERSION = 1;

  /** Room for what a refusal says, whatever was refused. */
  int MAX_TEXT = 2000;

  int MAX_FINDINGS = 64;

  Cbor toCbor();

  /** Host to processor; {@code id} comes back with the answer. */
  record Request(long id, Call call) implements Frame {
    @Override
    public Cbor toCbor() {
      return frame("request").put("id", id).put("call", call.toCbor()).build();
    }
  }

  /** Processor to host: the call's result. */
  record Reply(long id, Cbor result) implements Frame {
    @Override
    public Cbor toCbor() {
      return frame("reply").put("id", id).put("result", result).build();
    }
  }

  /**
   * Processor to host: why there is no result.
   *
   * @param id empty when the refused frame did not show one
   */
  record Refusal(Optional<Long> id, List<Finding> findings) implements Frame {
    @Override
    public Cbor toCbor() {
      List<Cbor> items = new ArrayList<>();
      for (Finding finding : findings.subList(0, Math.min(findings.size(), MAX_FINDINGS))) {
        items.add(
            Cbor.map()
                .put("code", finding.code().name())
                .put("check", cut(finding.check()))
                .put("expected", cut(finding.expected()))
                .put("actual", cut(finding.actual()))
                .build());
      }
      return frame("refusal")
          .put("id", id.map(Cbor::of).orElse(Cbor.none()))
          .put("findings", Cbor.array(items))
          .build();
    }

    private static String cut(String text) {
      return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
  }

  /** Processor to host: a record for whoever is connected under the handle. */
  record Emit(AreaId area, Bytes handle, Bytes record) implements Frame {
    @Override
    public Cbor toCbor() {
      return frame("emit")
          .put("area", area.value())
          .put("handle", handle)
          .put("record", record)
          .build();
    }
  }

  /** Processor to host: the area is gone. */
  record Ended(AreaId area, Code reason) implements Frame {
    @Override
    public Cbor toCbor() {
      return frame("ended").put("area", area.value()).put("reason", reason.name()).build();
    }
  }

  private static Cbor.MapBuilder frame(String kind) {
    return Cbor.map().put("v", VERSION).put("kind", kind);
  }

  /**
   * The request's id, as far as it can be seen, so that even a bad frame's answer finds its way.
   */
  static Optional<Long> idOf(Bytes body) {
    try {
      return Optional.of(
          Fields.decode(body, "frame", Connection.MAX_FRAME).integer("id", 0, Long.MAX_VALUE));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  static Frame parse(Bytes body) throws MalformedException {
    Fields fields = Fields.decode(body, "frame", Connection.MAX_FRAME);
    fields.version(VERSION);
    String kind = fields.text("kind", 16);
    Frame frame =
        switch (kind) {
          case "request" -> new Request(id(fields), Call.from(fields.fields("call")));
          case "reply" -> new Reply(id(fields), fields.any("result"));
          case "refusal" -> refusal(fields);
          case "emit" ->
              new Emit(
                  AreaId.parse(fields.text("area", 64), "frame > area"),
                  fields.bytes("handle", Call.HANDLE),
                  fields.bytes("record", 0, Call.MAX_RECORD));
          case "ended" ->
              new Ended(
                  AreaId.parse(fields.text("area", 64), "frame > area"),
                  code(fields.text("reason", 64)));
          default -> throw new MalformedException("frame > kind", "is not known");
        };
    fields.end();
    return frame;
  }

  private static long id(Fields fields) throws MalformedException {
    return fields.integer("id", 0, Long.MAX_VALUE);
  }

  private static Refusal refusal(Fields fields) throws MalformedException {
    Cbor id = fields.any("id");
    List<Finding> findings = new ArrayList<>();
    for (Cbor item : fields.array("findings", MAX_FINDINGS)) {
      Fields finding = Fields.of(item, "frame > finding");
      findings.add(
          new Finding(
              code(finding.text("code", 64)),
              finding.text("check", MAX_TEXT),
              finding.text("expected", MAX_TEXT),
              finding.text("actual", MAX_TEXT)));
      finding.end();
    }
    if (findings.isEmpty()) {
      throw new MalformedException("frame > findings", "says nothing");
    }
    return switch (id) {
      case Cbor.Int(long value) when value >= 0 -> new Refusal(Optional.of(value), findings);
      case Cbor.None() -> new Refusal(Optional.empty(), findings);
      default -> throw new MalformedException("frame > id", "is not an id");
    };
  }

  private static Code code(String name) throws MalformedException {
    for (Code code : Code.values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    throw new MalformedException("frame > code", "is not a known code");
  }
}
