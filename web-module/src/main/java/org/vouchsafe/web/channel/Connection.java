package org.vouchsafe.web.channel;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.conveyance.Channels;
import org.vouchsafe.host.conveyance.FrameListener;
import org.vouchsafe.host.conveyance.Subscription;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.web.problem.Problem;
import org.vouchsafe.web.problem.UnforeseenFailure;

/** One WebSocket, joined to one session of one environment. */
final class Connection implements FrameListener {
  private final Session session;
  private final Channels channels;
  private final Admitted admitted;
  private final EnvironmentRef environment;
  private final Bytes handle;
  private final Relay relay;
  private @Nullable Subscription subscription;

  Connection(
      Session session,
      Channels channels,
      Admitted admitted,
      EnvironmentRef environment,
      Bytes handle) {
    this.session = session;
    this.channels = channels;
    this.admitted = admitted;
    this.environment = environment;
    this.handle = handle;
    this.relay = new Relay(this::deliver, this::send, this::refuse);
  }

  /**
   * Joins a session that is there already, so that its output flows at once; a new handle is joined
   * after its M3.
   */
  void subscribeIfKnown() throws RefusedException {
    try {
      subscribe();
    } catch (RefusedException refused) {
      if (refused.code() != Code.NOT_FOUND && refused.code() != Code.CONFLICT) {
        throw refused;
      }
    }
  }

  void received(Bytes frame) {
    relay.accept(frame);
  }

  /** Keeps the connection alive, and ends it when its token is no longer good. */
  void tick() {
    try {
      admitted.stillGood();
      session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
    } catch (RefusedException refused) {
      refuse(refused);
    } catch (IOException | IllegalArgumentException | IllegalStateException broken) {
      close(CloseReason.CloseCodes.GOING_AWAY, Code.UNAVAILABLE);
    }
  }

  void refuse(Throwable failure) {
    Problem problem = UnforeseenFailure.problem(failure, "carrying frames of a channel");
    close(CloseReason.CloseCodes.VIOLATED_POLICY, problem.code());
  }

  void ended() {
    relay.end();
    synchronized (this) {
      if (subscription != null) {
        subscription.close();
      }
    }
  }

  @Override
  public void record(Bytes frame) {
    relay.emit(frame);
  }

  @Override
  public void ended(Code reason) {
    close(CloseReason.CloseCodes.GOING_AWAY, reason);
  }

  private CompletableFuture<List<Bytes>> deliver(List<Bytes> frames) {
    try {
      return channels
          .deliver(admitted.caller(), environment, handle, frames)
          .thenCompose(this::joined);
    } catch (RefusedException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /** Before M4 goes out, so that nothing that the area sends after it is missed. */
  private CompletableFuture<List<Bytes>> joined(List<Bytes> answers) {
    try {
      synchronized (this) {
        if (subscription == null) {
          subscribe();
        }
      }
      return CompletableFuture.completedFuture(answers);
    } catch (RefusedException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private synchronized void subscribe() throws RefusedException {
    subscription = channels.subscribe(admitted.caller(), environment, handle, this);
  }

  private void send(Bytes frame, Runnable left) {
    session
        .getAsyncRemote()
        .sendBinary(
            frame.asBuffer(),
            result -> {
              left.run();
              if (!result.isOK()) {
                close(CloseReason.CloseCodes.GOING_AWAY, Code.UNAVAILABLE);
              }
            });
  }

  private void close(CloseReason.CloseCode how, Code why) {
    relay.end();
    try {
      session.close(new CloseReason(how, why.name()));
    } catch (IOException | IllegalStateException alreadyGone) {
      return; // which is what was wanted
    }
  }
}
