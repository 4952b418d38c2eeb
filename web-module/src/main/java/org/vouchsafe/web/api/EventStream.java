package org.vouchsafe.web.api;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.host.event.Event;

/** One reader of events. A reader that falls too far behind is cut off; it can resume by id. */
final class EventStream implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventStream.class.getName());
  private static final int MAX_UNSENT = 1_000;

  private final SseEventSink sink;
  private final Sse sse;
  private final Consumer<EventStream> onClose;
  private final AtomicInteger unsent = new AtomicInteger();
  private boolean closed;
  private @Nullable AutoCloseable subscription;

  EventStream(SseEventSink sink, Sse sse, Consumer<EventStream> onClose) {
    this.sink = sink;
    this.sse = sse;
    this.onClose = onClose;
  }

  /** The source that ends with this stream. */
  void follow(AutoCloseable source) {
    synchronized (this) {
      if (!closed) {
        subscription = source;
        return;
      }
    }
    end(source);
  }

  void send(Event event) {
    emit(
        sse.newEventBuilder()
            .id(Long.toString(event.id()))
            .name(event.kind().text())
            .data(json(event))
            .build());
  }

  void keepAlive() {
    emit(sse.newEventBuilder().comment("still here").build());
  }

  /** Every part is an identifier, a constant's name or a timestamp: nothing to escape. */
  static String json(Event event) {
    return "{\"id\":\"%s\",\"kind\":\"%s\",\"state\":\"%s\",\"at\":\"%s\"}"
        .formatted(event.subject(), event.kind().text(), event.state(), event.at());
  }

  private void emit(OutboundSseEvent event) {
    if (sink.isClosed() || unsent.incrementAndGet() > MAX_UNSENT) {
      close();
      return;
    }
    sink.send(event)
        .whenComplete(
            (sent, failure) -> {
              unsent.decrementAndGet();
              if (failure != null) {
                close(); // the reader went away, which is how most streams end
              }
            });
  }

  @Override
  public void close() {
    AutoCloseable source;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      source = subscription;
    }
    if (source != null) {
      end(source);
    }
    sink.close();
    onClose.accept(this);
  }

  private static void end(AutoCloseable source) {
    try {
      source.close();
    } catch (Exception e) {
      LOG.log(System.Logger.Level.WARNING, "an event subscription did not end cleanly", e);
    }
  }
}
