package org.vouchsafe.web.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Page;
import org.vouchsafe.host.json.Json;
import org.vouchsafe.host.log.AuditEntry;
import org.vouchsafe.host.log.AuditLog;
import org.vouchsafe.web.security.CurrentCaller;

/** The append-only log of who did what, for operators; newest first. */
@Path("/audit-log")
@Produces(MediaType.APPLICATION_JSON)
@Dependent
public class AuditLogResource {
  @Inject private CurrentCaller current;
  @Inject private AuditLog log;

  @GET
  @RolesAllowed("operator")
  public JsonObject list(
      @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit)
      throws RefusedException {
    int most = Requests.limit(limit);
    int before = Requests.number("cursor", cursor, 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
    List<AuditEntry> entries = log.entries(current.require(), before, most);
    Optional<String> next =
        entries.size() < most
            ? Optional.empty()
            : Optional.of(Long.toString(entries.get(entries.size() - 1).id()));
    return Wire.page(new Page<>(entries, next), AuditLogResource::json);
  }

  private static JsonObject json(AuditEntry entry) {
    JsonObjectBuilder json =
        Json.createObjectBuilder().add("id", entry.id()).add("at", entry.at().toString());
    entry.account().ifPresent(account -> json.add("account", account.text()));
    entry.user().ifPresent(user -> json.add("user", user));
    return json.add("action", entry.action())
        .add("subject", entry.subject())
        .add("outcome", entry.outcome())
        .build();
  }
}
