package org.vouchsafe.web.channel;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.environment.Environments;
import org.vouchsafe.host.identity.EnvironmentRef;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.web.problem.Problem;
import org.vouchsafe.web.problem.UnforeseenFailure;
import org.vouchsafe.web.security.Credentials;
import org.vouchsafe.web.security.Doorkeeper;

/**
 * Lets frames in, beside JAX-RS: serves those that programs post, and refuses a WebSocket while it
 * is still a request, where a refusal has a status and a problem detail. A bearer token only: a
 * cookie would let any page that a user visits open a channel.
 */
public final class ChannelDoor extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final Pattern PATH =
      Pattern.compile("/api/v1/environments/([^/]+)/channel/([^/]+)");

  @Inject
  @SuppressWarnings("NullAway") // set by the container before the first call
  private transient Doorkeeper doorkeeper;

  @Inject
  @SuppressWarnings("NullAway") // set by the container before the first call
  private transient Environments environments;

  @Inject
  @SuppressWarnings("NullAway") // set by the container before the first call
  private transient ChannelExchange exchange;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      Matcher path = PATH.matcher(request.getRequestURI());
      if (ChannelExchange.takes(request) && path.matches()) {
        exchange.serve(request, response, path.group(1), path.group(2));
      } else {
        chain.doFilter(request, response);
      }
      return;
    }
    Admitted admitted;
    try {
      admitted = admit(request);
    } catch (RefusedException | RuntimeException failure) {
      refuse(response, UnforeseenFailure.problem(failure, "opening a channel"));
      return;
    }
    chain.doFilter(
        new HttpServletRequestWrapper(request) {
          @Override
          public Principal getUserPrincipal() {
            return admitted;
          }
        },
        response);
  }

  private Admitted admit(HttpServletRequest request) throws RefusedException {
    if (request.getHeader("Origin") != null) {
      throw RefusedException.of(Code.FORBIDDEN, "Origin", "none: not from a browser yet", "one");
    }
    List<String> authorization = Collections.list(request.getHeaders("Authorization"));
    Admitted admitted =
        new Admitted(doorkeeper, Credentials.bearer(authorization), request.getRemoteAddr());
    admitted.caller().require(Role.CLIENT);
    Matcher path = PATH.matcher(request.getRequestURI());
    if (!path.matches()) {
      throw RefusedException.of(Code.NOT_FOUND, "path", "a channel of an environment", "another");
    }
    environments.find(admitted.caller(), EnvironmentRef.of(path.group(1))).requireArea();
    Handle.parse(path.group(2));
    return admitted;
  }

  static void refuse(HttpServletResponse response, Problem problem) throws IOException {
    byte[] body = problem.toJson().toString().getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    problem.headers().forEach(response::setHeader);
    response.getOutputStream().write(body);
  }
}
