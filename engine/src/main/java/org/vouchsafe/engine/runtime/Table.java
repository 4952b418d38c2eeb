package org.vouchsafe.engine.runtime;

import java.util.Arrays;
import org.vouchsafe.engine.module.ExternType;
import org.vouchsafe.engine.runtime.Trap.Reason;

/** A table of references (specification 2.0, 4.2.7). */
public final class Table {
  private final ExternType.Table type;
  private final int max;
  private Object[] entries;

  /**
   * @param limit how many entries there may be, whatever the type says
   */
  public Table(ExternType.Table type, int limit, Object initial) {
    this.type = type;
    this.max = (int) Math.min(limit, type.limits().max().orElse(Integer.MAX_VALUE));
    this.entries = new Object[Math.toIntExact(type.limits().min())];
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

  public Object get(int index) {
    if (Integer.compareUnsigned(index, entries.length) >= 0) {
      throw new Trap(Reason.TABLE_BOUNDS);
    }
    return entries[index];
  }

  public void set(int index, Object value) {
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
  public int grow(Object value, int by) {
    int old = entries.length;
    long wanted = old + Integer.toUnsignedLong(by);
    if (wanted > max) {
      return -1;
    }
    entries = Arrays.copyOf(entries, (int) wanted);
    Arrays.fill(entries, old, (int) wanted, value);
    return old;
  }

  public void fill(int start, Object value, int count) {
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
