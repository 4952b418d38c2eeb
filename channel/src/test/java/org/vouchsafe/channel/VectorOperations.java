package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.SoftwareVersion;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.evidence.ServerHello;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.attestation.testing.Vector;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.attestation.verify.Policy;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.channel.message.MessageVectors;
import org.vouchsafe.channel.request.Refusal;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.StreamFrame;

/** What the vectors' {@code do:} lines do. */
final class VectorOperations {
  private VectorOperations() {}

  static Map<String, String> run(Vector vector) throws MalformedException, RefusedException {
    return switch (vector.operation()) {
      case "hpke-open" -> hpkeOpen(vector);
      case "area-finish" -> areaFinish(vector);
      case "client-accept" -> clientAccept(vector);
      case "key-schedule" -> keySchedule(vector);
      case "session-open" -> sessionOpen(vector);
      case "request" -> encoded(Request.parse(vector.bytes("input")).encode());
      case "reply" -> encoded(Reply.parse(vector.bytes("input")).encode());
      case "stream" -> encoded(StreamFrame.parse(vector.bytes("input")).encode());
      case "alert" -> encoded(Refusal.encode(Refusal.parse(vector.bytes("input")).findings()));
      case "pins" -> encoded(LineagePins.parse(vector.bytes("input")).encode());
      case "message-open" ->
          MessageVectors.open(
              vector.bytes("seed"),
              ownership(vector),
              vector.number("epoch"),
              vector.bytes("message"));
      case "reply-open" ->
          MessageVectors.openReply(
              vector.bytes("seed"), vector.bytes("message"), vector.bytes("reply"));
      default -> throw new AssertionError("no such operation: " + vector.operation());
    };
  }

  private static Map<String, String> encoded(Bytes bytes) {
    return Map.of("encoded", bytes.hex());
  }

  private static Map<String, String> hpkeOpen(Vector vector) throws RefusedException {
    HpkeContext context = receiver(vector);
    Map<String, String> outputs = new TreeMap<>();
    for (String sealed : vector.texts("ct")) {
      Bytes opened = context.open(vector.bytes("aad"), Bytes.fromHex(sealed));
      outputs.put("plaintext " + outputs.size(), opened.hex());
    }
    outputs.put("export", hex(context.export(vector.bytes("context"), 32)));
    return outputs;
  }

  private static HpkeContext receiver(Vector vector) throws RefusedException {
    return KemKey.fromSeed(SecretBytes.copyOf(vector.bytes("seed").toArray()))
        .receive(vector.bytes("enc"), vector.bytes("info"));
  }

  private static String hex(SecretBytes secret) {
    return Bytes.copyOf(secret.copy()).hex();
  }

  static Ownership ownership(Vector vector) throws MalformedException {
    return new Ownership(
        VerifyingKey.parse(vector.bytes("owner")),
        vector.has("lineage") && !vector.text("lineage").equals("none")
            ? Optional.of(new Lineage(vector.bytes("lineage")))
            : Optional.empty(),
        vector.number("generation"));
  }

  private static Map<String, String> areaFinish(Vector vector)
      throws MalformedException, RefusedException {
    AreaHandshake area =
        AreaHandshake.open(
            vector.bytes("m1"), HpkeContextTest.given(vector.text("seed") + vector.text("nonceE")));
    ServerHello hello = ServerHello.parse(vector.bytes("m2"));
    Bytes m2 = area.attested(hello.attestationCertificate(), hello.statementCertificate());
    if (!m2.equals(vector.bytes("m2"))) {
      throw new AssertionError("the vector's M2 is not for its nonce");
    }
    PendingSession pending = area.receive(vector.bytes("m3"), ownership(vector));
    Map<String, String> outputs = new TreeMap<>();
    outputs.put("th2", pending.transcript().hex());
    outputs.put("lineage", pending.lineage().hex());
    outputs.put("peer", pending.peer().id().hex());
    outputs.put("rights", pending.peer().rights().stream().map(Enum::name).sorted().toList() + "");
    return outputs;
  }

  private static Map<String, String> clientAccept(Vector vector)
      throws MalformedException, RefusedException {
    EvidenceBundle bundle = EvidenceBundle.parse(vector.bytes("bundle"));
    Policy policy =
        Policy.builder()
            .root(vector.bytes("root"))
            .acceptUnprotectedDevelopmentProcessor()
            .minimumVersion(new SoftwareVersion("0.1.0"))
            .minimumSvn(1)
            .maxStatusAge(Duration.ofDays(2))
            .requireAudit(0, Duration.ofDays(2))
            .auditor(VerifyingKey.parse(vector.bytes("auditor")))
            .referenceValues(
                ReferenceValues.madeToOrder(
                    Loader.STANDARD_1, Parameters.parse(vector.bytes("parameters"))))
            .build();
    AttestationResult verified =
        new Verifier(policy)
            .verify(
                ClientHello.parse(bundle.m1()),
                bundle.m2(),
                bundle.endorsements(),
                Instant.parse(vector.text("now")));
    ClientHandshake client =
        ClientHandshake.begin(
            verified,
            SigningKey.fromPkcs8(vector.bytes("key").toArray()),
            vector.has("credential")
                ? Optional.of(Credential.parse(vector.bytes("credential")))
                : Optional.empty(),
            HpkeContextTest.given(vector.text("random")));
    Session session = client.accept(vector.bytes("m4"), () -> 0);
    return Map.of(
        "m3", client.finish().hex(),
        "session", session.id().hex(),
        "lineage", session.statement().lineage().hex(),
        "instance", session.statement().instanceId().hex());
  }

  /** By the text of the specification, and compared with what the code derives. */
  private static Map<String, String> keySchedule(Vector vector) throws RefusedException {
    HpkeContext context = receiver(vector);
    Bytes th2 = vector.bytes("th2");
    Map<String, String> outputs = new TreeMap<>();
    outputs.put("session", hex(context.export(Lp.lp("EHS-1 session", th2), 32)));
    for (String label : List.of("fin", "c2s", "s2c")) {
      outputs.put(label + " key", hex(context.export(Lp.lp("EHS-1 " + label + " key", th2), 32)));
      outputs.put(label + " iv", hex(context.export(Lp.lp("EHS-1 " + label + " iv", th2), 12)));
    }
    for (Direction direction : Direction.values()) {
      TrafficKey first = TrafficKey.export(context, direction.label(), th2);
      assertEquals(outputs.get(direction.label() + " key"), Bytes.copyOf(first.getEncoded()).hex());
      assertEquals(
          outputs.get(direction.label() + " iv"), Bytes.copyOf(first.nonce(0).getIV()).hex());
      TrafficKey second = first.successor(direction);
      outputs.put(direction.label() + " key 1", Bytes.copyOf(second.getEncoded()).hex());
      outputs.put(direction.label() + " iv 1", Bytes.copyOf(second.nonce(0).getIV()).hex());
    }
    return outputs;
  }

  private static Map<String, String> sessionOpen(Vector vector) throws RefusedException {
    HpkeContext context = receiver(vector);
    KeySchedule keys = new KeySchedule(context, vector.bytes("th2"));
    Direction sends =
        vector.text("receiver").equals("area") ? Direction.TO_CLIENT : Direction.TO_AREA;
    Session session =
        keys.session(
            sends, SessionPair.statement(vector.bytes("th2"), vector.number("epoch")), () -> 0);
    List<String> records = new ArrayList<>();
    for (String delivery : vector.texts("delivery")) {
      Delivery opened =
          session.open(
              Stream.of(delivery.split(" "))
                  .filter(s -> !s.isEmpty())
                  .map(Bytes::fromHex)
                  .toList());
      if (opened.repeat()) {
        records.add("repeat");
      }
      opened.records().forEach(r -> records.add((r.type() + " " + r.payload().hex()).strip()));
    }
    if (vector.has("end")) {
      session.requireEnded();
    }
    Map<String, String> outputs = new TreeMap<>();
    for (int i = 0; i < records.size(); i++) {
      outputs.put("record " + i, records.get(i));
    }
    return outputs;
  }
}
