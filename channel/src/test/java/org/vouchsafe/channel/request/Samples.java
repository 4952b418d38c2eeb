package org.vouchsafe.channel.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;

/** One encoding of every kind, by the name of the operation that reads it. */
public final class Samples {
  private Samples() {}

  public static final RequestId ID = RequestTest.ID;

  public static List<Bytes> requests() {
    return RequestTest.operations().map(o -> new Request(RequestTest.ID, o).encode()).toList();
  }

  public static List<Bytes> replies() {
    return RequestTest.outcomes().map(o -> new Reply(RequestTest.ID, 1, 0, o).encode()).toList();
  }

  public static List<Bytes> streams() {
    return List.of(
        StreamFrame.input(RequestTest.ID, 0, Bytes.utf8("in"), false).encode(),
        StreamFrame.input(RequestTest.ID, 2, Bytes.EMPTY, true).encode(),
        StreamFrame.output(RequestTest.ID, 1, 9, Bytes.utf8("out"), true, 1, 0).encode(),
        StreamFrame.output(RequestTest.ID, 2, 0, Bytes.utf8("err"), false, 1, 0).encode(),
        StreamFrame.acknowledge(RequestTest.ID, 1, 12).encode());
  }

  public static List<Bytes> alerts() {
    return List.of(
        Refusal.encode(List.of(new Finding(Code.RECORD_SEQ, "record number", "1", "2"))),
        Refusal.encode(
            List.of(
                new Finding(Code.TRAP, "", "", ""), new Finding(Code.INTERNAL, "a", "b", "c"))));
  }

  public static Map<String, List<Bytes>> all() {
    Map<String, List<Bytes>> all = new LinkedHashMap<>();
    all.put("request", requests());
    all.put("reply", replies());
    all.put("stream", streams());
    all.put("alert", alerts());
    return all;
  }
}
