package org.vouchsafe.host.environment;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import org.vouchsafe.host.job.JobRunner;

/** Attests. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "destinationLookup",
          propertyValue = "java:/jms/queue/vouchsafe.attest"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(
          propertyName = "messageSelector",
          propertyValue = "node = '${vouchsafe.node:node1}'"),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "16"),
      // Acknowledged by a transaction of the broker's own, after the database has committed.
      @ActivationConfigProperty(propertyName = "useLocalTx", propertyValue = "true")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AttestBean implements MessageListener {
  @Inject private JobRunner runner;
  @Inject private Dispatch dispatch;

  @Override
  public void onMessage(Message message) {
    runner.run(message, dispatch);
  }
}
