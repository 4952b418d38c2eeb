package org.vouchsafe.engine.runtime;

import org.vouchsafe.engine.runtime.Trap.Reason;

/** Instructions that Java has no equal for (specification 2.0, 4.3). Called by compiled code. */
public final class Arithmetic {
  private static final float TWO_31F = 0x1p31f;
  private static final double TWO_31 = 0x1p31;
  private static final double TWO_32 = 0x1p32;
  private static final double TWO_63 = 0x1p63;
  private static final double TWO_64 = 0x1p64;

  private Arithmetic() {}

  public static int divS(int a, int b) {
    if (a == Integer.MIN_VALUE && b == -1) {
      throw new Trap(Reason.INTEGER_OVERFLOW);
    }
    return a / b;
  }

  public static long divS(long a, long b) {
    if (a == Long.MIN_VALUE && b == -1) {
      throw new Trap(Reason.INTEGER_OVERFLOW);
    }
    return a / b;
  }

  // A NaN that is not quiet becomes so by being added to itself.

  public static float min(float a, float b) {
    return Float.isNaN(a) || Float.isNaN(b) ? a + b : Math.min(a, b);
  }

  public static float max(float a, float b) {
    return Float.isNaN(a) || Float.isNaN(b) ? a + b : Math.max(a, b);
  }

  public static double min(double a, double b) {
    return Double.isNaN(a) || Double.isNaN(b) ? a + b : Math.min(a, b);
  }

  public static double max(double a, double b) {
    return Double.isNaN(a) || Double.isNaN(b) ? a + b : Math.max(a, b);
  }

  public static float ceil(float a) {
    return (float) ceil((double) a);
  }

  public static float floor(float a) {
    return (float) floor((double) a);
  }

  public static float trunc(float a) {
    return (float) trunc((double) a);
  }

  public static float nearest(float a) {
    return (float) nearest((double) a);
  }

  public static float sqrt(float a) {
    return (float) Math.sqrt(a);
  }

  public static double ceil(double a) {
    return Double.isNaN(a) ? a + a : Math.ceil(a);
  }

  public static double floor(double a) {
    return Double.isNaN(a) ? a + a : Math.floor(a);
  }

  public static double trunc(double a) {
    return Double.isNaN(a) ? a + a : a < 0 ? Math.ceil(a) : Math.floor(a);
  }

  public static double nearest(double a) {
    return Double.isNaN(a) ? a + a : Math.rint(a);
  }

  public static int truncS(float a) {
    if (a >= -TWO_31F && a < TWO_31F) {
      return (int) a;
    }
    throw outOfRange(a);
  }

  public static int truncS(double a) {
    if (a > -TWO_31 - 1 && a < TWO_31) {
      return (int) a;
    }
    throw outOfRange(a);
  }

  public static int truncU(double a) {
    if (a > -1 && a < TWO_32) {
      return (int) (long) a;
    }
    throw outOfRange(a);
  }

  public static long truncLongS(double a) {
    if (a >= -TWO_63 && a < TWO_63) {
      return (long) a;
    }
    throw outOfRange(a);
  }

  public static long truncLongU(double a) {
    if (a > -1 && a < TWO_64) {
      return saturateLongU(a);
    }
    throw outOfRange(a);
  }

  private static Trap outOfRange(double a) {
    return new Trap(Double.isNaN(a) ? Reason.INVALID_CONVERSION : Reason.INTEGER_OVERFLOW);
  }

  public static int saturateU(double a) {
    return a >= TWO_32 ? -1 : a > 0 ? (int) (long) a : 0;
  }

  public static long saturateLongU(double a) {
    if (!(a > 0)) {
      return 0;
    }
    if (a >= TWO_64) {
      return -1;
    }
    return a < TWO_63 ? (long) a : (long) (a - TWO_63) ^ Long.MIN_VALUE;
  }

  public static float toFloatU(long a) {
    // Half of it, with the lost bit kept so that rounding is the same.
    return a >= 0 ? (float) a : (float) ((a >>> 1) | (a & 1)) * 2;
  }

  public static double toDoubleU(long a) {
    return a >= 0 ? (double) a : (double) ((a >>> 1) | (a & 1)) * 2;
  }
}
