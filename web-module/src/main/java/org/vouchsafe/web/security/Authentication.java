package org.vouchsafe.web.security;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.web.problem.Problem;
import org.vouchsafe.web.problem.ProblemMapper;

/**
 * Admits a request to the resource method that it matched: by token, then cross-site check, then
 * role. A method says whom it is for ({@link RolesAllowed}) or that it is for everybody ({@link
 * PermitAll}); one that says nothing is for nobody.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class Authentication implements ContainerRequestFilter {
  @Inject private Doorkeeper doorkeeper;
  @Inject private CurrentCaller current;

  @Context
  @SuppressWarnings("NullAway") // set by the container
  private ResourceInfo resource;

  @Context
  @SuppressWarnings("NullAway") // set by the container
  private HttpServletRequest servletRequest;

  @Override
  public void filter(ContainerRequestContext request) {
    try {
      admit(request);
    } catch (RefusedException refused) {
      request.abortWith(ProblemMapper.response(Problem.of(refused)));
    }
  }

  private void admit(ContainerRequestContext request) throws RefusedException {
    Method method = resource.getResourceMethod();
    if (method.isAnnotationPresent(PermitAll.class)) {
      if (method.isAnnotationPresent(FromPortalOnly.class)) {
        crossSite(request).requireSameOrigin();
      }
      return;
    }
    RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
    if (allowed == null) {
      throw RefusedException.of(Code.FORBIDDEN, "role", "a method that is for somebody", "nobody");
    }
    Caller caller = signIn(request);
    for (String role : allowed.value()) {
      if (caller.has(Role.of(role))) {
        return;
      }
    }
    throw RefusedException.of(
        Code.FORBIDDEN, "role", String.join(" or ", allowed.value()), Role.join(caller.roles()));
  }

  private Caller signIn(ContainerRequestContext request) throws RefusedException {
    List<String> authorization =
        request.getHeaders().getOrDefault(HttpHeaders.AUTHORIZATION, List.of());
    Optional<String> cookie =
        Optional.ofNullable(request.getCookies().get(SessionCookie.NAME)).map(Cookie::getValue);
    String token =
        switch (Credentials.of(authorization, cookie)) {
          case Credentials.Bearer bearer -> bearer.token();
          case Credentials.Cookie session -> {
            crossSite(request).requireSameOrigin();
            yield session.token();
          }
          case Credentials.None none ->
              throw RefusedException.of(Code.UNAUTHENTICATED, "token", "a valid one", "none");
        };
    Caller caller = doorkeeper.admit(token, servletRequest.getRemoteAddr());
    current.signIn(caller, token);
    return caller;
  }

  private static CrossSite crossSite(ContainerRequestContext request) {
    return new CrossSite(
        request.getMethod(),
        request.getHeaderString(HttpHeaders.HOST),
        request.getHeaderString("Origin"),
        request.getHeaderString("Sec-Fetch-Site"),
        request.getHeaderString(CrossSite.MARKER));
  }
}
