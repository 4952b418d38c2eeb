package org.vouchsafe.host.identity;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list, newest first.
 *
 * @param next what to give as the cursor for the part that follows; empty at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {
  /** The most items that a page has. */
  public static final int MAX = 200;

  public Page {
    items = List.copyOf(items);
  }
}
