package org.vouchsafe.channel;

import java.util.List;

/**
 * What one transport message (a POST body, a WebSocket frame) carried.
 *
 * @param repeat it was byte for byte the one before it: its sender did not see the answer, so send
 *     the stored answer again and do nothing else
 * @param records what it carried, in order; empty for a repeat
 */
public record Delivery(boolean repeat, List<Record> records) {
  public Delivery {
    records = List.copyOf(records);
  }
}
