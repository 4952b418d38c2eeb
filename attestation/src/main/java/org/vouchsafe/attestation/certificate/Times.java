package org.vouchsafe.attestation.certificate;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.Time;
import org.vouchsafe.attestation.MalformedException;

/** Dates as RFC 5280 §4.1.2.5 writes them: UTC, whole seconds, UTCTime until 2049, then not. */
final class Times {
  private static final int FIRST_GENERALIZED_YEAR = 2050;
  private static final Pattern SHORT = Pattern.compile("[0-9]{12}Z");
  private static final Pattern LONG = Pattern.compile("[0-9]{14}Z");
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private Times() {}

  static Validity read(Time notBefore, Time notAfter, String path) throws MalformedException {
    Instant from = read(notBefore, path + " > notBefore");
    Instant to = read(notAfter, path + " > notAfter");
    return Shape.make(path + " > validity", () -> new Validity(from, to));
  }

  static Instant read(Time time, String path) throws MalformedException {
    ASN1Primitive value = time.toASN1Primitive();
    if (value instanceof ASN1GeneralizedTime generalized) {
      Instant instant = readGeneralized(generalized, path);
      if (instant.atOffset(ZoneOffset.UTC).getYear() < FIRST_GENERALIZED_YEAR) {
        throw new MalformedException(path, "is a GeneralizedTime before 2050");
      }
      return instant;
    }
    String text = content(value);
    if (!SHORT.matcher(text).matches()) {
      throw new MalformedException(path, "is not a date in whole seconds of UTC");
    }
    return parse((text.charAt(0) < '5' ? "20" : "19") + text, path);
  }

  static Instant readGeneralized(ASN1GeneralizedTime time, String path) throws MalformedException {
    String text = content(time);
    if (!LONG.matcher(text).matches()) {
      throw new MalformedException(path, "is not a date in whole seconds of UTC");
    }
    return parse(text, path);
  }

  /** Cuts fractions of a second off. */
  static Time write(Instant instant) {
    Date date = date(instant);
    return instant.atOffset(ZoneOffset.UTC).getYear() < FIRST_GENERALIZED_YEAR
        ? new Time(new DERUTCTime(date))
        : new Time(new DERGeneralizedTime(date));
  }

  static DERGeneralizedTime writeGeneralized(Instant instant) {
    return new DERGeneralizedTime(date(instant));
  }

  /** The characters as they stand: the library's own accessors complete what is missing. */
  private static String content(ASN1Primitive time) {
    byte[] der = Der.encode(time).toArray();
    // One octet of tag and one of length: a date is shorter than 128 octets.
    return new String(der, 2, der.length - 2, StandardCharsets.US_ASCII);
  }

  private static Date date(Instant instant) {
    return Date.from(instant.truncatedTo(ChronoUnit.SECONDS));
  }

  private static Instant parse(String text, String path) throws MalformedException {
    try {
      return LocalDateTime.parse(text, FORM).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new MalformedException(path, "is not a date that exists");
    }
  }
}
