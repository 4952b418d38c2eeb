package org.vouchsafe.web.api;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.Settings;
import org.vouchsafe.host.account.Accounts;
import org.vouchsafe.host.account.Login;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.json.JsonFields;
import org.vouchsafe.web.security.CurrentCaller;
import org.vouchsafe.web.security.Doorkeeper;
import org.vouchsafe.web.security.FromPortalOnly;
import org.vouchsafe.web.security.SessionCookie;

/**
 * Sign-in: {@code /login} gives a program its token, {@code /session} gives the portal a cookie
 * that holds one, which no script ever sees.
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class SessionResource {
  @Inject private CurrentCaller current;
  @Inject private Accounts accounts;
  @Inject private Doorkeeper doorkeeper;
  @Inject private Settings settings;

  @POST
  @Path("login")
  @PermitAll
  @Consumes(MediaType.APPLICATION_JSON)
  public Response login(JsonFields body, @Context HttpServletRequest request)
      throws RefusedException, MalformedException {
    Login login = signIn(body, request);
    return Response.ok(
            who(login.caller())
                .add("token", login.token())
                .add("expires", login.expires().toString())
                .add("mustChangePassword", login.mustChangePassword())
                .build())
        .build();
  }

  @POST
  @Path("session")
  @PermitAll
  @FromPortalOnly
  @Consumes(MediaType.APPLICATION_JSON)
  public Response open(JsonFields body, @Context HttpServletRequest request)
      throws RefusedException, MalformedException {
    Login login = signIn(body, request);
    return Response.ok(
            who(login.caller())
                .add("expires", login.expires().toString())
                .add("mustChangePassword", login.mustChangePassword())
                .build())
        .cookie(
            SessionCookie.holding(login.token(), Duration.between(Instant.now(), login.expires())))
        .build();
  }

  @GET
  @Path("session")
  @RolesAllowed({"client", "operator", "auditor"})
  public Response show() throws RefusedException {
    return Response.ok(who(current.require()).build()).build();
  }

  @DELETE
  @Path("session")
  @RolesAllowed({"client", "operator", "auditor"})
  public Response close() throws RefusedException {
    accounts.logout(current.requireToken());
    doorkeeper.forgetAll();
    return Response.noContent().cookie(SessionCookie.removed()).build();
  }

  private Login signIn(JsonFields body, HttpServletRequest request)
      throws RefusedException, MalformedException {
    String user = body.text("user", 100);
    String password = body.text("password", 256);
    body.end();
    String address = request.getRemoteAddr();
    doorkeeper.beforeSignIn(address);
    try {
      return accounts.login(user, password);
    } catch (RefusedException refused) {
      if (refused.code() == Code.UNAUTHENTICATED) {
        doorkeeper.failedSignIn(address);
      }
      throw refused;
    }
  }

  private JsonObjectBuilder who(Caller caller) {
    JsonArrayBuilder roles = Json.createArrayBuilder();
    caller.roles().stream().sorted().map(Role::text).forEach(roles::add);
    return Json.createObjectBuilder()
        .add("account", caller.account().text())
        .add("user", caller.user())
        .add("roles", roles)
        .add("server", settings.isAuditor() ? "auditor" : "host");
  }
}
