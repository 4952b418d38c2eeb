package org.vouchsafe.client.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;

/**
 * A WebSocket on which a binary message is one frame. Asks for another one only when one was taken,
 * so at most {@value #QUEUE} wait here.
 */
public final class FrameSocket implements WebSocket.Listener, AutoCloseable {
  /** A record is at most 64 KiB; a handshake message is smaller than this as well. */
  private static final int MAX_FRAME = 1 << 20;

  private static final int QUEUE = 128;
  private static final Duration SEND = Duration.ofSeconds(60);

  /** Ends the queue; compared by identity. */
  private static final Bytes END = Bytes.copyOf(new byte[1]);

  private final BlockingQueue<Bytes> arrived = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private volatile @Nullable WebSocket socket;
  private volatile String farewell = "";

  FrameSocket() {}

  void opened(WebSocket opened) {
    socket = opened;
  }

  /** Sends one frame and returns when it is on its way. */
  public synchronized void send(Bytes frame) throws IOException {
    WebSocket open = socket;
    if (open == null) {
      throw new UnreachableException("The channel's connection is closed.");
    }
    try {
      open.sendBinary(ByteBuffer.wrap(frame.toArray()), true)
          .get(SEND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException | TimeoutException e) {
      throw new UnreachableException("The channel's connection broke off.", e);
    }
  }

  /**
   * The next frame.
   *
   * @throws ServiceException when the service ended the connection and said why
   * @throws UnreachableException when the connection has ended
   */
  public Bytes receive() throws ServiceException, IOException {
    try {
      Bytes frame = arrived.take();
      if (isEnd(frame)) {
        arrived.add(END); // for whoever asks next
        throw ended();
      }
      WebSocket open = socket;
      if (open != null) {
        open.request(1);
      }
      return frame;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** The service closes with a refusal code as the reason; it is worth no more than that. */
  private UnreachableException ended() throws ServiceException {
    for (Code code : Code.values()) {
      if (code.name().equals(farewell) && code != Code.UNAVAILABLE) {
        throw new ServiceException(farewell, code.sentence());
      }
    }
    return new UnreachableException("The channel's connection ended.");
  }

  @SuppressWarnings("ReferenceEquality") // END is a mark, not a value
  private static boolean isEnd(Bytes frame) {
    return frame == END;
  }

  @Override
  public void onOpen(WebSocket opened) {
    opened.request(QUEUE);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    if (partial.size() + data.remaining() > MAX_FRAME) {
      from.abort();
      arrived.add(END);
      return null;
    }
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    partial.writeBytes(bytes);
    if (last) {
      arrived.add(Bytes.copyOf(partial.toByteArray()));
      partial.reset();
    } else {
      from.request(1); // the rest of the same message
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    from.abort(); // the channel is binary
    arrived.add(END);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    farewell = reason;
    arrived.add(END);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    arrived.add(END);
  }

  @Override
  public void close() {
    WebSocket open = socket;
    socket = null;
    if (open != null) {
      open.abort();
    }
    arrived.add(END);
  }
}
