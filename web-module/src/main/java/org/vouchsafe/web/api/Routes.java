package org.vouchsafe.web.api;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every route of the interface, read off the annotations that also make it: what a test must walk
 * through to say "each route, each role, each foreign identifier".
 */
public final class Routes {
  /**
   * One route.
   *
   * @param method HTTP method
   * @param path below {@code /api/v1}, with {@code {names}}
   * @param roles who may call it; empty together with {@code open} false means nobody
   * @param open needs no sign-in
   */
  public record Route(String method, String path, Set<String> roles, boolean open) {}

  private Routes() {}

  public static List<Route> all() {
    List<Route> routes = new ArrayList<>();
    for (Class<?> resource : Api.RESOURCES) {
      for (Method method : resource.getDeclaredMethods()) {
        for (Annotation annotation : method.getAnnotations()) {
          HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (http != null && !http.value().equals(HttpMethod.HEAD)) { // let in where GET is
            routes.add(route(http.value(), resource, method));
          }
        }
      }
    }
    routes.sort(Comparator.comparing(Route::path).thenComparing(Route::method));
    return List.copyOf(routes);
  }

  private static Route route(String http, Class<?> resource, Method method) {
    RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
    return new Route(
        http,
        segment(resource.getAnnotation(Path.class)) + segment(method.getAnnotation(Path.class)),
        allowed == null ? Set.of() : Set.of(allowed.value()),
        method.isAnnotationPresent(PermitAll.class));
  }

  private static String segment(@Nullable Path part) {
    if (part == null || part.value().equals("/")) {
      return "";
    }
    return "/" + part.value().replaceAll("^/", "");
  }
}
