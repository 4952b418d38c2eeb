package org.vouchsafe.web.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.account.Accounts;
import org.vouchsafe.host.account.IssuedToken;
import org.vouchsafe.host.account.Token;
import org.vouchsafe.host.identity.TokenId;
import org.vouchsafe.host.json.Json;
import org.vouchsafe.host.json.JsonFields;
import org.vouchsafe.web.security.CurrentCaller;
import org.vouchsafe.web.security.Doorkeeper;

/** The caller's tokens. A token's secret is in the answer that made it and nowhere else. */
@Path("/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class TokensResource {
  @Inject private CurrentCaller current;
  @Inject private Accounts accounts;
  @Inject private Doorkeeper doorkeeper;

  @POST
  @RolesAllowed({"client", "operator", "auditor"})
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(JsonFields body) throws RefusedException, MalformedException {
    String name = body.text("name", 100);
    body.end();
    IssuedToken issued = accounts.createToken(current.require(), name);
    return Response.status(Response.Status.CREATED)
        .entity(
            Json.createObjectBuilder(json(issued.token())).add("token", issued.secret()).build())
        .build();
  }

  @GET
  @RolesAllowed({"client", "operator", "auditor"})
  public JsonObject list() throws RefusedException {
    return Wire.list(accounts.tokens(current.require()), TokensResource::json);
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed({"client", "operator", "auditor"})
  public Response revoke(@PathParam("id") String id) throws RefusedException {
    accounts.revokeToken(current.require(), TokenId.of(id));
    doorkeeper.forgetAll();
    return Response.noContent().build();
  }

  private static JsonObject json(Token token) {
    JsonObjectBuilder json = Json.createObjectBuilder().add("id", token.id().text());
    token.name().ifPresent(name -> json.add("name", name));
    json.add("user", token.user()).add("createdAt", token.createdAt().toString());
    token.expiresAt().ifPresent(at -> json.add("expires", at.toString()));
    return json.build();
  }
}
