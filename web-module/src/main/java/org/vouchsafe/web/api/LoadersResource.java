package org.vouchsafe.web.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.host.json.Json;

/** Loaders that a request for an environment may name. */
@Path("/loaders")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class LoadersResource {
  private static final String STANDARD = "standard/1";

  @GET
  @RolesAllowed({"client", "operator", "auditor"})
  public JsonObject list() {
    return Wire.list(
        List.of(Loader.STANDARD_1),
        loader ->
            Json.createObjectBuilder()
                .add("id", STANDARD)
                .add("digest", loader.digest().hex())
                .add(
                    "description",
                    "Built into the processor and covered by its measured version. Runs WASI"
                        + " preview 1 commands and reactors.")
                .build());
  }
}
