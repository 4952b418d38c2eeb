package org.vouchsafe.web.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.host.environment.Environment;
import org.vouchsafe.host.environment.EnvironmentState;
import org.vouchsafe.host.environment.Environments;
import org.vouchsafe.host.environment.EstablishRequest;
import org.vouchsafe.host.environment.Establishment;
import org.vouchsafe.host.environment.SetUpModule;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.job.JobState;
import org.vouchsafe.host.job.Jobs;
import org.vouchsafe.host.json.JsonFields;
import org.vouchsafe.web.security.CurrentCaller;

/** Environments of the caller's account: ask for one, look, get evidence, end it. */
@Path("/environments")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class EnvironmentsResource {
  private static final int MAX_PARAMETERS = 128 * 1024;
  private static final Duration EVIDENCE_WAIT = Duration.ofSeconds(30);

  @Inject private CurrentCaller current;
  @Inject private SetUpModule setUp;
  @Inject private Environments environments;
  @Inject private Jobs jobs;
  @Inject private Waiting waiting;

  @POST
  @RolesAllowed("client")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response establish(
      JsonFields body, @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey)
      throws RefusedException, MalformedException {
    EstablishRequest request =
        new EstablishRequest(
            body.optionalText("name", 100),
            body.text("loader", 200),
            body.optionalBytes("parameters", MAX_PARAMETERS),
            body.flag("pool", false),
            body.optionalText("processor", 100),
            body.optionalBytes("m1", ClientHello.MAX_SIZE));
    body.end();
    Establishment made =
        setUp.establish(current.require(), request, Requests.idempotencyKey(idempotencyKey));
    return Response.accepted(
            Json.createObjectBuilder()
                .add("environment", Wire.environment(made.environment()))
                .add("job", Wire.job(made.job()))
                .build())
        .build();
  }

  @GET
  @RolesAllowed("client")
  public JsonObject list(
      @QueryParam("state") @Nullable String state,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit)
      throws RefusedException {
    return Wire.page(
        environments.list(
            current.require(),
            Requests.oneOf("state", EnvironmentState.class, state),
            Requests.cursor(cursor),
            Requests.limit(limit)),
        Wire::environment);
  }

  @GET
  @Path("{id}")
  @RolesAllowed("client")
  public Response show(@PathParam("id") String id, @Context Request request)
      throws RefusedException {
    Environment environment = environments.find(current.require(), EnvironmentRef.of(id));
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag(environment));
    return unchanged != null
        ? unchanged.build()
        : Response.ok(Wire.environment(environment)).tag(tag(environment)).build();
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed("client")
  public Response terminate(@PathParam("id") String id, @Context Request request)
      throws RefusedException {
    Caller caller = current.require();
    Environment environment = environments.find(caller, EnvironmentRef.of(id));
    if (request.evaluatePreconditions(tag(environment)) != null) {
      throw RefusedException.of(
          Code.CONFLICT, "If-Match", "version " + environment.version(), "another version");
    }
    Job job = setUp.terminate(caller, environment.id());
    return Response.accepted(Json.createObjectBuilder().add("job", Wire.job(job)).build()).build();
  }

  /** Waits for the processor's answer, or says where it will be found. */
  @POST
  @Path("{id}/evidence")
  @RolesAllowed("client")
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> attest(
      @PathParam("id") String id,
      JsonFields body,
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey)
      throws RefusedException, MalformedException {
    Bytes m1 = body.bytes("m1", ClientHello.MAX_SIZE);
    body.end();
    Caller caller = current.require();
    Job job =
        setUp.attest(caller, EnvironmentRef.of(id), m1, Requests.idempotencyKey(idempotencyKey));
    return waiting.run(
        caller.account(), () -> evidence(jobs.await(caller, job.id(), EVIDENCE_WAIT)));
  }

  private static Response evidence(Job job) throws RefusedException {
    if (job.state() == JobState.FAILED) {
      throw new RefusedException(
          List.of(
              job.error().orElse(new Finding(Code.INTERNAL, "job", "a reason", "none recorded"))));
    }
    if (job.result().isEmpty()) {
      return Response.accepted(Json.createObjectBuilder().add("job", Wire.job(job)).build())
          .build();
    }
    JsonObject evidence = Evidence.of(job.result().get());
    return Response.ok(
            Json.createObjectBuilder()
                .add("m2", evidence.get("m2"))
                .add("endorsements", evidence.get("endorsements"))
                .add("job", Wire.job(job))
                .build())
        .build();
  }

  @GET
  @Path("{id}/evidence")
  @RolesAllowed("client")
  @Produces("application/cbor")
  public Response lastEvidence(@PathParam("id") String id) throws RefusedException {
    EnvironmentRef environment = EnvironmentRef.of(id);
    Optional<Bytes> bundle = environments.lastEvidence(current.require(), environment);
    if (bundle.isEmpty()) {
      return Response.noContent().build();
    }
    return Response.ok(bundle.get().toArray(), "application/cbor")
        .header(
            "Content-Disposition", "attachment; filename=\"" + environment.text() + ".evidence\"")
        .build();
  }

  private static EntityTag tag(Environment environment) {
    return new EntityTag(Long.toString(environment.version()));
  }
}
