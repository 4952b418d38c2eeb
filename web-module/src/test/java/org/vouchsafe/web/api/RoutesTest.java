package org.vouchsafe.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vouchsafe.web.api.Routes.Route;

final class RoutesTest {
  private static final Set<String> OPEN =
      Set.of(
          "POST /login",
          "POST /session",
          "GET /health/live",
          "GET /health/ready",
          "GET /openapi.json",
          "GET /authority/crl",
          "POST /auditor/certifications",
          "GET /auditor/status",
          "GET /auditor/certificates");

  private static final Set<String> ROLES = Set.of("client", "operator", "auditor");

  @Test
  void everyRouteSaysWhomItIsFor() {
    for (Route route : Routes.all()) {
      assertTrue(route.open() != !route.roles().isEmpty(), route + " is for nobody or for both");
      assertTrue(ROLES.containsAll(route.roles()), route + " names an unknown role");
    }
  }

  @Test
  void onlyTheseRoutesNeedNoSignIn() {
    Set<String> open =
        Routes.all().stream()
            .filter(Route::open)
            .map(route -> route.method() + " " + route.path())
            .collect(Collectors.toSet());
    assertEquals(Set.of(), minus(open, OPEN));
  }

  @Test
  void noRouteIsThereTwice() {
    List<String> names = names();
    assertEquals(names.size(), Set.copyOf(names).size());
  }

  @Test
  void theInterfaceDescriptionHasTheseRoutesAndNoOthers() throws IOException {
    JsonObject paths = description().getJsonObject("paths");
    Set<String> described = new TreeSet<>();
    for (String path : paths.keySet()) {
      for (String method : paths.getJsonObject(path).keySet()) {
        if (Set.of("get", "post", "delete").contains(method)) {
          described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path);
        }
      }
    }
    Set<String> routes = new TreeSet<>(names());
    // The WebSocket upgrade is no JAX-RS route.
    routes.add("GET /environments/{id}/channel/{handle}");
    assertEquals(routes, described);
  }

  @Test
  void theInterfaceDescriptionSaysTheSameAboutSignIn() throws IOException {
    JsonObject paths = description().getJsonObject("paths");
    for (Route route : Routes.all()) {
      JsonObject operation =
          paths
              .getJsonObject(route.path())
              .getJsonObject(route.method().toLowerCase(java.util.Locale.ROOT));
      boolean described =
          operation.containsKey("security") && operation.getJsonArray("security").isEmpty();
      assertEquals(route.open(), described, route.toString());
      if (!route.open()) {
        assertEquals(
            route.roles(),
            operation
                .getJsonArray("x-roles")
                .getValuesAs(v -> v.toString().replace("\"", ""))
                .stream()
                .collect(Collectors.toSet()),
            route.toString());
      }
    }
  }

  @Test
  void everyReferenceInTheInterfaceDescriptionLeadsSomewhere() throws IOException {
    JsonObject description = description();
    java.util.regex.Matcher references =
        java.util.regex.Pattern.compile("\"#(/[^\"]+)\"").matcher(description.toString());
    boolean any = false;
    while (references.find()) {
      any = true;
      String pointer = references.group(1);
      assertTrue(Json.createPointer(pointer).containsValue(description), pointer);
    }
    assertTrue(any);
    assertFalse(description.getString("openapi").isEmpty());
  }

  private static List<String> names() {
    return Routes.all().stream().map(route -> route.method() + " " + route.path()).toList();
  }

  private static Set<String> minus(Set<String> all, Set<String> known) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(known);
    return rest;
  }

  private static JsonObject description() throws IOException {
    try (InputStream file = RoutesTest.class.getResourceAsStream("/openapi.json")) {
      return Json.createReader(file).readObject();
    }
  }
}
