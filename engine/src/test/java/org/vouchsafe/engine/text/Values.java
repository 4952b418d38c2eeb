package org.vouchsafe.engine.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.runtime.Function;

/** The values that scripts write: arguments, and what is expected of results. */
final class Values {
  /** What a script calls {@code (ref.extern 7)}. */
  record Host(int number) {}

  /** What a result has to be. */
  interface Expected {
    boolean accepts(@Nullable Object value);
  }

  private static final String CANONICAL = "nan:canonical";
  private static final String ARITHMETIC = "nan:arithmetic";

  private Values() {}

  /** All that is left, boxed. */
  static @Nullable Object[] arguments(NodeCursor in) throws TextError {
    List<@Nullable Object> values = new ArrayList<>();
    while (!in.atEnd()) {
      Node.Group group = in.group();
      NodeCursor inner = NodeCursor.inside(group);
      values.add(argument(group.head(), inner));
      inner.end();
    }
    return values.toArray();
  }

  private static @Nullable Object argument(String head, NodeCursor in) throws TextError {
    return switch (head) {
      case "i32.const" -> Literals.i32(in.word());
      case "i64.const" -> Literals.i64(in.word());
      case "f32.const" -> Float.intBitsToFloat(Literals.f32(in.word()));
      case "f64.const" -> Double.longBitsToDouble(Literals.f64(in.word()));
      case "ref.extern" -> new Host(Literals.u32(in.word()));
      case "ref.null" -> {
        in.word();
        yield null;
      }
      default -> throw in.error("not a value: " + head);
    };
  }

  /** All that is left. */
  static List<Expected> expected(NodeCursor in) throws TextError {
    List<Expected> expected = new ArrayList<>();
    while (!in.atEnd()) {
      Node.Group group = in.group();
      NodeCursor inner = NodeCursor.inside(group);
      expected.add(expected(group.head(), inner));
      inner.end();
    }
    return expected;
  }

  private static Expected expected(String head, NodeCursor in) throws TextError {
    switch (head) {
      case "f32.const" -> {
        if (in.skip(CANONICAL)) {
          return value -> value instanceof Float f && (bits(f) & 0x7FFF_FFFF) == 0x7FC0_0000;
        }
        if (in.skip(ARITHMETIC)) {
          return value -> value instanceof Float f && (bits(f) & 0x7FC0_0000) == 0x7FC0_0000;
        }
        int wanted = Literals.f32(in.word());
        return value -> value instanceof Float f && bits(f) == wanted;
      }
      case "f64.const" -> {
        long quiet = 0x7FF8_0000_0000_0000L;
        if (in.skip(CANONICAL)) {
          return value -> value instanceof Double d && (bits(d) & Long.MAX_VALUE) == quiet;
        }
        if (in.skip(ARITHMETIC)) {
          return value -> value instanceof Double d && (bits(d) & quiet) == quiet;
        }
        long wanted = Literals.f64(in.word());
        return value -> value instanceof Double d && bits(d) == wanted;
      }
      case "ref.func" -> {
        return value -> value instanceof Function;
      }
      case "ref.extern" -> {
        if (in.atEnd()) {
          return value -> value != null;
        }
        Host wanted = new Host(Literals.u32(in.word()));
        return wanted::equals;
      }
      default -> {
        Object wanted = argument(head, in);
        return value -> wanted == null ? value == null : wanted.equals(value);
      }
    }
  }

  private static int bits(float value) {
    return Float.floatToRawIntBits(value);
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }
}
