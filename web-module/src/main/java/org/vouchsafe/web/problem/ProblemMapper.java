package org.vouchsafe.web.problem;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The last word on every exception that leaves a resource or a filter. */
@Provider
public final class ProblemMapper implements ExceptionMapper<Throwable> {
  @Override
  public Response toResponse(Throwable failure) {
    // Not failures: answers that the framework gives by exception (redirects, preconditions).
    if (failure instanceof WebApplicationException http && http.getResponse().getStatus() < 400) {
      return http.getResponse();
    }
    Response answer = response(UnforeseenFailure.problem(failure, "answering a request"));
    return failure instanceof NotAllowedException other
        ? Response.fromResponse(answer).header(HttpHeaders.ALLOW, allowed(other)).build()
        : answer;
  }

  /** What the framework found that the path has, less what nothing of this service answers. */
  private static String allowed(NotAllowedException other) {
    // An exception of this type always has the header.
    String methods = other.getResponse().getHeaderString(HttpHeaders.ALLOW);
    return Arrays.stream(methods.split(",", -1))
        .map(String::strip)
        .filter(method -> !method.equals(HttpMethod.OPTIONS))
        .collect(Collectors.joining(", "));
  }

  public static Response response(Problem problem) {
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .type(Problem.MEDIA_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(problem.toJson().toString());
    problem.headers().forEach(response::header);
    return response.build();
  }
}
