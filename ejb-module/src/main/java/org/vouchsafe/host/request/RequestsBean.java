package org.vouchsafe.host.request;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import java.util.Map;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.broker.LargeMessage;
import org.vouchsafe.host.broker.Outbox;

/** Requests of outside programs: signed JSON in, JSON out. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "destinationLookup",
          propertyValue = "java:/jms/queue/vouchsafe.requests"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "8"),
      @ActivationConfigProperty(propertyName = "useLocalTx", propertyValue = "true")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RequestsBean implements MessageListener {
  @Inject private Reception reception;
  @Inject private Replies replies;

  @Override
  public void onMessage(Message message) {
    try {
      Reception.Reply reply = reply(message);
      replies.send(
          message, reply.account(), reply.replyTo(), Outbox.text(reply.text(), Map.of("v", "1")));
    } catch (JMSException e) {
      throw new IllegalStateException("a request could not be read", e);
    }
  }

  private Reception.Reply reply(Message message) throws JMSException {
    // Looked at before anything is read: a large message is brought to memory whole.
    if (LargeMessage.size(message) > SignedRequest.MAX_TEXT * 2L) {
      return reception.unread(Reception.tooLarge());
    }
    if (!(message instanceof TextMessage text) || text.getText() == null) {
      return reception.unread(
          RefusedException.of(Code.MALFORMED, "message", "a text message", "another kind"));
    }
    return text.getText().length() > SignedRequest.MAX_TEXT
        ? reception.unread(Reception.tooLarge())
        : reception.answer(text.getText());
  }
}
