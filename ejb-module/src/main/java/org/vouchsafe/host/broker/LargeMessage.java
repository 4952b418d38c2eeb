package org.vouchsafe.host.broker;

import jakarta.jms.JMSException;
import jakarta.jms.Message;

/** What the broker says of a message that it keeps in a file instead of in memory. */
public final class LargeMessage {
  private static final String SIZE = "_AMQ_LARGE_SIZE";

  private LargeMessage() {}

  /** Bytes of its body; 0 for an ordinary message, which the broker holds to some 100 KiB. */
  public static long size(Message message) throws JMSException {
    return message.propertyExists(SIZE) ? message.getLongProperty(SIZE) : 0;
  }
}
