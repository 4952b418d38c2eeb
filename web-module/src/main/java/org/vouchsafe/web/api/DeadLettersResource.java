package org.vouchsafe.web.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.DeadLetterId;
import org.vouchsafe.host.job.DeadLetter;
import org.vouchsafe.host.job.DeadLetters;
import org.vouchsafe.host.json.Json;
import org.vouchsafe.web.security.CurrentCaller;

/** Messages that nobody could process, for operators: look, and send again. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class DeadLettersResource {
  @Inject private CurrentCaller current;
  @Inject private DeadLetters letters;

  @GET
  @RolesAllowed("operator")
  public JsonObject list(
      @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit)
      throws RefusedException {
    return Wire.page(
        letters.list(current.require(), Requests.cursor(cursor), Requests.limit(limit)),
        DeadLettersResource::json);
  }

  @POST
  @Path("{id}/retry")
  @RolesAllowed("operator")
  public JsonObject retry(@PathParam("id") String id) throws RefusedException {
    return json(letters.resend(current.require(), DeadLetterId.of(id)));
  }

  private static JsonObject json(DeadLetter letter) {
    JsonObjectBuilder json =
        Json.createObjectBuilder().add("id", letter.id().text()).add("queue", letter.queue());
    letter.job().ifPresent(job -> json.add("job", job.text()));
    json.add("reason", letter.problem());
    letter.text().ifPresent(text -> json.add("text", text));
    json.add("at", letter.at().toString());
    letter.sentAgainAt().ifPresent(at -> json.add("sentAgainAt", at.toString()));
    return json.build();
  }
}
