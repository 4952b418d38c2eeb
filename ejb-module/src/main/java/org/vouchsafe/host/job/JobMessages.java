package org.vouchsafe.host.job;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.host.broker.AfterCommit;
import org.vouchsafe.host.broker.Outbox;
import org.vouchsafe.host.identity.JobId;

/**
 * The messages that drive jobs. One names a job and nothing else: what is to be done, and whether
 * it still is, stands in the row, so a message that is forged, repeated or late does no harm.
 */
@ApplicationScoped
public class JobMessages {
  static final String JOB = "job";
  static final String NODE = "node";

  private Outbox outbox;
  private AfterCommit afterCommit;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected JobMessages() {}

  @Inject
  public JobMessages(Outbox outbox, AfterCommit afterCommit) {
    this.outbox = outbox;
    this.afterCommit = afterCommit;
  }

  /** Sends the job's message once its row is committed. */
  void sendAfterCommit(Job job) {
    String id = job.id().text();
    String queue = job.operation().queue();
    Map<String, String> properties = Map.of(NODE, job.node(), JOB, id);
    afterCommit.execute(
        () ->
            outbox.trySend(
                outbox.queue(queue), Outbox.text("{\"v\":1,\"job\":\"" + id + "\"}", properties)));
  }

  /** The job that a message names; empty when it names none. */
  static Optional<JobId> jobOf(Message message) throws JMSException {
    String text = message.getStringProperty(JOB);
    try {
      return text == null ? Optional.empty() : Optional.of(new JobId(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
