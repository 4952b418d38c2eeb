package org.vouchsafe.engine.runtime;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What an instance may take of the machine. Asked before a memory or a table is made or grows, by
 * the thread that makes the instance or runs it.
 */
public interface Quota {
  /** Bytes that will never be exceeded: no more address space is reserved for a memory. */
  long limit();

  /**
   * Takes so many bytes, or none. Who made the quota gives them back when the instance is closed.
   *
   * @param bytes not negative; more than {@link #limit} is refused
   */
  boolean take(long bytes);

  /**
   * @throws QuotaExceeded when they are refused
   */
  default void require(long bytes) {
    if (!take(bytes)) {
      throw new QuotaExceeded(bytes, limit());
    }
  }

  /** So many bytes for everything that is given this quota. */
  static Quota of(long bytes) {
    AtomicLong left = new AtomicLong(bytes);
    return new Quota() {
      @Override
      public long limit() {
        return bytes;
      }

      @Override
      public boolean take(long wanted) {
        return left.getAndUpdate(now -> wanted <= now ? now - wanted : now) >= wanted;
      }
    };
  }
}
