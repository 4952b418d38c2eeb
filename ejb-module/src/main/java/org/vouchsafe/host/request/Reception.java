package org.vouchsafe.host.request;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.account.Accounts;
import org.vouchsafe.host.conveyance.Channels;
import org.vouchsafe.host.environment.Environments;
import org.vouchsafe.host.environment.Establishment;
import org.vouchsafe.host.environment.SetUpModule;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.job.Jobs;
import org.vouchsafe.host.metric.Metrics;

/** Answers the text of a message by the same services that answer REST. */
@ApplicationScoped
public class Reception {
  private Accounts accounts;
  private SetUpModule setUpModule;
  private Environments environments;
  private Jobs jobs;
  private Channels channels;
  private Metrics metrics;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Reception() {}

  @Inject
  public Reception(
      Accounts accounts,
      SetUpModule setUpModule,
      Environments environments,
      Jobs jobs,
      Channels channels,
      Metrics metrics,
      Clock clock) {
    this.accounts = accounts;
    this.setUpModule = setUpModule;
    this.environments = environments;
    this.jobs = jobs;
    this.channels = channels;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * An answer and where it may go.
   *
   * @param account the one that signed; empty when nobody did, and then only a temporary queue will
   *     do
   * @param replyTo the queue that the signed request names
   */
  record Reply(String text, Optional<AccountId> account, Optional<String> replyTo) {}

  /** Answers whatever came; a refusal is an answer, too. */
  Reply answer(String message) {
    @Nullable AccountId account = null;
    @Nullable String id = null;
    Optional<String> replyTo = Optional.empty();
    try {
      SignedRequest signed = SignedRequest.parse(message);
      Caller caller =
          accounts.signedBy(
              signed.account(),
              signed.key(),
              signed.signature(),
              SignedRequest.LABEL,
              Bytes.utf8(signed.request()));
      account = caller.account();
      Request request = Request.parse(signed.request());
      id = request.id();
      replyTo = request.replyTo();
      request.requireFresh(clock.instant());
      String text = answer(caller, request).text();
      metrics.count("vouchsafe_requests_total{outcome=\"done\"}");
      return new Reply(text, Optional.of(account), replyTo);
    } catch (MalformedException e) {
      return refused(e.asRefusal(), id, account, replyTo);
    } catch (RefusedException e) {
      return refused(e, id, account, replyTo);
    }
  }

  private Reply refused(
      RefusedException refusal,
      @Nullable String id,
      @Nullable AccountId account,
      Optional<String> replyTo) {
    metrics.count("vouchsafe_requests_total{outcome=\"refused\"}");
    return new Reply(Answer.refusal(id, refusal).text(), Optional.ofNullable(account), replyTo);
  }

  /** The answer to a message that was not even read. */
  Reply unread(RefusedException refusal) {
    return refused(refusal, null, null, Optional.empty());
  }

  private Answer answer(Caller caller, Request request) throws RefusedException {
    // The same id by REST and by message are two requests: their senders did not agree on it.
    Optional<String> key = Optional.of("jms " + request.id());
    Answer answer = Answer.to(request.id());
    return switch (request.operation()) {
      case Request.Operation.Establish(var wish) -> {
        Establishment made = setUpModule.establish(caller, wish, key);
        yield answer.with(made.environment()).with(made.job());
      }
      case Request.Operation.Attest(var environment, var m1) ->
          answer.with(setUpModule.attest(caller, environment, m1, key));
      case Request.Operation.Show(var environment) ->
          answer.with(environments.find(caller, environment));
      case Request.Operation.Terminate(var environment) ->
          answer.with(setUpModule.terminate(caller, environment));
      case Request.Operation.ShowJob(var job, var wait) ->
          answer.with(jobs.await(caller, job, wait));
      case Request.Operation.Deliver(var environment, var handle, List<Bytes> frames) ->
          answer.with(
              org.vouchsafe.host.processor.Answer.of(
                  channels.deliver(caller, environment, handle, frames)));
    };
  }

  /** Refuses a message by its size alone. */
  static RefusedException tooLarge() {
    return RefusedException.of(
        Code.TOO_LARGE, "message", "at most " + SignedRequest.MAX_TEXT + " characters", "more");
  }
}
