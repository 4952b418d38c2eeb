package org.vouchsafe.web.api;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.vouchsafe.host.json.Json;
import org.vouchsafe.host.metric.Health;
import org.vouchsafe.host.metric.Metrics;
import org.vouchsafe.web.security.MaxBody;

/** The service about itself: health, counters, the description of its interface. */
@Path("/")
@Dependent
public class ServiceResource {
  @Inject private Health health;
  @Inject private Metrics metrics;

  /** Answers as long as the process can answer at all. */
  @GET
  @Path("health/live")
  @PermitAll
  @Produces(MediaType.APPLICATION_JSON)
  public JsonObject live() {
    return Json.createObjectBuilder().add("status", "UP").build();
  }

  /** 200 when all parts are well, else 503; which part, but not why: that is in the log. */
  @GET
  @Path("health/ready")
  @PermitAll
  @Produces(MediaType.APPLICATION_JSON)
  public Response ready() {
    List<Health.Part> parts = health.parts();
    boolean well = parts.stream().allMatch(Health.Part::well);
    JsonArrayBuilder checks = Json.createArrayBuilder();
    for (Health.Part part : parts) {
      checks.add(
          Json.createObjectBuilder()
              .add("name", part.name())
              .add("status", part.well() ? "UP" : "DOWN"));
    }
    return Response.status(well ? 200 : 503)
        .entity(
            Json.createObjectBuilder()
                .add("status", well ? "UP" : "DOWN")
                .add("checks", checks)
                .build())
        .build();
  }

  /** Gives back what it is sent: the way to the service and back, without the service. */
  @POST
  @Path("echo")
  @RolesAllowed({"client", "operator", "auditor"})
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @MaxBody(64 * 1024)
  public byte[] echo(byte[] body) {
    return body;
  }

  /** In the text format of Prometheus. */
  @GET
  @Path("metrics")
  @RolesAllowed("operator")
  @Produces("text/plain; version=0.0.4; charset=utf-8")
  public String metrics() {
    return metrics.text();
  }

  @GET
  @Path("openapi.json")
  @PermitAll
  @Produces(MediaType.APPLICATION_JSON)
  public byte[] openApi() throws IOException {
    try (InputStream file = ServiceResource.class.getResourceAsStream("/openapi.json")) {
      return Objects.requireNonNull(file, "openapi.json is part of this module").readAllBytes();
    }
  }
}
