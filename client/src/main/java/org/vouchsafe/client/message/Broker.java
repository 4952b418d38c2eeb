package org.vouchsafe.client.message;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A program's own connection to the service's broker. This library knows no messaging API: whoever
 * has one gives it a function that sends a text message and waits for the answer to it.
 */
@FunctionalInterface
public interface Broker {
  /** For signed requests. */
  String REQUESTS = "vouchsafe.requests";

  /** For sealed messages. */
  String INVOKE = "vouchsafe.invoke";

  /**
   * Sends a text message with a reply address that the program reads, and a correlation of its own.
   *
   * @param queue {@value #REQUESTS} or {@value #INVOKE}, without any prefix of the broker's
   * @param properties string properties of the message
   * @return empty when no answer came within a minute or so; the same text is then sent again
   */
  Optional<Answer> ask(String queue, Map<String, String> properties, String text)
      throws IOException;

  /**
   * What came back.
   *
   * @param text empty when it was not a text message
   * @param code the string property of this name, when there is one
   */
  record Answer(Optional<String> text, Optional<String> code) {}
}
