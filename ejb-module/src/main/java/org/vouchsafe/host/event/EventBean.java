package org.vouchsafe.host.event;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.util.Locale;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.json.Json;

/** Brings events of all nodes to the listeners of this one. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "destinationLookup",
          propertyValue = "java:/jms/topic/vouchsafe.events"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Topic"),
      // One thread keeps the order.
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "1"),
      @ActivationConfigProperty(propertyName = "useLocalTx", propertyValue = "true")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class EventBean implements MessageListener {
  @Inject private Events events;

  @Override
  public void onMessage(Message message) {
    try {
      events.arrived(read(message));
    } catch (JMSException e) {
      throw new IllegalStateException("an event could not be read", e);
    }
  }

  private static Event read(Message message) throws JMSException {
    try (JsonReader reader =
        Json.createReader(new StringReader(((TextMessage) message).getText()))) {
      JsonObject json = reader.readObject();
      return Event.arrived(
          json.getJsonNumber("id").longValueExact(),
          new AccountId(message.getStringProperty("account")),
          EventKind.valueOf(json.getString("kind").toUpperCase(Locale.ROOT)),
          json.getString("subject"),
          json.getString("state"),
          Instant.parse(json.getString("at")));
    }
  }
}
