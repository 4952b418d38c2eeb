package org.vouchsafe.web.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * First and last in line for every request, portal and API: sets the security headers and turns
 * away what nothing behind it should have to think about.
 */
public final class RequestGuard extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "DELETE");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = request.getRequestURI();
    ResponseHeaders.ALWAYS.forEach(response::setHeader);
    response.setHeader("Cache-Control", ResponseHeaders.cacheControl(path));
    if (!METHODS.contains(request.getMethod())) {
      response.setHeader("Allow", "GET, HEAD, POST, DELETE");
      refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else if (!RequestPath.isUnambiguous(path)) {
      refuse(response, HttpServletResponse.SC_BAD_REQUEST);
    } else if (RequestPath.SHORT_NAMES.contains(path)) {
      request.getRequestDispatcher("/api/v1" + path).forward(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }

  /** Plain status and no body: whoever sends this does not read our prose. */
  private static void refuse(HttpServletResponse response, int status) {
    response.setStatus(status);
    response.setContentLength(0);
  }
}
