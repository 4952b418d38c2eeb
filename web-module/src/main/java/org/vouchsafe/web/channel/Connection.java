package org.vouchsafe.web.channel;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
  private final Executor threads;
  private final Relay relay;
  private @Nullable Subscription subscription;
  private volatile boolean joined;
  private boolean closed;

  Connection(
      Session session,
      Channels channels,
      Admitted admitted,
      EnvironmentRef environment,
      Bytes handle,
      Executor threads) {
    this.session = session;
    this.channels = channels;
    this.admitted = admitted;
    this.environment = environment;
    this.handle = handle;
    this.threads = threads;
    this.relay = new Relay(this::deliver, this::send, this::refuse);
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
      closed = true;
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
      CompletableFuture<List<Bytes>> answers =
          channels.deliver(admitted.caller(), environment, handle, frames);
      // Not on the thread that answers came by: it is the gate's, and everybody's.
      return joined ? answers : answers.thenComposeAsync(this::join, threads);
    } catch (RefusedException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /**
   * Joins the session once its first frames (M3, or records of one that is there already) were
   * taken, for before that the area may not know it; and before their answers go out, so that
   * nothing that the area sends after them is missed.
   */
  private CompletableFuture<List<Bytes>> join(List<Bytes> answers) {
    try {
      Subscription opened = channels.subscribe(admitted.caller(), environment, handle, this);
      synchronized (this) {
        subscription = opened;
        if (closed) {
          opened.close();
        }
      }
      joined = true;
      return CompletableFuture.completedFuture(answers);
    } catch (RefusedException refused) {
      return CompletableFuture.failedFuture(refused);
    }
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
