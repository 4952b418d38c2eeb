package org.vouchsafe.engine.runtime;

import jdk.internal.misc.Unsafe;
import org.vouchsafe.engine.runtime.Trap.Reason;

/**
 * Loads and stores, as compiled code calls them: one compare, then the access. The only class that
 * touches raw memory, so that the form of it can be changed in one place.
 *
 * <p>An address is 32 bits and an offset is 32 bits, so their sum in 64 bits cannot overflow; the
 * compare with the size less the width of the access leaves no byte outside.
 */
public final class Access {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private Access() {}

  private static long at(Instance instance, int address, int offset, int width) {
    long effective = (address & UNSIGNED) + (offset & UNSIGNED);
    if (effective > instance.size - width) {
      throw new Trap(Reason.MEMORY_BOUNDS);
    }
    return instance.base + effective;
  }

  public static int i32Load(Instance instance, int address, int offset) {
    return UNSAFE.getInt(null, at(instance, address, offset, 4));
  }

  public static long i64Load(Instance instance, int address, int offset) {
    return UNSAFE.getLong(null, at(instance, address, offset, 8));
  }

  public static float f32Load(Instance instance, int address, int offset) {
    return UNSAFE.getFloat(null, at(instance, address, offset, 4));
  }

  public static double f64Load(Instance instance, int address, int offset) {
    return UNSAFE.getDouble(null, at(instance, address, offset, 8));
  }

  public static int i32Load8S(Instance instance, int address, int offset) {
    return UNSAFE.getByte(null, at(instance, address, offset, 1));
  }

  public static int i32Load8U(Instance instance, int address, int offset) {
    return UNSAFE.getByte(null, at(instance, address, offset, 1)) & 0xFF;
  }

  public static int i32Load16S(Instance instance, int address, int offset) {
    return UNSAFE.getShort(null, at(instance, address, offset, 2));
  }

  public static int i32Load16U(Instance instance, int address, int offset) {
    return UNSAFE.getChar(null, at(instance, address, offset, 2));
  }

  public static long i64Load8S(Instance instance, int address, int offset) {
    return UNSAFE.getByte(null, at(instance, address, offset, 1));
  }

  public static long i64Load8U(Instance instance, int address, int offset) {
    return UNSAFE.getByte(null, at(instance, address, offset, 1)) & 0xFF;
  }

  public static long i64Load16S(Instance instance, int address, int offset) {
    return UNSAFE.getShort(null, at(instance, address, offset, 2));
  }

  public static long i64Load16U(Instance instance, int address, int offset) {
    return UNSAFE.getChar(null, at(instance, address, offset, 2));
  }

  public static long i64Load32S(Instance instance, int address, int offset) {
    return UNSAFE.getInt(null, at(instance, address, offset, 4));
  }

  public static long i64Load32U(Instance instance, int address, int offset) {
    return UNSAFE.getInt(null, at(instance, address, offset, 4)) & UNSIGNED;
  }

  public static void i32Store(Instance instance, int address, int value, int offset) {
    UNSAFE.putInt(null, at(instance, address, offset, 4), value);
  }

  public static void i64Store(Instance instance, int address, long value, int offset) {
    UNSAFE.putLong(null, at(instance, address, offset, 8), value);
  }

  public static void f32Store(Instance instance, int address, float value, int offset) {
    UNSAFE.putFloat(null, at(instance, address, offset, 4), value);
  }

  public static void f64Store(Instance instance, int address, double value, int offset) {
    UNSAFE.putDouble(null, at(instance, address, offset, 8), value);
  }

  public static void i32Store8(Instance instance, int address, int value, int offset) {
    UNSAFE.putByte(null, at(instance, address, offset, 1), (byte) value);
  }

  public static void i32Store16(Instance instance, int address, int value, int offset) {
    UNSAFE.putShort(null, at(instance, address, offset, 2), (short) value);
  }

  public static void i64Store8(Instance instance, int address, long value, int offset) {
    UNSAFE.putByte(null, at(instance, address, offset, 1), (byte) value);
  }

  public static void i64Store16(Instance instance, int address, long value, int offset) {
    UNSAFE.putShort(null, at(instance, address, offset, 2), (short) value);
  }

  public static void i64Store32(Instance instance, int address, long value, int offset) {
    UNSAFE.putInt(null, at(instance, address, offset, 4), (int) value);
  }
}
