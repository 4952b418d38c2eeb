package org.vouchsafe.host.request;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.broker.LargeMessage;
import org.vouchsafe.host.broker.Outbox;
import org.vouchsafe.host.conveyance.Channels;
import org.vouchsafe.host.environment.Environment;
import org.vouchsafe.host.environment.Environments;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.processor.Answer;

/**
 * EHS-1A messages to environments, and the sealed answers. The area checks who sealed a message;
 * what is wrong on the way there is told in the clear, in the properties of an empty answer.
 */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "destinationLookup",
          propertyValue = "java:/jms/queue/vouchsafe.invoke"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "16"),
      @ActivationConfigProperty(propertyName = "useLocalTx", propertyValue = "true")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class InvokeBean implements MessageListener {
  private static final int MAX_SEALED = 1 << 20;

  /** In base64url. */
  private static final int MAX_TEXT = (4 * MAX_SEALED + 2) / 3;

  private static final String ENVIRONMENT = "environment";

  @Inject private Channels channels;
  @Inject private Environments environments;
  @Inject private Replies replies;

  @Override
  public void onMessage(Message message) {
    try {
      Optional<Environment> environment = Optional.empty();
      Outbox.Content answer;
      try {
        environment = Optional.of(environment(message));
        answer =
            sealed(message, Answer.of(channels.message(environment.get().id(), body(message))));
      } catch (RefusedException e) {
        if (mayPass(e.code()) && !message.getJMSRedelivered()) {
          // The processor may be back in a moment; the area answers a repeated request once.
          throw new IllegalStateException(e.getMessage(), e);
        }
        answer = refused(message.getJMSRedelivered() ? afterAnother(e) : e);
      }
      replies.send(message, environment.map(Environment::account), Optional.empty(), answer);
    } catch (JMSException e) {
      throw new IllegalStateException("a message could not be read", e);
    }
  }

  private static boolean mayPass(Code code) {
    return code == Code.UNAVAILABLE || code == Code.OUTCOME_UNKNOWN;
  }

  /** An earlier delivery of the message ended in the middle: it may have come to the area. */
  private static RefusedException afterAnother(RefusedException refusal) {
    return switch (refusal.code()) {
      case UNAVAILABLE, ENVIRONMENT_LOST ->
          RefusedException.of(
              Code.OUTCOME_UNKNOWN,
              "message",
              "an answer to its first delivery",
              refusal.findings().get(0).sentence());
      default -> refusal;
    };
  }

  private Environment environment(Message message) throws JMSException, RefusedException {
    String named = message.getStringProperty(ENVIRONMENT);
    if (named == null) {
      throw RefusedException.of(
          Code.MALFORMED, "property " + ENVIRONMENT, "the environment's identifier", "none");
    }
    return environments.addressed(EnvironmentRef.of(named));
  }

  private static Bytes body(Message message) throws JMSException, RefusedException {
    // Looked at before anything is read. Some clients send a text as two bytes a character.
    if (LargeMessage.size(message) > 2L * MAX_TEXT) {
      throw tooLarge();
    }
    if (message instanceof BytesMessage bytes) {
      if (bytes.getBodyLength() > MAX_SEALED) {
        throw tooLarge();
      }
      byte[] body = new byte[(int) bytes.getBodyLength()];
      bytes.readBytes(body);
      return Bytes.copyOf(body);
    }
    if (message instanceof TextMessage text && text.getText() != null) {
      if (text.getText().length() > MAX_TEXT) {
        throw tooLarge();
      }
      try {
        return Bytes.fromBase64Url(text.getText());
      } catch (IllegalArgumentException e) {
        throw RefusedException.of(
            Code.MALFORMED,
            "message",
            "bytes, or a base64url text without padding",
            "another text");
      }
    }
    throw RefusedException.of(
        Code.MALFORMED, "message", "bytes, or a base64url text without padding", "another kind");
  }

  private static RefusedException tooLarge() {
    return RefusedException.of(
        Code.TOO_LARGE, "message", "at most " + MAX_SEALED + " bytes", "more");
  }

  /** In the form that the request came in. */
  private static Outbox.Content sealed(Message request, Bytes reply) {
    if (request instanceof TextMessage) {
      return context -> context.createTextMessage(reply.base64Url());
    }
    return context -> {
      BytesMessage message = context.createBytesMessage();
      message.writeBytes(reply.toArray());
      return message;
    };
  }

  private static Outbox.Content refused(RefusedException refusal) {
    return context -> {
      Message message = context.createMessage();
      message.setStringProperty("code", refusal.code().name());
      message.setStringProperty("sentence", refusal.findings().get(0).sentence());
      return message;
    };
  }
}
