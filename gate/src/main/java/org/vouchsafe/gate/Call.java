package org.vouchsafe.gate;

import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.measure.Loader;

/** A call of the entry gate as a value: {@code {op, …}}. */
sealed interface Call {
  /** Bytes of a handle. */
  int HANDLE = 32;

  /** A sealed record: 64 KiB and its header and tag, generously. */
  int MAX_RECORD = (64 << 10) + 1024;

  int MAX_M1 = 1 << 20;
  int MAX_PARAMETERS = 1 << 20;
  int MAX_FRAMES = 1 << 12;
  int MAX_MESSAGE = 16 << 20;

  Cbor toCbor();

  record Describe() implements Call {
    @Override
    public Cbor toCbor() {
      return op("describe").build();
    }
  }

  record Instantiate(Loader loader, Optional<Bytes> parameters) implements Call {
    @Override
    public Cbor toCbor() {
      return op("instantiate")
          .put("loader", loader.encode())
          .put("parameters", parameters.map(Cbor::of).orElse(Cbor.none()))
          .build();
    }
  }

  record Attest(AreaId area, Bytes m1) implements Call {
    @Override
    public Cbor toCbor() {
      return op("attest", area).put("m1", m1).build();
    }
  }

  record Deliver(AreaId area, Bytes handle, List<Bytes> frames) implements Call {
    @Override
    public Cbor toCbor() {
      return op("deliver", area)
          .put("handle", handle)
          .put("frames", Cbor.array(frames.stream().map(Cbor::of).toList()))
          .build();
    }
  }

  record Subscribe(AreaId area, Bytes handle) implements Call {
    @Override
    public Cbor toCbor() {
      return op("subscribe", area).put("handle", handle).build();
    }
  }

  record Unsubscribe(AreaId area, Bytes handle) implements Call {
    @Override
    public Cbor toCbor() {
      return op("unsubscribe", area).put("handle", handle).build();
    }
  }

  record Message(AreaId area, Bytes sealed) implements Call {
    @Override
    public Cbor toCbor() {
      return op("message", area).put("sealed", sealed).build();
    }
  }

  record Status(AreaId area) implements Call {
    @Override
    public Cbor toCbor() {
      return op("status", area).build();
    }
  }

  record Areas() implements Call {
    @Override
    public Cbor toCbor() {
      return op("areas").build();
    }
  }

  record Persist(AreaId area) implements Call {
    @Override
    public Cbor toCbor() {
      return op("persist", area).build();
    }
  }

  record Restore(Bytes manifest) implements Call {
    @Override
    public Cbor toCbor() {
      return op("restore").put("manifest", manifest).build();
    }
  }

  record Destroy(AreaId area) implements Call {
    @Override
    public Cbor toCbor() {
      return op("destroy", area).build();
    }
  }

  private static Cbor.MapBuilder op(String name) {
    return Cbor.map().put("op", name);
  }

  private static Cbor.MapBuilder op(String name, AreaId area) {
    return op(name).put("area", area.value());
  }

  static Call from(Fields fields) throws MalformedException {
    Call call =
        switch (fields.text("op", 16)) {
          case "describe" -> new Describe();
          case "instantiate" ->
              new Instantiate(
                  Loader.parse(fields.bytes("loader", 1, Loader.MAX_MODULE + 64)),
                  fields.optionalBytes("parameters", 0, MAX_PARAMETERS));
          case "attest" -> new Attest(area(fields), fields.bytes("m1", 0, MAX_M1));
          case "deliver" ->
              new Deliver(
                  area(fields),
                  fields.bytes("handle", HANDLE),
                  fields.byteStrings("frames", MAX_FRAMES, MAX_MESSAGE));
          case "subscribe" -> new Subscribe(area(fields), fields.bytes("handle", HANDLE));
          case "unsubscribe" -> new Unsubscribe(area(fields), fields.bytes("handle", HANDLE));
          case "message" -> new Message(area(fields), fields.bytes("sealed", 0, MAX_MESSAGE));
          case "status" -> new Status(area(fields));
          case "areas" -> new Areas();
          case "persist" -> new Persist(area(fields));
          case "restore" -> new Restore(fields.bytes("manifest", 0, MAX_MESSAGE));
          case "destroy" -> new Destroy(area(fields));
          default -> throw new MalformedException("frame > call > op", "is not known");
        };
    fields.end();
    return call;
  }

  private static AreaId area(Fields fields) throws MalformedException {
    return AreaId.parse(fields.text("area", 64), "frame > call > area");
  }
}
