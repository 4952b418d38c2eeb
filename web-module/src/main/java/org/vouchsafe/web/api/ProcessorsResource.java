package org.vouchsafe.web.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.host.endorsement.Publications;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.json.Json;
import org.vouchsafe.host.processor.Processor;
import org.vouchsafe.host.processor.Processors;
import org.vouchsafe.web.security.CurrentCaller;
import org.vouchsafe.web.security.MaxBody;

/** Processors, and what authorities and auditors say about them. */
@Path("/processors")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class ProcessorsResource {
  @Inject private CurrentCaller current;
  @Inject private Processors processors;
  @Inject private Publications publications;

  @GET
  @RolesAllowed({"client", "operator", "auditor"})
  public JsonObject list() {
    return Wire.list(processors.list(), ProcessorsResource::json);
  }

  @GET
  @Path("{id}")
  @RolesAllowed({"client", "operator", "auditor"})
  public JsonObject show(@PathParam("id") String id) throws RefusedException {
    return json(processors.find(ProcessorId.of(id)));
  }

  @GET
  @Path("{id}/certificate")
  @RolesAllowed({"client", "operator", "auditor"})
  @Produces("application/x-pem-file")
  public String certificate(@PathParam("id") String id) throws RefusedException {
    return publications.chainPem(ProcessorId.of(id));
  }

  /** Audit certificates (DER in base64url), newest first. */
  @GET
  @Path("{id}/audits")
  @RolesAllowed({"client", "operator", "auditor"})
  public JsonObject audits(@PathParam("id") String id) throws RefusedException {
    return Wire.list(publications.audits(ProcessorId.of(id)), ProcessorsResource::audit);
  }

  /** What an auditor signed elsewhere, with a key that is not here. */
  @POST
  @Path("{id}/audits")
  @RolesAllowed("auditor")
  @Consumes({"application/octet-stream", "application/pkix-attr-cert"})
  @MaxBody(64 * 1024)
  public Response upload(@PathParam("id") String id, byte[] certificate) throws RefusedException {
    publications.upload(current.require(), ProcessorId.of(id), Bytes.copyOf(certificate));
    return Response.noContent().build();
  }

  /** An empty job, to see that the processor's jobs arrive and how long they take. */
  @POST
  @Path("{id}/probe")
  @RolesAllowed("operator")
  public Response probe(@PathParam("id") String id) throws RefusedException {
    Job job = processors.probe(current.require(), ProcessorId.of(id));
    return Response.accepted(Json.createObjectBuilder().add("job", Wire.job(job)).build()).build();
  }

  private static JsonObject json(Processor processor) {
    return Json.createObjectBuilder()
        .add("id", processor.id().text())
        .add("name", processor.name())
        .add("node", processor.node())
        .add("deviceId", processor.deviceId().hex())
        .add("platform", processor.platform())
        .add("softwareVersion", processor.softwareVersion())
        .add("svn", processor.svn())
        .add("state", state(processor))
        .add("areas", processor.areasInUse())
        .add("capacity", processor.capacity())
        .add("seenAt", processor.seenAt().toString())
        .build();
  }

  /** What the certificate itself says, beside it: for reading, not for believing. */
  private static JsonObject audit(Bytes certificate) {
    JsonObjectBuilder json = Json.createObjectBuilder().add("certificate", certificate.base64Url());
    try {
      AuditCertificate audit = AuditCertificate.parse(certificate);
      json.add("id", audit.id().hex())
          .add("level", audit.claims().level())
          .add("method", audit.claims().method())
          .add("site", audit.claims().site())
          .add("from", audit.validity().notBefore().toString())
          .add("until", audit.validity().notAfter().toString());
    } catch (MalformedException unreadable) {
      // It was read when it came in; should that ever change, its bytes are still the client's to
      // judge.
      json.add("problem", "cannot be read by this version");
    }
    return json.build();
  }

  private static String state(Processor processor) {
    if (!processor.isConnected()) {
      return "DISCONNECTED";
    }
    return processor.isEnrolled() ? "READY" : "NOT_ENROLLED";
  }
}
