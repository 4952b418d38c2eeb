package org.vouchsafe.engine.runtime;

import java.lang.reflect.Field;
import org.vouchsafe.engine.runtime.Trap.Reason;
import sun.misc.Unsafe;

/**
 * Loads and stores, as compiled code calls them: one compare, then the access. The only class that
 * touches raw memory, so that the form of it can be changed in one place.
 *
 * <p>An address is 32 bits and an offset is 32 bits, so their sum in 64 bits cannot overflow; the
 * compare with the size less the width of the access leaves no byte outside.
 */
@SuppressWarnings("removal") // nothing else was found to be both fast and steady: see README
public final class Access {
  static final Unsafe UNSAFE = unsafe();

  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private Access() {}

  private static Unsafe unsafe() {
    try {
      Field field = Unsafe.class.getDeclaredField("theUnsafe");
      field.setAccessible(true);
      return (Unsafe) field.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no raw memory access", e);
    }
  }

  private static long at(Instance instance, int address, int offset, int width) {
    long effective = (address & UNSIGNED) + (offset & UNSIGNED);
    if (effective > instance.size - width) {
      throw new Trap(Reason.MEMORY_BOUNDS);
    }
    return instance.base + effective;
  }

  public static int i32Load(Instance instance, int address, int offset) {
    return UNSAFE.getInt(at(instance, address, offset, 4));
  }

  public static long i64Load(Instance instance, int address, int offset) {
    return UNSAFE.getLong(at(instance, address, offset, 8));
  }

  public static float f32Load(Instance instance, int address, int offset) {
    return UNSAFE.getFloat(at(instance, address, offset, 4));
  }

  public static double f64Load(Instance instance, int address, int offset) {
    return UNSAFE.getDouble(at(instance, address, offset, 8));
  }

  public static int i32Load8S(Instance instance, int address, int offset) {
    return UNSAFE.getByte(at(instance, address, offset, 1));
  }

  public static int i32Load8U(Instance instance, int address, int offset) {
    return UNSAFE.getByte(at(instance, address, offset, 1)) & 0xFF;
  }

  public static int i32Load16S(Instance instance, int address, int offset) {
    return UNSAFE.getShort(at(instance, address, offset, 2));
  }

  public static int i32Load16U(Instance instance, int address, int offset) {
    return UNSAFE.getChar(at(instance, address, offset, 2));
  }

  public static long i64Load8S(Instance instance, int address, int offset) {
    return UNSAFE.getByte(at(instance, address, offset, 1));
  }

  public static long i64Load8U(Instance instance, int address, int offset) {
    return UNSAFE.getByte(at(instance, address, offset, 1)) & 0xFF;
  }

  public static long i64Load16S(Instance instance, int address, int offset) {
    return UNSAFE.getShort(at(instance, address, offset, 2));
  }

  public static long i64Load16U(Instance instance, int address, int offset) {
    return UNSAFE.getChar(at(instance, address, offset, 2));
  }

  public static long i64Load32S(Instance instance, int address, int offset) {
    return UNSAFE.getInt(at(instance, address, offset, 4));
  }

  public static long i64Load32U(Instance instance, int address, int offset) {
    return UNSAFE.getInt(at(instance, address, offset, 4)) & UNSIGNED;
  }

  public static void i32Store(Instance instance, int address, int value, int offset) {
    UNSAFE.putInt(at(instance, address, offset, 4), value);
  }

  public static void i64Store(Instance instance, int address, long value, int offset) {
    UNSAFE.putLong(at(instance, address, offset, 8), value);
  }

  public static void f32Store(Instance instance, int address, float value, int offset) {
    UNSAFE.putFloat(at(instance, address, offset, 4), value);
  }

  public static void f64Store(Instance instance, int address, double value, int offset) {
    UNSAFE.putDouble(at(instance, address, offset, 8), value);
  }

  public static void i32Store8(Instance instance, int address, int value, int offset) {
    UNSAFE.putByte(at(instance, address, offset, 1), (byte) value);
  }

  public static void i32Store16(Instance instance, int address, int value, int offset) {
    UNSAFE.putShort(at(instance, address, offset, 2), (short) value);
  }

  public static void i64Store8(Instance instance, int address, long value, int offset) {
    UNSAFE.putByte(at(instance, address, offset, 1), (byte) value);
  }

  public static void i64Store16(Instance instance, int address, long value, int offset) {
    UNSAFE.putShort(at(instance, address, offset, 2), (short) value);
  }

  public static void i64Store32(Instance instance, int address, long value, int offset) {
    UNSAFE.putInt(at(instance, address, offset, 4), (int) value);
  }
}
