package org.vouchsafe.channel;

import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;

/** The cases of {@code session.txt}. */
final class SessionVectors {
  private final VectorWriter out;
  private final String seed;
  private final HpkeContext context;
  private final Bytes th2;

  SessionVectors(VectorWriter out, String seed, HpkeContext context, Bytes th2) {
    this.out = out;
    this.seed = seed;
    this.context = context;
    this.th2 = th2;
  }

  private RecordCipher sender(Direction direction) {
    return sender(direction, th2, 1);
  }

  private RecordCipher sender(Direction direction, Bytes transcript, long epoch) {
    Bytes id = new KeySchedule(context, transcript).sessionId();
    return new RecordCipher(
        direction, TrafficKey.export(context, direction.label(), transcript), id, epoch, () -> 0);
  }

  private static Bytes seal(RecordCipher cipher, RecordType type, Bytes payload) {
    return cipher.seal(type, payload);
  }

  void write() throws RefusedException {
    RecordCipher client = sender(Direction.TO_AREA);
    Bytes req0 = seal(client, RecordType.REQ, Bytes.utf8("first"));
    Bytes req1 = seal(client, RecordType.REQ, Bytes.utf8("second"));
    Bytes data2 = seal(client, RecordType.DATA, Bytes.utf8("in "));
    Bytes stream3 = seal(client, RecordType.STREAM, Bytes.utf8("between"));
    Bytes req4 = seal(client, RecordType.REQ, Bytes.utf8("pieces"));
    Bytes update5 = seal(client, RecordType.KEYUPDATE, Bytes.EMPTY);
    client.update();
    Bytes req10 = seal(client, RecordType.REQ, Bytes.utf8("new key"));
    Bytes end11 = seal(client, RecordType.END, Bytes.EMPTY);
    Bytes after12 = seal(client, RecordType.REQ, Bytes.EMPTY);
    List<Bytes> all = List.of(req0, req1, data2, stream3, req4, update5, req10, end11);

    out.add("one record each", "ok", deliveries("area", one(all)));
    out.add("all in one delivery", "ok", deliveries("area", List.of(hex(all))));
    out.add("ended", "ok", with(deliveries("area", one(all)), "end", "true"));
    out.add(
        "cut off", "RECORD_SEQ", with(deliveries("area", one(all.subList(0, 7))), "end", "true"));
    out.add("retried", "ok", deliveries("area", List.of(hex(all), hex(all), hex(all))));
    out.add("retried one", "ok", deliveries("area", List.of(req0.hex(), req0.hex(), req1.hex())));
    refuse("older than the last", "RECORD_SEQ", req0.hex(), req1.hex(), req0.hex());
    refuse("a part of the last", "RECORD_SEQ", hex(List.of(req0, req1)), req1.hex());
    refuse("the last and more", "RECORD_SEQ", req0.hex(), hex(List.of(req0, req1)));
    refuse("twice in one delivery", "RECORD_SEQ", hex(List.of(req0, req0)));
    refuse("swapped", "RECORD_SEQ", hex(List.of(req1, req0)));
    refuse("dropped", "RECORD_SEQ", hex(List.of(req0, data2)));
    refuse("after the end", "RECORD_SEQ", hex(all), after12.hex());
    refuse("old key after the update", "RECORD_SEQ", hex(all.subList(0, 6)), req0.hex());
    refuse("new key before the update", "RECORD_SEQ", req10.hex());

    RecordCipher area = sender(Direction.TO_CLIENT);
    Bytes resp0 = seal(area, RecordType.RESP, Bytes.utf8("answer"));
    Bytes alert1 =
        seal(
            area,
            RecordType.ALERT,
            org.vouchsafe.channel.request.Refusal.encode(
                List.of(new Finding(Code.RECORD_SEQ, "record number", "1", "2"))));
    Bytes after2 = seal(area, RecordType.RESP, Bytes.EMPTY);
    out.add(
        "an answer and an alert", "ok", deliveries("client", List.of(resp0.hex(), alert1.hex())));
    out.add(
        "after an alert",
        "RECORD_SEQ",
        deliveries("client", List.of(hex(List.of(resp0, alert1, after2)))));
    refuse("reflected", "RECORD_SEQ", resp0.hex());
    out.add("reflected to the client", "RECORD_SEQ", deliveries("client", List.of(req0.hex())));
    refuse(
        "of another epoch",
        "RECORD_SEQ",
        seal(sender(Direction.TO_AREA, th2, 2), RecordType.REQ, Bytes.EMPTY).hex());
    refuse(
        "of another session",
        "RECORD_SEQ",
        seal(
                sender(Direction.TO_AREA, SessionPair.digest("another"), 1),
                RecordType.REQ,
                Bytes.EMPTY)
            .hex());

    forbidden();
    altered(req0);
  }

  private void forbidden() {
    for (RecordType type : List.of(RecordType.KEYUPDATE, RecordType.END)) {
      refuse(
          type + " with a payload",
          "MALFORMED",
          seal(sender(Direction.TO_AREA), type, Bytes.of(0)).hex());
    }
    refuse(
        "an empty fragment",
        "MALFORMED",
        seal(sender(Direction.TO_AREA), RecordType.DATA, Bytes.EMPTY).hex());
    refuse(
        "a reply from a client",
        "MALFORMED",
        seal(sender(Direction.TO_AREA), RecordType.RESP, Bytes.EMPTY).hex());
    out.add(
        "a request from an area",
        "MALFORMED",
        deliveries(
            "client",
            List.of(seal(sender(Direction.TO_CLIENT), RecordType.REQ, Bytes.EMPTY).hex())));
    RecordCipher cipher = sender(Direction.TO_AREA);
    refuse(
        "an end inside a message",
        "RECORD_SEQ",
        hex(
            List.of(
                seal(cipher, RecordType.DATA, Bytes.of(1)),
                seal(cipher, RecordType.END, Bytes.EMPTY))));
  }

  private void altered(Bytes record) {
    for (int at = 0; at < record.size(); at++) {
      byte[] bytes = record.toArray();
      bytes[at] ^= (byte) 0x80;
      String expected = at == 0 ? "MALFORMED" : "RECORD_SEQ";
      refuse("altered at " + at, expected, Bytes.copyOf(bytes).hex());
    }
    for (int type : new int[] {1, 3, 4, 5, 6, 7}) {
      byte[] bytes = record.toArray();
      bytes[0] = (byte) type;
      refuse("as type " + type, "RECORD_SEQ", Bytes.copyOf(bytes).hex());
    }
    for (int type : new int[] {0, 8, 23, 255}) {
      byte[] bytes = record.toArray();
      bytes[0] = (byte) type;
      refuse("as unknown type " + type, "MALFORMED", Bytes.copyOf(bytes).hex());
    }
    for (int size : new int[] {1, 13, 28}) {
      refuse("cut to " + size, "MALFORMED", record.slice(0, size).hex());
    }
    for (int size : new int[] {29, record.size() - 1}) {
      refuse("cut to " + size, "RECORD_SEQ", record.slice(0, size).hex());
    }
    refuse("with a byte more", "RECORD_SEQ", record.hex() + "00");
  }

  private void refuse(String name, String expected, String... deliveries) {
    out.add(name, expected, deliveries("area", List.of(deliveries)));
  }

  private static List<String> one(List<Bytes> records) {
    return records.stream().map(Bytes::hex).toList();
  }

  private static String hex(List<Bytes> records) {
    return VectorWriter.hex(records.toArray(Bytes[]::new));
  }

  private static String[] with(String[] inputs, String... more) {
    List<String> all = new ArrayList<>(List.of(inputs));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private String[] deliveries(String receiver, List<String> deliveries) {
    List<String> inputs = new ArrayList<>(List.of("base", "keys", "do", "session-open"));
    inputs.addAll(List.of("receiver", receiver, "epoch", "1"));
    for (String delivery : deliveries) {
      inputs.add("delivery");
      inputs.add(delivery);
    }
    return inputs.toArray(String[]::new);
  }
}
