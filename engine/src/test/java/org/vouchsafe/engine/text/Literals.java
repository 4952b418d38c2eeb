package org.vouchsafe.engine.text;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vouchsafe.engine.text.Node.Word;

/** Numbers (specification 2.0, 6.3.1 and 6.3.2); floats as bits. */
final class Literals {
  private static final String DIGITS = "[0-9](?:_?[0-9])*+";
  private static final String HEX_DIGITS = "[0-9a-fA-F](?:_?[0-9a-fA-F])*+";
  private static final Pattern INTEGER =
      Pattern.compile("([+-]?)(?:0x(" + HEX_DIGITS + ")|(" + DIGITS + "))");
  private static final Pattern FLOAT =
      Pattern.compile(DIGITS + "(?:\\.(?:" + DIGITS + ")?)?(?:[eE][+-]?" + DIGITS + ")?");
  private static final Pattern HEX_FLOAT =
      Pattern.compile(
          "0x" + HEX_DIGITS + "(?:\\.(?:" + HEX_DIGITS + ")?)?(?:[pP][+-]?" + DIGITS + ")?");
  private static final Pattern PAYLOAD = Pattern.compile("nan:0x(" + HEX_DIGITS + ")");
  private static final int FLOAT_FRACTION = 23;
  private static final int DOUBLE_FRACTION = 52;

  private Literals() {}

  /** Signed or unsigned. */
  static int i32(Word word) throws TextError {
    return (int) integer(word, Integer.SIZE);
  }

  /** Signed or unsigned. */
  static long i64(Word word) throws TextError {
    return integer(word, Long.SIZE);
  }

  /** Without a sign, below 2^32. */
  static int u32(Word word) throws TextError {
    if (!Character.isDigit(word.text().charAt(0))) {
      throw new TextError(word.line(), "unexpected token " + word.text());
    }
    return i32(word);
  }

  private static long integer(Word word, int size) throws TextError {
    Matcher form = INTEGER.matcher(word.text());
    if (!form.matches()) {
      throw new TextError(word.line(), "unknown operator " + word.text());
    }
    BigInteger value =
        form.group(2) != null
            ? new BigInteger(form.group(2).replace("_", ""), 16)
            : new BigInteger(form.group(3).replace("_", ""));
    boolean negative = form.group(1).equals("-");
    BigInteger bound = BigInteger.ONE.shiftLeft(size);
    if (negative ? value.shiftLeft(1).compareTo(bound) > 0 : value.compareTo(bound) >= 0) {
      throw new TextError(word.line(), "constant out of range: " + word.text());
    }
    return negative ? value.negate().longValue() : value.longValue();
  }

  static int f32(Word word) throws TextError {
    String digits = unsigned(word);
    int bits;
    if (digits.startsWith("nan")) {
      bits = (int) (0xFFL << FLOAT_FRACTION | payload(word, digits, FLOAT_FRACTION));
    } else if (digits.equals("inf")) {
      bits = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    } else {
      float value = Float.parseFloat(javaForm(word, digits));
      if (Float.isInfinite(value)) {
        throw new TextError(word.line(), "constant out of range: " + word.text());
      }
      bits = Float.floatToRawIntBits(value);
    }
    return isNegative(word) ? bits | Integer.MIN_VALUE : bits;
  }

  static long f64(Word word) throws TextError {
    String digits = unsigned(word);
    long bits;
    if (digits.startsWith("nan")) {
      bits = 0x7FFL << DOUBLE_FRACTION | payload(word, digits, DOUBLE_FRACTION);
    } else if (digits.equals("inf")) {
      bits = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
    } else {
      double value = Double.parseDouble(javaForm(word, digits));
      if (Double.isInfinite(value)) {
        throw new TextError(word.line(), "constant out of range: " + word.text());
      }
      bits = Double.doubleToRawLongBits(value);
    }
    return isNegative(word) ? bits | Long.MIN_VALUE : bits;
  }

  private static boolean isNegative(Word word) {
    return word.text().startsWith("-");
  }

  private static String unsigned(Word word) {
    return word.text().replaceFirst("^[+-]", "");
  }

  private static long payload(Word word, String digits, int fraction) throws TextError {
    if (digits.equals("nan")) {
      return 1L << fraction - 1;
    }
    Matcher form = PAYLOAD.matcher(digits);
    if (!form.matches()) {
      throw new TextError(word.line(), "unknown operator " + word.text());
    }
    BigInteger payload = new BigInteger(form.group(1).replace("_", ""), 16);
    if (payload.signum() == 0 || payload.bitLength() > fraction) {
      throw new TextError(word.line(), "constant out of range: " + word.text());
    }
    return payload.longValue();
  }

  private static String javaForm(Word word, String digits) throws TextError {
    String plain = digits.replace("_", "");
    if (FLOAT.matcher(digits).matches()) {
      return plain;
    }
    if (HEX_FLOAT.matcher(digits).matches()) {
      return plain.contains("p") || plain.contains("P") ? plain : plain + "p0";
    }
    throw new TextError(word.line(), "unknown operator " + word.text());
  }
}
