package org.vouchsafe.web.security;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.web.problem.Problem;
import org.vouchsafe.web.problem.ProblemMapper;

/** Bounds what a request may send, before anything reads it. Compressed bodies are not read. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class BodyLimit implements ContainerRequestFilter {
  /** In bytes; parameters with every field at its limit stay well below. */
  public static final int DEFAULT = 256 * 1024;

  @Context
  @SuppressWarnings("NullAway") // set by the container
  private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    try {
      MaxBody own = resource.getResourceMethod().getAnnotation(MaxBody.class);
      long limit = own == null ? DEFAULT : own.value();
      require(request.getHeaderString(HttpHeaders.CONTENT_ENCODING), request.getLength(), limit);
      request.setEntityStream(new LimitedStream(request.getEntityStream(), limit));
    } catch (RefusedException refused) {
      request.abortWith(ProblemMapper.response(Problem.of(refused)));
    }
  }

  /**
   * The body of a request that does not go through JAX-RS.
   *
   * @param limit in bytes
   * @throws RefusedException MALFORMED when it is compressed; TOO_LARGE, which is also the cause of
   *     an IOException when it turns out to be longer than announced
   */
  public static byte[] read(HttpServletRequest request, long limit)
      throws RefusedException, IOException {
    require(request.getHeader(HttpHeaders.CONTENT_ENCODING), request.getContentLengthLong(), limit);
    return new LimitedStream(request.getInputStream(), limit).readAllBytes();
  }

  private static void require(@Nullable String encoding, long announced, long limit)
      throws RefusedException {
    if (encoding != null) {
      throw RefusedException.of(Code.MALFORMED, "Content-Encoding", "none", "one");
    }
    if (announced > limit) {
      throw LimitedStream.tooLarge(limit);
    }
  }
}
