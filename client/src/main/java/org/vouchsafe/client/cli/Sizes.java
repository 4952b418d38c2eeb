package org.vouchsafe.client.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Sizes such as {@code 64MiB} and times such as {@code 90s}, as people write them. */
final class Sizes {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})\\s*([A-Za-z]*)");

  private Sizes() {}

  /** To bytes. */
  static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      Matcher matcher = match(text, "a size such as 64MiB");
      long unit =
          switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1;
            case "k", "kb", "kib" -> 1L << 10;
            case "m", "mb", "mib" -> 1L << 20;
            case "g", "gb", "gib" -> 1L << 30;
            default ->
                throw new TypeConversionException(
                    "'" + text + "' is not a size: use KiB, MiB or GiB");
          };
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    }
  }

  /** To milliseconds. */
  static final class Millis implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      Matcher matcher = match(text, "a time such as 90s");
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
        case "ms" -> number;
        case "", "s" -> Duration.ofSeconds(number).toMillis();
        case "m", "min" -> Duration.ofMinutes(number).toMillis();
        case "h" -> Duration.ofHours(number).toMillis();
        default ->
            throw new TypeConversionException("'" + text + "' is not a time: use ms, s, m or h");
      };
    }
  }

  private static Matcher match(String text, String what) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is not " + what);
    }
    return matcher;
  }
}
