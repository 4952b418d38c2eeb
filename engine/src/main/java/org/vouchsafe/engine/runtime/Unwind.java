package org.vouchsafe.engine.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the program because it was asked to stop. On its way out every call writes down where it
 * is, and the values that it still needs: innermost first.
 */
public final class Unwind extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Frame> frames = new ArrayList<>();
  private int function;
  private int offset;
  private long[] values = new long[16];
  private int valueCount;
  private transient Object[] references = new Object[4];
  private int referenceCount;
  private boolean open;

  Unwind() {
    super("stopped", null, false, false);
  }

  /** Begins the frame of a call. */
  public Unwind at(int inFunction, int atOffset) {
    close();
    function = inFunction;
    offset = atOffset;
    open = true;
    return this;
  }

  /** A number of the frame that was begun last, as bits. */
  public void value(long bits) {
    if (valueCount == values.length) {
      values = Arrays.copyOf(values, 2 * valueCount);
    }
    values[valueCount++] = bits;
  }

  /** A reference of it. */
  public void reference(@Nullable Object reference) {
    if (referenceCount == references.length) {
      references = Arrays.copyOf(references, 2 * referenceCount);
    }
    references[referenceCount++] = reference;
  }

  /** A call of a function of Java's that has to be made again. */
  void host(Function called, Object[] arguments) {
    close();
    frames.add(new Frame.Host(called, arguments));
  }

  private void close() {
    if (open) {
      frames.add(
          new Frame.Compiled(
              function,
              offset,
              Arrays.copyOf(values, valueCount),
              Arrays.copyOf(references, referenceCount)));
      valueCount = 0;
      referenceCount = 0;
      open = false;
    }
  }

  /** All of them, innermost first. */
  List<Frame> frames() {
    close();
    return frames;
  }
}
