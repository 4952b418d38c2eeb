package org.vouchsafe.client.message;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.Conveyance;
import org.vouchsafe.client.service.FrameSocket;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;

/** By signed requests and sealed messages over a broker, as {@code docs/jms.md} describes them. */
public final class MessageConveyance implements Conveyance {
  private static final String LABEL = "VS-request";
  private static final int ATTEMPTS = 3;

  /** A message is at most 512 Ki characters, of which base64url takes four for three bytes. */
  private static final int LARGEST_DELIVERY = 320 << 10;

  /** How often a delivery is repeated whose requests take longer than the service waits. */
  private static final int PATIENCE = 10;

  private static final long PAUSE_MILLIS = 1000;
  private static final int JOB_WAIT_SECONDS = 20;

  private final Broker broker;
  private final String account;
  private final SigningKey key;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param account {@code acc_…}
   * @param key one that is registered with the account
   */
  public MessageConveyance(
      Broker broker, String account, SigningKey key, Clock clock, SecureRandom random) {
    this.broker = broker;
    this.account = account;
    this.key = key;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public JsonObject establish(JsonObject wish, String name) throws ServiceException, IOException {
    return request(name, "establish", wish);
  }

  @Override
  public JsonObject attest(String environment, Bytes m1) throws ServiceException, IOException {
    return request(freshName(), "attest", of(environment).put("m1", m1).done());
  }

  @Override
  public JsonObject job(String job) throws ServiceException, IOException {
    JsonObject members = JsonObject.build().put("job", job).put("wait", JOB_WAIT_SECONDS).done();
    try {
      return request(freshName(), "job", members).object("job");
    } catch (MalformedException e) {
      throw ServiceException.unreadable(e);
    }
  }

  @Override
  public JsonObject terminate(String environment) throws ServiceException, IOException {
    return request(freshName(), "terminate", of(environment).done());
  }

  @Override
  public List<Bytes> deliver(String environment, Bytes handle, List<Bytes> frames)
      throws ServiceException, IOException {
    JsonObject members =
        of(environment)
            .put("handle", handle)
            .put("frames", frames.stream().map(Bytes::base64Url).toList())
            .done();
    for (int attempt = 1; ; attempt++) {
      try {
        return frames(request(freshName(), "deliver", members));
      } catch (ServiceException e) {
        // It waits for the area for half a minute; the same delivery again gets what it then has.
        if (!e.code().equals("UNAVAILABLE") || attempt == PATIENCE) {
          throw e;
        }
        pause();
      }
    }
  }

  private static List<Bytes> frames(JsonObject answer) throws ServiceException {
    List<Bytes> frames = new ArrayList<>();
    try {
      for (String frame : answer.texts("frames")) {
        frames.add(Bytes.fromBase64Url(frame));
      }
    } catch (MalformedException e) {
      throw ServiceException.unreadable(e);
    } catch (IllegalArgumentException e) {
      throw ServiceException.unreadable(
          new MalformedException("answer > frames", "has an item that is not base64url"));
    }
    return List.copyOf(frames);
  }

  @Override
  public int largestDelivery() {
    return LARGEST_DELIVERY;
  }

  @Override
  public FrameSocket socket(String environment, Bytes handle) throws ServiceException {
    throw new ServiceException(
        "UNAVAILABLE", "Frames do not come by themselves in messages: open the channel by POST.");
  }

  @Override
  public Bytes message(String environment, Bytes sealed) throws ServiceException, IOException {
    Broker.Answer answer =
        ask(Broker.INVOKE, Map.of("environment", environment), sealed.base64Url());
    if (answer.code().isPresent()) {
      throw ServiceException.ofMembers(
          answer.code().get(), JsonObject.build().put("code", answer.code()).done());
    }
    try {
      return Bytes.fromBase64Url(text(answer));
    } catch (IllegalArgumentException e) {
      throw ServiceException.unreadable(new MalformedException("answer", "is not base64url"));
    }
  }

  private static JsonObject.Builder of(String environment) {
    return JsonObject.build().put("environment", environment);
  }

  private JsonObject request(String id, String operation, JsonObject members)
      throws ServiceException, IOException {
    String text =
        JsonObject.build()
            .put("v", 1)
            .put("id", id)
            .put("op", operation)
            .put("issuedAt", clock.instant().toString())
            .putAll(members)
            .done()
            .compact();
    try {
      JsonObject answer =
          JsonObject.parse(text(ask(Broker.REQUESTS, Map.of(), signed(text))), "answer");
      Optional<JsonObject> refusal = answer.optionalObject("refusal");
      if (refusal.isPresent()) {
        throw ServiceException.ofMembers("UNAVAILABLE", refusal.get());
      }
      return answer;
    } catch (MalformedException e) {
      throw ServiceException.unreadable(e);
    }
  }

  private String signed(String request) {
    return JsonObject.build()
        .put("v", 1)
        .put("account", account)
        .put("key", key.publicKey().id().hex())
        .put("request", request)
        .put("signature", key.sign(LABEL, Bytes.utf8(request)))
        .done()
        .compact();
  }

  /** The same text as often as it takes: the service and the area do the work once. */
  private Broker.Answer ask(String queue, Map<String, String> properties, String text)
      throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Optional<Broker.Answer> answer = broker.ask(queue, properties, text);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw new UnreachableException("No answer came from the service by the queue " + queue + ".");
  }

  private static String text(Broker.Answer answer) throws ServiceException {
    return answer
        .text()
        .orElseThrow(
            () -> ServiceException.unreadable(new MalformedException("answer", "has no text")));
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private String freshName() {
    byte[] name = new byte[16];
    random.nextBytes(name);
    return Bytes.copyOf(name).hex();
  }

  /** The connection is the program's own. */
  @Override
  public void close() {}
}
