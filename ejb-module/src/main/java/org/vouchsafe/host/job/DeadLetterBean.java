package org.vouchsafe.host.job;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.broker.LargeMessage;
import org.vouchsafe.host.identity.JobId;

/** Writes down what the broker gave up, and fails the job that it was about. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "destinationLookup",
          propertyValue = "java:/jms/queue/vouchsafe.dead-letters"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "1"),
      @ActivationConfigProperty(propertyName = "useLocalTx", propertyValue = "true")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeadLetterBean implements MessageListener {
  private static final String PREFIX = "jms.queue.";

  @Inject private DeadLetters letters;
  @Inject private Workbench workbench;

  @Override
  public void onMessage(Message message) {
    try {
      Optional<JobId> job = JobMessages.jobOf(message);
      if (job.isPresent()) {
        Finding why =
            new Finding(
                Code.UNAVAILABLE,
                "delivery of the job",
                "success within the allowed attempts",
                "none; see the last error in the log");
        workbench.gaveUp(job.get(), why);
      }
      letters.record(queueOf(message), job, textOf(message), "delivered as often as allowed");
    } catch (JMSException | RefusedException e) {
      throw new JobNotDoneException("a dead letter could not be written down", e);
    }
  }

  /** The queue it died in, as the broker notes it. */
  private static String queueOf(Message message) throws JMSException {
    String address = message.getStringProperty("_AMQ_ORIG_ADDRESS");
    if (address == null) {
      return "unknown";
    }
    return address.startsWith(PREFIX) ? address.substring(PREFIX.length()) : address;
  }

  /** A large message is not even looked at: it would have to be brought to memory whole. */
  private static @Nullable String textOf(Message message) throws JMSException {
    return message instanceof TextMessage text && LargeMessage.size(message) == 0
        ? text.getText()
        : null;
  }
}
