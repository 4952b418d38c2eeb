package org.vouchsafe.host.request;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.host.broker.Outbox;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.metric.Metrics;

/** Sends answers, with the correlation that the sender chose. */
@ApplicationScoped
public class Replies {
  private Outbox outbox;
  private Metrics metrics;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Replies() {}

  @Inject
  public Replies(Outbox outbox, Metrics metrics) {
    this.outbox = outbox;
    this.metrics = metrics;
  }

  /**
   * Sends it if there is a place where it may go. An answer that is lost is no loss: the same
   * request, sent again, gets it again.
   */
  void send(
      Message request,
      Optional<AccountId> account,
      Optional<String> signedReplyTo,
      Outbox.Content answer)
      throws JMSException {
    Optional<Outbox.Address> address = ReplyAddress.of(request, account, signedReplyTo);
    if (address.isEmpty()) {
      metrics.count("vouchsafe_replies_total{outcome=\"nowhere\"}");
      return;
    }
    String correlation = correlationOf(request);
    outbox.trySend(
        address.get(),
        context -> {
          Message message = answer.in(context);
          message.setJMSCorrelationID(correlation);
          return message;
        });
    metrics.count("vouchsafe_replies_total{outcome=\"sent\"}");
  }

  /** The sender's own correlation, or the message's id, which is what JMS senders expect. */
  private static @Nullable String correlationOf(Message request) throws JMSException {
    String given = request.getJMSCorrelationID();
    return given == null ? request.getJMSMessageID() : given;
  }
}
