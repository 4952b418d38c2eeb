package org.vouchsafe.web.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.job.JobState;
import org.vouchsafe.host.job.Jobs;
import org.vouchsafe.web.security.CurrentCaller;

/** Jobs of the caller's account. */
@Path("/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class JobsResource {
  private static final int MAX_WAIT_SECONDS = 30;

  @Inject private CurrentCaller current;
  @Inject private Jobs jobs;
  @Inject private Waiting waiting;

  @GET
  @RolesAllowed({"client", "operator"})
  public JsonObject list(
      @QueryParam("environment") @Nullable String environment,
      @QueryParam("state") @Nullable String state,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit)
      throws RefusedException {
    Optional<EnvironmentRef> of =
        environment == null ? Optional.empty() : Optional.of(EnvironmentRef.of(environment));
    return Wire.page(
        jobs.list(
            current.require(),
            of,
            Requests.oneOf("state", JobState.class, state),
            Requests.cursor(cursor),
            Requests.limit(limit)),
        Wire::job);
  }

  /** With {@code wait}, answers when the job has ended or the seconds are over. */
  @GET
  @Path("{id}")
  @RolesAllowed({"client", "operator"})
  public CompletionStage<JsonObject> show(
      @PathParam("id") String id, @QueryParam("wait") @Nullable String wait)
      throws RefusedException {
    Caller caller = current.require();
    JobId job = JobId.of(id);
    int seconds = Requests.number("wait", wait, 0, MAX_WAIT_SECONDS, 0);
    if (seconds == 0) {
      return CompletableFuture.completedFuture(Wire.job(jobs.find(caller, job)));
    }
    return waiting.run(
        caller.account(), () -> Wire.job(jobs.await(caller, job, Duration.ofSeconds(seconds))));
  }

  @POST
  @Path("{id}/retry")
  @RolesAllowed({"client", "operator"})
  public JsonObject retry(@PathParam("id") String id) throws RefusedException {
    return Wire.job(jobs.retry(current.require(), JobId.of(id)));
  }
}
