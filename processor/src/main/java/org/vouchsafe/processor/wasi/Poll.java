package org.vouchsafe.processor.wasi;

import static org.vouchsafe.processor.wasi.Wasi.u32;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waiting for time or input: {@code poll_oneoff}. */
final class Poll {
  private static final int SUBSCRIPTION = 48;
  private static final int EVENT = 32;
  private static final int MAX_SUBSCRIPTIONS = 4096;
  private static final int CLOCK = 0;
  private static final int READ = 1;
  private static final int WRITE = 2;

  private final Descriptors descriptors;
  private final Clock clock;
  private final StreamCalls streams;

  /**
   * What is waited for.
   *
   * @param nanos from now, for a clock
   */
  private record Subscription(long userData, int type, int descriptor, long nanos) {}

  /** What happened. */
  private record Event(long userData, int error, int type, long bytes) {}

  Poll(Descriptors descriptors, Clock clock, StreamCalls streams) {
    this.descriptors = descriptors;
    this.clock = clock;
    this.streams = streams;
  }

  int call(GuestMemory memory, long[] a) throws InterruptedException {
    long count = u32(a[2]);
    if (count == 0 || count > MAX_SUBSCRIPTIONS) {
      throw Errno.failure(Errno.INVAL);
    }
    List<Subscription> wanted = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[SUBSCRIPTION];
      memory.read(u32(a[0]) + (long) SUBSCRIPTION * i, bytes, 0, SUBSCRIPTION);
      wanted.add(subscription(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)));
    }
    List<Event> events = await(wanted);
    long at = u32(a[1]);
    for (Event event : events) {
      memory.write(at, encode(event), 0, EVENT);
      at += EVENT;
    }
    memory.i32(u32(a[3]), events.size());
    return Errno.SUCCESS;
  }

  private Subscription subscription(ByteBuffer bytes) {
    int type = bytes.get(8);
    if (type != CLOCK && type != READ && type != WRITE) {
      throw Errno.failure(Errno.INVAL);
    }
    long nanos = 0;
    if (type == CLOCK) {
      long timeout = bytes.getLong(24);
      boolean absolute = (bytes.getShort(40) & 1) != 0;
      nanos = absolute ? timeout - clock.read(bytes.getInt(16)) : timeout;
      // An unsigned time-out beyond 292 years is for ever.
      nanos = !absolute && nanos < 0 ? Long.MAX_VALUE : Math.max(0, nanos);
    }
    return new Subscription(bytes.getLong(0), type, bytes.getInt(16), nanos);
  }

  private List<Event> await(List<Subscription> wanted) throws InterruptedException {
    long shortest = Long.MAX_VALUE;
    boolean input = false;
    List<Event> events = new ArrayList<>();
    for (Subscription subscription : wanted) {
      if (subscription.type() == CLOCK) {
        shortest = Math.min(shortest, subscription.nanos());
      } else if (waitsForInput(subscription)) {
        input = true;
      } else {
        events.add(ready(subscription));
      }
    }
    long patience = events.isEmpty() ? shortest : 0;
    boolean readable = false;
    if (input) {
      readable = streams.streams().awaitInput(patience);
    } else if (patience > 0) {
      TimeUnit.NANOSECONDS.sleep(patience);
    }
    boolean timeIsUp = !readable && events.isEmpty();
    for (Subscription subscription : wanted) {
      if (readable && subscription.type() == READ && waitsForInput(subscription)) {
        events.add(new Event(subscription.userData(), Errno.SUCCESS, READ, 1));
      } else if (timeIsUp && subscription.type() == CLOCK && subscription.nanos() <= shortest) {
        events.add(new Event(subscription.userData(), Errno.SUCCESS, CLOCK, 0));
      }
    }
    return events;
  }

  private boolean waitsForInput(Subscription subscription) {
    return subscription.type() == READ && subscription.descriptor() == 0 && isStream(0);
  }

  private boolean isStream(int number) {
    try {
      return descriptors.get(number) instanceof Descriptor.Stream;
    } catch (Errno.Failure e) {
      return false;
    }
  }

  private Event ready(Subscription subscription) {
    try {
      Descriptor descriptor = descriptors.get(subscription.descriptor());
      long bytes =
          descriptor instanceof Descriptor.File file && subscription.type() == READ
              ? Math.max(0, file.node.size() - file.position)
              : 1;
      return new Event(subscription.userData(), Errno.SUCCESS, subscription.type(), bytes);
    } catch (Errno.Failure e) {
      return new Event(subscription.userData(), e.number, subscription.type(), 0);
    }
  }

  private static byte[] encode(Event event) {
    byte[] bytes = new byte[EVENT];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, event.userData())
        .putShort(8, (short) event.error())
        .put(10, (byte) event.type())
        .putLong(16, event.bytes());
    return bytes;
  }
}
