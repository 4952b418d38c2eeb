package org.vouchsafe.web.api;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditClaims;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.Validity;
import org.vouchsafe.host.auditor.AuditorDesk;
import org.vouchsafe.host.auditor.Certification;
import org.vouchsafe.host.auditor.Inspection;
import org.vouchsafe.host.auditor.IssuedAudit;
import org.vouchsafe.host.identity.InspectionId;
import org.vouchsafe.host.json.JsonFields;
import org.vouchsafe.web.security.CurrentCaller;
import org.vouchsafe.web.security.Doorkeeper;
import org.vouchsafe.web.security.MaxBody;

/**
 * The auditor's endpoint, on the auditor's own server; a host refuses all of it. What anybody may
 * ask (certifications, register, status) is signed, so asking anonymously loses nothing.
 */
@Path("/auditor")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class AuditorResource {
  private static final int MAX_CERTIFICATE = 16 * 1024;
  private static final int NONCE = 32;

  @Inject private CurrentCaller current;
  @Inject private AuditorDesk desk;
  @Inject private Doorkeeper doorkeeper;

  /** A client posts a processor's certificate and gets what this auditor says of its device. */
  @POST
  @Path("certifications")
  @PermitAll
  @Consumes(MediaType.APPLICATION_JSON)
  public JsonObject certify(JsonFields body) throws RefusedException, MalformedException {
    Bytes certificate = body.bytes("processorCertificate", MAX_CERTIFICATE);
    Optional<Bytes> nonce = body.optionalBytes("nonce", NONCE);
    body.end();
    doorkeeper.anonymous("certifications");
    Certification answer = desk.certify(certificate, nonce);
    return Json.createObjectBuilder()
        .add("audits", base64(answer.audits()))
        .add("status", base64(answer.status()))
        .build();
  }

  @GET
  @Path("status")
  @PermitAll
  public JsonObject status(@QueryParam("nonce") @Nullable String nonce)
      throws RefusedException, MalformedException {
    doorkeeper.anonymous("status");
    Optional<Bytes> asked = nonce == null ? Optional.empty() : Optional.of(nonce(nonce));
    return Wire.list(
        desk.status(asked),
        status -> Json.createObjectBuilder().add("status", status.base64Url()).build());
  }

  /** The register: every certificate this auditor issued, newest first. */
  @GET
  @Path("certificates")
  @PermitAll
  public JsonObject register() throws RefusedException {
    doorkeeper.anonymous("register");
    return Wire.list(desk.register(), AuditorResource::json);
  }

  @POST
  @Path("certificates")
  @RolesAllowed("auditor")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response issue(JsonFields body) throws RefusedException, MalformedException {
    InspectionId inspection = InspectionId.of(body.text("inspection", 64));
    body.end();
    return created(json(desk.issue(current.require(), inspection)));
  }

  @POST
  @Path("certificates/{id}/renewal")
  @RolesAllowed("auditor")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response renew(@PathParam("id") String id, JsonFields body)
      throws RefusedException, MalformedException {
    Instant until = body.time("until");
    body.end();
    return created(json(desk.renew(current.require(), auditId(id), until)));
  }

  @POST
  @Path("certificates/{id}/withdrawal")
  @RolesAllowed("auditor")
  public JsonObject withdraw(@PathParam("id") String id) throws RefusedException {
    return json(desk.withdraw(current.require(), auditId(id)));
  }

  /**
   * What the auditor signed elsewhere, with a key that is not here: a certificate or its status.
   */
  @POST
  @Path("signed")
  @RolesAllowed("auditor")
  @Consumes({"application/octet-stream", "application/pkix-attr-cert"})
  @MaxBody(16 * 1024)
  public Response enter(byte[] signed) throws RefusedException {
    return created(json(desk.enter(current.require(), Bytes.copyOf(signed))));
  }

  @POST
  @Path("inspections")
  @RolesAllowed("auditor")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response record(JsonFields body) throws RefusedException, MalformedException {
    Bytes device = body.hex("device", DeviceId.MAX_SIZE);
    int level = (int) body.integer("level", 0, AuditClaims.MAX_LEVEL);
    String method = body.text("method", 200);
    String site = body.text("site", 200);
    Bytes report = body.hex("reportDigest", 48);
    Instant from = body.time("from");
    Instant until = body.time("until");
    body.end();
    try {
      return created(
          json(
              desk.record(
                  current.require(),
                  new DeviceId(device),
                  new AuditClaims(level, method, site, report),
                  new Validity(from, until))));
    } catch (IllegalArgumentException outOfRange) {
      // These types say in their message what they want, and nothing of what they were given.
      throw new MalformedException("inspection", String.valueOf(outOfRange.getMessage()));
    }
  }

  @GET
  @Path("inspections")
  @RolesAllowed("auditor")
  public JsonObject inspections(
      @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit)
      throws RefusedException {
    return Wire.page(
        desk.inspections(current.require(), Requests.cursor(cursor), Requests.limit(limit)),
        AuditorResource::json);
  }

  private static Response created(JsonObject json) {
    return Response.status(Response.Status.CREATED).entity(json).build();
  }

  private static Bytes auditId(String hex) throws RefusedException {
    if (!hex.matches("[0-9a-f]{96}")) {
      throw RefusedException.of(
          Code.NOT_FOUND, "audit certificate", "96 hexadecimal digits", "another form");
    }
    return Bytes.fromHex(hex);
  }

  private static Bytes nonce(String text) throws MalformedException {
    try {
      Bytes nonce = Bytes.fromBase64Url(text);
      if (nonce.size() == NONCE) {
        return nonce;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedException("nonce", "is not base64url without padding");
    }
    throw new MalformedException("nonce", "is not " + NONCE + " bytes");
  }

  private static JsonArrayBuilder base64(Collection<Bytes> values) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    values.forEach(value -> array.add(value.base64Url()));
    return array;
  }

  private static JsonObject json(Inspection inspection) {
    AuditClaims found = inspection.claims();
    return Json.createObjectBuilder()
        .add("id", inspection.id().text())
        .add("inspector", inspection.inspector())
        .add("device", inspection.device().hex())
        .add("level", found.level())
        .add("method", found.method())
        .add("site", found.site())
        .add("reportDigest", found.reportDigest().hex())
        .add("from", inspection.period().notBefore().toString())
        .add("until", inspection.period().notAfter().toString())
        .add("createdAt", inspection.createdAt().toString())
        .build();
  }

  private static JsonObject json(IssuedAudit issued) {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("id", issued.id().hex())
            .add("device", issued.device().hex())
            .add("certificate", issued.certificate().base64Url())
            .add("until", issued.notAfter().toString())
            .add("createdAt", issued.createdAt().toString());
    issued.inspection().ifPresent(inspection -> json.add("inspection", inspection.text()));
    issued.withdrawnAt().ifPresent(at -> json.add("withdrawnAt", at.toString()));
    return json.build();
  }
}
