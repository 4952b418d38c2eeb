package org.vouchsafe.web.channel;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.conveyance.Channels;
import org.vouchsafe.host.identity.EnvironmentRef;

/**
 * The channel over a WebSocket: each binary message is one frame (M3 and M4 first, on a new
 * handle). Closed by us with 1008 and a refusal code as the reason, or with 1001 and a code when
 * the environment ended.
 */
@ServerEndpoint("/api/v1/environments/{id}/channel/{handle}")
public class ChannelSocket {
  private static final System.Logger LOG = System.getLogger(ChannelSocket.class.getName());

  @Inject
  @SuppressWarnings("NullAway") // set by the container before the first call
  private Channels channels;

  @Inject
  @SuppressWarnings("NullAway") // set by the container before the first call
  private OpenChannels open;

  private @Nullable Connection connection;

  @OnOpen
  public void onOpen(
      Session session, @PathParam("id") String id, @PathParam("handle") String handle)
      throws IOException {
    session.setMaxBinaryMessageBufferSize(Frames.MAX_FRAME);
    session.setMaxIdleTimeout(OpenChannels.IDLE_MILLIS);
    try {
      if (!(session.getUserPrincipal() instanceof Admitted admitted)) {
        throw RefusedException.of(Code.UNAUTHENTICATED, "token", "a valid one", "none");
      }
      Connection opened =
          new Connection(
              session,
              channels,
              admitted,
              EnvironmentRef.of(id),
              Handle.parse(handle),
              open.threads());
      connection = opened;
      open.add(opened);
    } catch (RefusedException refused) {
      session.close(new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, refused.code().name()));
    }
  }

  @OnMessage
  public void onFrame(byte[] frame) {
    if (connection != null) {
      connection.received(Bytes.copyOf(frame));
    }
  }

  /** A text message is no frame. */
  @OnMessage
  public void onText(String text) {
    if (connection != null) {
      connection.refuse(RefusedException.of(Code.MALFORMED, "WebSocket message", "binary", "text"));
    }
  }

  @OnClose
  public void onClose() {
    if (connection != null) {
      open.remove(connection);
      connection.ended();
    }
  }

  @OnError
  public void onError(Throwable failure) {
    // A peer that goes away without a word is the usual reason, and onClose follows.
    LOG.log(System.Logger.Level.DEBUG, "a channel connection broke off", failure);
  }
}
