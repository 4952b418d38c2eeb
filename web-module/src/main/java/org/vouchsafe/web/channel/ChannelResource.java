package org.vouchsafe.web.channel;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.conveyance.Channels;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.web.security.CurrentCaller;
import org.vouchsafe.web.security.MaxBody;

/** The channel for one request and its answer, and messages without a live session. */
@Path("/environments")
@Dependent
public class ChannelResource {
  @Inject private CurrentCaller current;
  @Inject private Channels channels;

  /** Frames in, the frames that answer them out; M3 as the first of a new handle. */
  @POST
  @Path("{id}/channel/{handle}")
  @RolesAllowed("client")
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @MaxBody(Frames.MAX_BODY)
  public CompletionStage<byte[]> exchange(
      @PathParam("id") String id, @PathParam("handle") String handle, byte[] body)
      throws RefusedException, MalformedException {
    return channels
        .deliver(
            current.require(),
            EnvironmentRef.of(id),
            Handle.parse(handle),
            Frames.parse(Bytes.copyOf(body)))
        .thenApply(Frames::encode);
  }

  /** One sealed EHS-1A message, and its sealed reply. */
  @POST
  @Path("{id}/messages")
  @RolesAllowed("client")
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @MaxBody(Frames.MAX_BODY)
  public CompletionStage<byte[]> message(@PathParam("id") String id, byte[] sealed)
      throws RefusedException {
    return channels
        .message(current.require(), EnvironmentRef.of(id), Bytes.copyOf(sealed))
        .thenApply(Bytes::toArray);
  }
}
