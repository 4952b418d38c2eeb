package org.vouchsafe.host.identity;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/**
 * Where a list that is sorted by time, newest first, goes on: after this item.
 *
 * @param at the item's time
 * @param id the item's identifier, which decides among items of the same time
 */
public record Cursor(Instant at, String id) {
  /** Later than everything: where a list begins. */
  public static final Cursor START = new Cursor(Instant.parse("9999-12-31T23:59:59Z"), "~");

  private static final int MAX_TEXT = 200;

  /**
   * @throws RefusedException MALFORMED when it is not what {@link #text} wrote
   */
  public static Cursor of(Optional<String> text) throws RefusedException {
    if (text.isEmpty()) {
      return START;
    }
    try {
      if (text.get().length() <= MAX_TEXT) {
        byte[] bytes = Bytes.fromBase64Url(text.get()).toArray();
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split(" ", -1);
        if (parts.length == 2) {
          return new Cursor(Instant.parse(parts[0]), parts[1]);
        }
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      throw malformed();
    }
    throw malformed();
  }

  private static RefusedException malformed() {
    return RefusedException.of(
        Code.MALFORMED, "cursor", "one that an earlier page gave", "another text");
  }

  String text() {
    return Bytes.utf8(at + " " + id).base64Url();
  }

  /**
   * The page that a query found which asked for one item more than the limit.
   *
   * @param where how an item's own cursor is made
   */
  public static <T> Page<T> page(List<T> found, int limit, Function<T, Cursor> where) {
    if (found.size() <= limit) {
      return new Page<>(found, Optional.empty());
    }
    List<T> items = found.subList(0, limit);
    return new Page<>(items, Optional.of(where.apply(items.get(limit - 1)).text()));
  }

  /** The limit that a caller gets: from 1 to {@link Page#MAX}. */
  public static int clamp(int limit) {
    return Math.clamp(limit, 1, Page.MAX);
  }
}
