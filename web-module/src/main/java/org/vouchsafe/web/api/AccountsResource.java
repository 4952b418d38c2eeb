package org.vouchsafe.web.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
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
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.account.Account;
import org.vouchsafe.host.account.Accounts;
import org.vouchsafe.host.account.NewAccount;
import org.vouchsafe.host.account.RequestKey;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.json.JsonFields;
import org.vouchsafe.web.security.CurrentCaller;
import org.vouchsafe.web.security.Doorkeeper;

/** Accounts (operators), and for each its request keys and the caller's password. */
@Path("/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class AccountsResource {
  private static final int MAX_PASSWORD = 256;

  @Inject private CurrentCaller current;
  @Inject private Accounts accounts;
  @Inject private Doorkeeper doorkeeper;

  @POST
  @RolesAllowed("operator")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response create(JsonFields body) throws RefusedException, MalformedException {
    String name = body.text("name", 100);
    String user = body.text("user", 100);
    Optional<String> password = body.optionalText("password", MAX_PASSWORD);
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String role : body.texts("roles", Role.values().length, 20)) {
      roles.add(Role.of(role));
    }
    body.end();
    NewAccount made = accounts.create(current.require(), name, user, password, roles);
    JsonObjectBuilder json =
        Json.createObjectBuilder(json(made.account())).add("user", made.user());
    made.oneTimePassword().ifPresent(once -> json.add("oneTimePassword", once));
    return Response.status(Response.Status.CREATED).entity(json.build()).build();
  }

  @GET
  @RolesAllowed("operator")
  public JsonObject list() throws RefusedException {
    return Wire.list(accounts.list(current.require()), AccountsResource::json);
  }

  @POST
  @Path("{id}/keys")
  @RolesAllowed({"client", "operator", "auditor"})
  @Consumes(MediaType.APPLICATION_JSON)
  public Response registerKey(@PathParam("id") String id, JsonFields body)
      throws RefusedException, MalformedException {
    Bytes spki = body.bytes("spki", 4096);
    body.end();
    RequestKey key = accounts.registerKey(current.require(), AccountId.of(id), spki);
    return Response.status(Response.Status.CREATED).entity(json(key)).build();
  }

  @GET
  @Path("{id}/keys")
  @RolesAllowed({"client", "operator", "auditor"})
  public JsonObject keys(@PathParam("id") String id) throws RefusedException {
    return Wire.list(accounts.keys(current.require(), AccountId.of(id)), AccountsResource::json);
  }

  /** The caller's own password; the account in the path must be the caller's. */
  @POST
  @Path("{id}/password")
  @RolesAllowed({"client", "operator", "auditor"})
  @Consumes(MediaType.APPLICATION_JSON)
  public Response changePassword(@PathParam("id") String id, JsonFields body)
      throws RefusedException, MalformedException {
    String old = body.text("current", MAX_PASSWORD);
    String replacement = body.text("password", MAX_PASSWORD);
    body.end();
    Caller caller = current.require();
    if (!caller.account().equals(AccountId.of(id))) {
      throw RefusedException.of(Code.NOT_FOUND, "account", "your own", "another");
    }
    accounts.changePassword(caller, old, replacement);
    doorkeeper.forgetAll(); // the sessions have ended, and nobody is let in from memory
    return Response.noContent().build();
  }

  private static JsonObject json(Account account) {
    return Json.createObjectBuilder()
        .add("id", account.id().text())
        .add("name", account.name())
        .add("createdAt", account.createdAt().toString())
        .build();
  }

  private static JsonObject json(RequestKey key) {
    return Json.createObjectBuilder()
        .add("id", key.keyId())
        .add("user", key.user())
        .add("spki", key.spki().base64Url())
        .add("createdAt", key.createdAt().toString())
        .build();
  }
}
