package org.vouchsafe.web.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.web.security.CurrentCaller;

/** Changes of the account's environments and jobs as server-sent events. */
@Path("/events")
@Dependent
public class EventsResource {
  @Inject private CurrentCaller current;
  @Inject private EventStreams streams;

  /** Goes on after {@code Last-Event-ID}, as far back as events are kept. */
  @GET
  @RolesAllowed({"client", "operator", "auditor"})
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void events(
      @HeaderParam("Last-Event-ID") @Nullable String lastSeen,
      @Context SseEventSink sink,
      @Context Sse sse)
      throws RefusedException {
    streams.open(current.require(), after(lastSeen), sink, sse);
  }

  /** The headers alone: a stream that nobody can read would never be found to be left. */
  @HEAD
  @RolesAllowed({"client", "operator", "auditor"})
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Response head() {
    return Response.ok().build();
  }

  /** A browser sends back whatever it was given, so anything else is no reason to fail. */
  static OptionalLong after(@Nullable String lastSeen) {
    return lastSeen != null && lastSeen.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(lastSeen))
        : OptionalLong.empty();
  }
}
