package org.vouchsafe.web.api;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Page;

/** Headers and query parameters that several resources read, judged in one place. */
final class Requests {
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,100}");
  private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9_.:-]{1,256}");
  private static final int DEFAULT_LIMIT = 50;

  private Requests() {}

  static Optional<String> idempotencyKey(@Nullable String header) throws RefusedException {
    if (header != null && !KEY.matcher(header).matches()) {
      throw malformed("Idempotency-Key", "1 to 100 printable characters without spaces");
    }
    return Optional.ofNullable(header);
  }

  static Optional<String> cursor(@Nullable String parameter) throws RefusedException {
    if (parameter != null && !CURSOR.matcher(parameter).matches()) {
      throw malformed("cursor", "the value of next in the page before");
    }
    return Optional.ofNullable(parameter);
  }

  static int limit(@Nullable String parameter) throws RefusedException {
    return number("limit", parameter, 1, Page.MAX, DEFAULT_LIMIT);
  }

  static int number(String name, @Nullable String parameter, int min, int max, int ifAbsent)
      throws RefusedException {
    if (parameter == null) {
      return ifAbsent;
    }
    if (parameter.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(parameter);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw malformed(name, "a number from " + min + " to " + max);
  }

  static <E extends Enum<E>> Optional<E> oneOf(
      String name, Class<E> values, @Nullable String parameter) throws RefusedException {
    if (parameter == null) {
      return Optional.empty();
    }
    List<E> all = List.of(values.getEnumConstants());
    for (E value : all) {
      if (value.name().equals(parameter)) {
        return Optional.of(value);
      }
    }
    throw malformed(name, "one of " + all);
  }

  private static RefusedException malformed(String what, String expected) {
    return RefusedException.of(Code.MALFORMED, what, expected, "something else");
  }
}
