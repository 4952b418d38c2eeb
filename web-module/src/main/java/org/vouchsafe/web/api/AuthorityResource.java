package org.vouchsafe.web.api;

import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.vouchsafe.host.endorsement.Publications;
import org.vouchsafe.host.json.Json;

/** What the trusted authority published. Signed by it; being served here adds nothing. */
@Path("/authority")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class AuthorityResource {
  @Inject private Publications publications;

  /** Revocation lists, DER in base64url. */
  @GET
  @Path("crl")
  @PermitAll
  public JsonObject revocationLists() {
    return Wire.list(
        publications.revocationLists(),
        list -> Json.createObjectBuilder().add("crl", list.base64Url()).build());
  }
}
