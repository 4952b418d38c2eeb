package org.vouchsafe.channel;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.channel.request.Samples;

/** Wrote {@code bodies.txt}; see {@link VectorWriter}. */
final class WriteBodyVectors {
  private static final int MAX = 1 << 20;
  private final VectorWriter out =
      new VectorWriter(
          """
          docs/spec/channel.md, section 5: bodies. What is accepted encodes back to what was read.\
          """);

  public static void main(String[] arguments) throws IOException, MalformedException {
    WriteBodyVectors vectors = new WriteBodyVectors();
    for (Map.Entry<String, List<Bytes>> kind : Samples.all().entrySet()) {
      vectors.kind(kind.getKey(), kind.getValue());
    }
    vectors.out.write("bodies.txt");
  }

  private void kind(String kind, List<Bytes> samples) throws MalformedException {
    for (int i = 0; i < samples.size(); i++) {
      out.add(kind + " " + i, "ok", "do", kind, "input", samples.get(i).hex());
    }
    Cbor.Map map = (Cbor.Map) Cbor.decode(samples.getFirst(), kind, MAX);
    String base = kind + " 0";
    for (String key : map.entries().keySet()) {
      refuse(kind + " without " + key, "MALFORMED", base, Forge.without(map, key));
      if (!reservedNone(key)) {
        refuse(
            kind + " with none for " + key, "MALFORMED", base, Forge.with(map, key, Cbor.none()));
      }
    }
    refuse(kind + " with more", "MALFORMED", base, Forge.with(map, "more", Cbor.none()));
    refuse(kind + " of version 0", "UNSUPPORTED_VERSION", base, Forge.with(map, "v", Cbor.of(0)));
    refuse(kind + " of version 2", "UNSUPPORTED_VERSION", base, Forge.with(map, "v", Cbor.of(2)));
    reserved(kind, base, map);
    out.edited(kind + " cut", "MALFORMED", base, "input cut " + (samples.getFirst().size() - 1));
    out.edited(kind + " with a byte after it", "MALFORMED", base, "input append 00");
    out.add(kind + " of nothing", "MALFORMED", "base", base, "input", "");
    out.add(kind + " that is an array", "MALFORMED", "base", base, "input", "80");
    out.add(
        kind + " with a longer head than needed",
        "MALFORMED",
        "base",
        base,
        "input",
        "b8" + String.format("%02x", map.entries().size()) + samples.getFirst().hex().substring(2));
  }

  private static boolean reservedNone(String key) {
    return List.of("fresh", "authority", "ack", "program").contains(key);
  }

  private void reserved(String kind, String base, Cbor.Map map) {
    Map<String, Cbor> notYet =
        Map.of(
            "durable", Cbor.of(true),
            "fresh", Cbor.of(Bytes.of(1)),
            "provisional", Cbor.of(false),
            "authority", Cbor.of(Bytes.of(1)),
            "op", Cbor.of("checkpoint"),
            "outcome", Cbor.of("moved"));
    for (String key : map.entries().keySet()) {
      if (notYet.containsKey(key)) {
        refuse(
            kind + " with a value for " + key + " that is not built",
            "UNSUPPORTED_VERSION",
            base,
            Forge.with(map, key, notYet.get(key)));
      }
    }
  }

  private void refuse(String name, String expected, String base, Cbor.Map map) {
    out.add(name, expected, "base", base, "input", map.encode().hex());
  }
}
