package org.vouchsafe.engine.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.ExternType;
import org.vouchsafe.engine.runtime.Trap.Reason;

/** A table of references (specification 2.0, 4.2.7). */
public final class Table {
  /** So many entries at most, whatever is declared: as in engines of browsers. */
  public static final int MAX_ENTRIES = 10_000_000;

  /** What an entry takes: a reference, and its part of what it refers to. In bytes. */
  public static final int ENTRY = 16;

  private final ExternType.Table type;
  private final Quota quota;
  private Object[] entries;

  /**
   * @param store which it takes its bytes from
   * @throws QuotaExceeded when there is not enough for its first size
   */
  public Table(ExternType.Table type, Store store, @Nullable Object initial) {
    this.type = type;
    this.quota = store.quota();
    long size = type.limits().min();
    if (size > MAX_ENTRIES) {
      throw new QuotaExceeded(size * ENTRY, quota.limit());
    }
    quota.require(size * ENTRY);
    this.entries = new Object[(int) size];
    Arrays.fill(entries, initial);
  }

  /** Its type as it is now: with its size as the minimum. */
  public ExternType.Table type() {
    return new ExternType.Table(
        type.element(), new ExternType.Limits(entries.length, type.limits().max()));
  }

  public int size() {
    return entries.length;
  }

  public @Nullable Object get(int index) {
    if (Integer.compareUnsigned(index, entries.length) >= 0) {
      throw new Trap(Reason.TABLE_BOUNDS);
    }
    return entries[index];
  }

  public void set(int index, @Nullable Object value) {
    if (Integer.compareUnsigned(index, entries.length) >= 0) {
      throw new Trap(Reason.TABLE_BOUNDS);
    }
    entries[index] = value;
  }

  /** Whom an indirect call calls. */
  public static Function function(Table table, int index) {
    Object[] entries = table.entries;
    if (Integer.compareUnsigned(index, entries.length) >= 0) {
      throw new Trap(Reason.UNDEFINED_ELEMENT);
    }
    Object entry = entries[index];
    if (entry == null) {
      throw new Trap(Reason.UNINITIALIZED_ELEMENT);
    }
    return (Function) entry;
  }

  /** The size before, or -1 when it cannot grow. */
  public int grow(@Nullable Object value, int by) {
    int old = entries.length;
    long more = Integer.toUnsignedLong(by);
    long wanted = old + more;
    if (wanted > Math.min(MAX_ENTRIES, type.limits().max().orElse(MAX_ENTRIES))
        || !quota.take(more * ENTRY)) {
      return -1;
    }
    entries = Arrays.copyOf(entries, (int) wanted);
    Arrays.fill(entries, old, (int) wanted, value);
    return old;
  }

  public void fill(int start, @Nullable Object value, int count) {
    check(start, count, entries.length);
    Arrays.fill(entries, start, start + count, value);
  }

  public void copy(int to, Table source, int from, int count) {
    check(from, count, source.entries.length);
    check(to, count, entries.length);
    System.arraycopy(source.entries, from, entries, to, count);
  }

  public void init(int to, Object[] segment, int from, int count) {
    check(from, count, segment.length);
    check(to, count, entries.length);
    System.arraycopy(segment, from, entries, to, count);
  }

  private static void check(int start, int count, int size) {
    if (Integer.toUnsignedLong(start) + Integer.toUnsignedLong(count) > size) {
      throw new Trap(Reason.TABLE_BOUNDS);
    }
  }
}
