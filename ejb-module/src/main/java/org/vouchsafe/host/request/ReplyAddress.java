package org.vouchsafe.host.request;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vouchsafe.host.broker.Outbox;
import org.vouchsafe.host.identity.AccountId;

/**
 * Where an answer may go: to a temporary queue, whose maker alone reads it, or to a reply queue of
 * the account that signed. Anywhere else is where somebody wants the service to speak for them.
 */
final class ReplyAddress {
  private static final String PREFIX = "jms.queue.";
  private static final String REPLIES = "vouchsafe.replies.";
  private static final Pattern UUID =
      Pattern.compile("(jms\\.tempqueue\\.)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern REST = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private ReplyAddress() {}

  /** Empty when there is none that may be used. */
  static Optional<Outbox.Address> of(
      Message message, Optional<AccountId> account, Optional<String> signedReplyTo)
      throws JMSException {
    if (signedReplyTo.isPresent()) {
      return replyQueue(signedReplyTo.get(), account);
    }
    Destination wanted = message.getJMSReplyTo();
    if (wanted instanceof TemporaryQueue temporary && isTemporary(temporary.getQueueName())) {
      return Optional.of(context -> temporary);
    }
    return wanted instanceof Queue queue
        ? replyQueue(queue.getQueueName(), account)
        : Optional.empty();
  }

  /** The broker names them at random; a sender can claim the kind, but not for a queue of ours. */
  static boolean isTemporary(String name) {
    return UUID.matcher(name).matches();
  }

  private static Optional<Outbox.Address> replyQueue(String name, Optional<AccountId> account) {
    String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return account.isPresent() && isReplyQueueOf(account.get(), plain)
        ? Optional.of(context -> context.createQueue(plain))
        : Optional.empty();
  }

  /** {@code vouchsafe.replies.ACCOUNT.anything}. */
  static boolean isReplyQueueOf(AccountId account, String name) {
    String own = REPLIES + account.text() + ".";
    return name.startsWith(own) && REST.matcher(name.substring(own.length())).matches();
  }
}
