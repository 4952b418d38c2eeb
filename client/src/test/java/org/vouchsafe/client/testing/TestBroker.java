package org.vouchsafe.client.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.message.Broker;

/** A broker with a {@link TestService} behind it that answers as {@code docs/jms.md} says. */
public final class TestBroker implements Broker {
  private final TestService service;
  private final VerifyingKey registered;
  private final Map<String, Bytes> asked = new HashMap<>();
  private final Map<String, String> made = new HashMap<>();

  /** What was sent, to either queue. */
  public final List<String> texts = new ArrayList<>();

  /** Answers that do not arrive: the work is done. */
  public int losing;

  /** Deliveries and messages that are refused as UNAVAILABLE although the area has them. */
  public int tooSlow;

  public TestBroker(TestService service, VerifyingKey registered) {
    this.service = service;
    this.registered = registered;
  }

  @Override
  public Optional<Answer> ask(String queue, Map<String, String> properties, String text) {
    texts.add(text);
    Answer answer;
    try {
      answer =
          queue.equals(REQUESTS)
              ? new Answer(Optional.of(request(text)), Optional.empty())
              : new Answer(Optional.of(message(properties, text)), Optional.empty());
    } catch (RefusedException e) {
      answer =
          queue.equals(REQUESTS)
              ? new Answer(
                  Optional.of("{\"v\":1,\"refusal\":{\"code\":\"" + e.code() + "\"}}"),
                  Optional.empty())
              : new Answer(Optional.empty(), Optional.of(e.code().name()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    if (losing > 0) {
      losing--;
      return Optional.empty();
    }
    return Optional.of(answer);
  }

  private String message(Map<String, String> properties, String text)
      throws MalformedException, RefusedException {
    Bytes reply =
        service.areas.get(properties.get("environment")).message(Bytes.fromBase64Url(text));
    if (tooSlow > 0) {
      tooSlow--;
      throw RefusedException.of(Code.UNAVAILABLE, "processor", "one that answers", "none");
    }
    return reply.base64Url();
  }

  private String request(String text) throws Exception {
    JsonObject envelope = JsonObject.parse(text, "envelope");
    String signed = envelope.text("request");
    if (!envelope.text("account").equals("acc_test")
        || !envelope.text("key").equals(registered.id().hex())
        || !registered.verifies(envelope.bytes("signature"), "VS-request", Bytes.utf8(signed))) {
      return "{\"v\":1,\"refusal\":{\"code\":\"UNAUTHENTICATED\"}}";
    }
    JsonObject request = JsonObject.parse(signed, "request");
    return switch (request.text("op")) {
      case "establish" -> made.computeIfAbsent(request.text("id"), id -> rest("POST", "", signed));
      case "attest" -> {
        asked.put(request.text("environment"), request.bytes("m1"));
        yield "{\"v\":1,\"job\":{\"id\":\"job_" + request.text("environment") + "\"}}";
      }
      case "job" -> job(request.text("job").substring("job_".length()));
      case "terminate" -> rest("DELETE", "/" + request.text("environment"), "");
      case "deliver" -> deliver(request);
      default -> throw new MalformedException("op", "is not known");
    };
  }

  private String job(String environment) throws Exception {
    JsonObject.Builder job = JsonObject.build().put("id", "job_t").put("state", "DONE");
    if (asked.containsKey(environment)) {
      Bytes m1 = asked.get(environment);
      Bytes m2 = service.m2.apply(service.areas.get(environment).attest(m1));
      Endorsements beside =
          service.endorsements.apply(service.authority.endorsements(service.processor));
      job.put("evidence", new EvidenceBundle(m1, m2, beside).encode());
    }
    return JsonObject.build().put("v", 1).put("job", job.done()).done().compact();
  }

  private String deliver(JsonObject request) throws Exception {
    List<Bytes> frames = request.texts("frames").stream().map(Bytes::fromBase64Url).toList();
    List<Bytes> answer =
        service
            .areas
            .get(request.text("environment"))
            .deliver(request.bytes("handle").hex(), frames);
    if (tooSlow > 0) {
      tooSlow--;
      return "{\"v\":1,\"refusal\":{\"code\":\"UNAVAILABLE\"}}";
    }
    return JsonObject.build()
        .put("v", 1)
        .put("frames", answer.stream().map(Bytes::base64Url).toList())
        .done()
        .compact();
  }

  /** The same service's answer by REST has the same members. */
  private String rest(String method, String path, String body) {
    try {
      return new String(
          service.answer(method, "/api/v1/environments" + path, body.getBytes(UTF_8)).body(),
          UTF_8);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
