package org.vouchsafe.web.channel;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.conveyance.Channels;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.web.problem.UnforeseenFailure;
import org.vouchsafe.web.security.BodyLimit;
import org.vouchsafe.web.security.Credentials;
import org.vouchsafe.web.security.Doorkeeper;

/**
 * The short way of {@link ChannelResource#exchange}, for frames as programs send them: with a
 * bearer token, as octets. JAX-RS takes longer over a request than the gate and the program
 * together, and most requests of a busy service are these. Everything else about the path is
 * JAX-RS's to answer.
 */
@ApplicationScoped
public class ChannelExchange {
  private static final System.Logger LOG = System.getLogger(ChannelExchange.class.getName());

  /**
   * How long the server's own thread waits. Most answers are there long before; the others get a
   * thread that may wait, and those that serve everybody are not held by slow programs.
   */
  private static final long AT_ONCE_MILLIS = 10;

  private Doorkeeper doorkeeper;
  private Channels channels;
  private OpenChannels open;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected ChannelExchange() {}

  @Inject
  public ChannelExchange(Doorkeeper doorkeeper, Channels channels, OpenChannels open) {
    this.doorkeeper = doorkeeper;
    this.channels = channels;
    this.open = open;
  }

  /** Whether it is a POST of the kind that is served here. */
  static boolean takes(HttpServletRequest request) {
    return request.getMethod().equals("POST")
        && MediaType.APPLICATION_OCTET_STREAM.equals(request.getContentType())
        && request.getHeader("Authorization") != null;
  }

  /** Answers, now or later. */
  void serve(
      HttpServletRequest request, HttpServletResponse response, String environment, String handle)
      throws IOException {
    CompletableFuture<byte[]> answer;
    try {
      answer = deliver(request, environment, handle);
    } catch (RefusedException | MalformedException | RuntimeException failure) {
      refuse(response, failure);
      return;
    } catch (IOException failure) {
      if (!(failure.getCause() instanceof RefusedException)) {
        throw failure; // the connection broke: the container's business, and nobody to answer
      }
      refuse(response, failure);
      return;
    }
    try {
      send(response, answer.get(AT_ONCE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (ExecutionException failure) {
      refuse(response, failure);
    } catch (TimeoutException notYet) {
      later(request, response, answer);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      later(request, response, answer);
    }
  }

  private CompletableFuture<byte[]> deliver(
      HttpServletRequest request, String environment, String handle)
      throws RefusedException, MalformedException, IOException {
    String token = Credentials.bearer(Collections.list(request.getHeaders("Authorization")));
    Caller caller = doorkeeper.admit(token, request.getRemoteAddr());
    caller.require(Role.CLIENT);
    byte[] body = BodyLimit.read(request, Frames.MAX_BODY);
    return channels
        .deliver(
            caller,
            EnvironmentRef.of(environment),
            Handle.parse(handle),
            Frames.parse(Bytes.copyOf(body)))
        .thenApply(Frames::encode);
  }

  private void later(
      HttpServletRequest request, HttpServletResponse response, CompletableFuture<byte[]> answer) {
    AsyncContext waiting = request.startAsync();
    // A program may take as long as its limits allow; the area answers in any case.
    waiting.setTimeout(0);
    // Not on the thread that the answer comes by: a client that does not read would block it.
    var unused =
        answer.whenCompleteAsync(
            (frames, failure) -> {
              try {
                if (failure == null) {
                  send(response, frames);
                } else {
                  refuse(response, failure);
                }
              } catch (IOException gone) {
                LOG.log(System.Logger.Level.DEBUG, "nobody took an answer", gone);
              } finally {
                waiting.complete();
              }
            },
            open.threads());
  }

  private static void send(HttpServletResponse response, byte[] frames) throws IOException {
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM);
    response.setContentLength(frames.length);
    response.getOutputStream().write(frames);
  }

  private static void refuse(HttpServletResponse response, Throwable failure) throws IOException {
    ChannelDoor.refuse(
        response, UnforeseenFailure.problem(failure, "carrying frames of a channel"));
  }
}
