package org.vouchsafe.client.service;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.json.JsonObject;

/**
 * The REST interface {@code /api/v1} of one hosting service. Answers larger than 32 MiB are cut
 * off, redirects are not followed, and every call ends within its time limit.
 */
public final class HostService implements AutoCloseable {
  private static final long MAX_ANSWER = 32L << 20;
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Longer than the 30 seconds for which the service may hold a request. */
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /** A request in a channel may take as long as its program, and large programs to be loaded. */
  private static final Duration CHANNEL = Duration.ofMinutes(15);

  private static final int ATTEMPTS = 3;

  private final URI base;
  private final Optional<String> token;
  private final HttpClient http;

  /**
   * @param base scheme https, host and port
   * @param token the bearer token, when there is one
   */
  public HostService(URI base, Pin pin, Optional<String> token) {
    if (!"https".equals(base.getScheme()) || base.getHost() == null) {
      throw new IllegalArgumentException("the address of a service is https://HOST:PORT");
    }
    this.base = base;
    this.token = token;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(PinnedTls.context(pin))
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  public URI base() {
    return base;
  }

  public JsonObject get(String path) throws ServiceException, RefusedException, IOException {
    return json(repeatable(request(path).GET()));
  }

  /** Not repeated by itself when the answer is lost. */
  public JsonObject post(String path, JsonObject body)
      throws ServiceException, RefusedException, IOException {
    return json(send(request(path), body));
  }

  /**
   * Repeated when the answer is lost; the service does the work once.
   *
   * @param key names the wish, not the attempt
   */
  public JsonObject postOnce(String path, JsonObject body, String key)
      throws ServiceException, RefusedException, IOException {
    return json(
        repeatable(
            request(path)
                .header("Idempotency-Key", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.compact()))));
  }

  public JsonObject delete(String path) throws ServiceException, RefusedException, IOException {
    return json(repeatable(request(path).DELETE()));
  }

  public Bytes getBytes(String path) throws ServiceException, RefusedException, IOException {
    return Bytes.copyOf(
        accepted(repeatable(request(path).setHeader("Accept", "*/*").GET())).body());
  }

  /** The body is sent and the answer received as {@code application/octet-stream}. */
  public Bytes postBytes(String path, Bytes body)
      throws ServiceException, RefusedException, IOException {
    HttpRequest.Builder request =
        request(path)
            .setHeader(
                "Accept", "application/octet-stream, application/json, application/problem+json")
            .header("Content-Type", "application/octet-stream")
            .timeout(CHANNEL)
            .POST(BodyPublishers.ofByteArray(body.toArray()));
    return Bytes.copyOf(accepted(answer(request.build(), CHANNEL)).body());
  }

  /**
   * Server-sent events, until the service ends the stream.
   *
   * @param after id of the last event that was seen; empty for those from now on
   */
  public void events(String path, String after, Consumer<ServerEvent> consumer)
      throws ServiceException, RefusedException, IOException {
    HttpRequest.Builder builder = request(path).setHeader("Accept", "text/event-stream").GET();
    if (!after.isEmpty()) {
      builder.header("Last-Event-ID", after);
    }
    HttpRequest request = builder.build();
    // No time limit here: an event stream is open for as long as somebody watches.
    HttpResponse<java.util.stream.Stream<String>> response =
        await(http.sendAsync(request, BodyHandlers.ofLines()), ANSWER);
    try (java.util.stream.Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        throw ServiceException.ofProblem(response.statusCode(), Optional.empty());
      }
      ServerEvent.read(lines, consumer);
    } catch (java.io.UncheckedIOException e) {
      throw new UnreachableException("The event stream from " + base + " broke off.", e);
    }
  }

  /** Opens a WebSocket below {@code /api/v1}. */
  public FrameSocket webSocket(String path) throws ServiceException, RefusedException, IOException {
    URI address = URI.create("wss" + resolve(path).toString().substring("https".length()));
    var builder = http.newWebSocketBuilder().connectTimeout(CONNECT);
    token.ifPresent(value -> builder.header("Authorization", "Bearer " + value));
    FrameSocket socket = new FrameSocket();
    socket.opened(await(builder.buildAsync(address, socket), CONNECT.multipliedBy(2)));
    return socket;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, JsonObject body)
      throws ServiceException, RefusedException, IOException {
    return answer(
        request
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.compact()))
            .build(),
        ANSWER);
  }

  private URI resolve(String path) {
    return URI.create(base.toString().replaceAll("/+$", "") + "/api/v1" + path);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(resolve(path))
            .timeout(ANSWER)
            .header("Accept", "application/json, application/problem+json");
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request;
  }

  private HttpResponse<byte[]> repeatable(HttpRequest.Builder builder)
      throws ServiceException, RefusedException, IOException {
    HttpRequest request = builder.build();
    for (int attempt = 1; ; attempt++) {
      try {
        return answer(request, ANSWER);
      } catch (UnreachableException e) {
        if (attempt == ATTEMPTS || e.getCause() instanceof ConnectException) {
          throw e;
        }
        pause(attempt * 200L);
      }
    }
  }

  private HttpResponse<byte[]> answer(HttpRequest request, Duration limit)
      throws ServiceException, RefusedException, IOException {
    return await(
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER)),
        limit.plusSeconds(10));
  }

  private <T> T await(CompletableFuture<T> future, Duration limit)
      throws ServiceException, RefusedException, IOException {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (TimeoutException e) {
      future.cancel(true);
      throw silent(e);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    }
  }

  private IOException failure(Throwable cause) throws ServiceException, RefusedException {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof PinnedTls.WrongPinException wrong) {
        throw RefusedException.of(
            Code.CHAIN_INVALID,
            "the TLS key of " + base + " (pin in your profile)",
            wrong.expected.toString(),
            wrong.actual.toString());
      }
      if (t instanceof java.net.http.WebSocketHandshakeException refused) {
        throw ServiceException.ofProblem(refused.getResponse().statusCode(), Optional.empty());
      }
    }
    if (cause instanceof HttpTimeoutException) {
      return silent(cause);
    }
    if (cause instanceof ConnectException) {
      return new UnreachableException(
          "Nothing answers at " + base + ". Is the service running, and is the address right?",
          cause);
    }
    return new UnreachableException(
        "The connection to " + base + " broke off: " + cause.getClass().getSimpleName() + ".",
        cause);
  }

  private UnreachableException silent(Throwable cause) {
    return new UnreachableException("No answer from " + base + " in time.", cause);
  }

  private static HttpResponse<byte[]> accepted(HttpResponse<byte[]> response)
      throws ServiceException {
    if (response.statusCode() / 100 != 2) {
      throw ServiceException.ofProblem(response.statusCode(), problem(response.body()));
    }
    return response;
  }

  private static Optional<JsonObject> problem(byte[] body) {
    try {
      return Optional.of(JsonObject.parse(body, "problem"));
    } catch (MalformedException e) {
      return Optional.empty(); // then the status is all there is to tell
    }
  }

  private static JsonObject json(HttpResponse<byte[]> response) throws ServiceException {
    byte[] body = accepted(response).body();
    if (body.length == 0) {
      return JsonObject.build().done();
    }
    try {
      return JsonObject.parse(body, "answer");
    } catch (MalformedException e) {
      throw ServiceException.unreadable(e);
    }
  }

  static void pause(long millis) throws InterruptedIOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
