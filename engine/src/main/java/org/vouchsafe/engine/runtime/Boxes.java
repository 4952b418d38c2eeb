package org.vouchsafe.engine.runtime;

import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.ValueType;

/** Numbers as objects, and as bits. */
public final class Boxes {
  private Boxes() {}

  public static Object of(ValueType type, long bits) {
    return switch (type) {
      case I32 -> (int) bits;
      case I64 -> bits;
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      default -> throw new IllegalArgumentException("not a number: " + type);
    };
  }

  public static long bits(@Nullable Object value) {
    return switch (value) {
      case null -> throw new IllegalArgumentException("not a number");
      case Integer number -> number;
      case Long number -> number;
      case Float number -> Float.floatToRawIntBits(number);
      case Double number -> Double.doubleToRawLongBits(number);
      default -> throw new IllegalArgumentException("not a number");
    };
  }
}
