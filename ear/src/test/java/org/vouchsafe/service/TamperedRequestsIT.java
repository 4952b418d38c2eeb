package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.service.Recipes.Recipe;
import org.vouchsafe.service.Things.Kind;

/**
 * Other methods, other spellings of a path and other sites get nothing that the plain form would
 * not.
 */
@ExtendWith(RunningService.Fixture.class)
final class TamperedRequestsIT {
  private static final List<String> METHODS =
      List.of(
          "GET",
          "HEAD",
          "POST",
          "PUT",
          "PATCH",
          "DELETE",
          "OPTIONS",
          "TRACE",
          "TRACK",
          "PROPFIND",
          "get",
          "Delete",
          "FOO");
  private static final List<String> OVERRIDES =
      List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

  @TestFactory
  List<DynamicTest> methods_that_a_path_does_not_have(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    Map<String, Set<String>> methods = new TreeMap<>();
    for (Recipe recipe : stage.recipes().all()) {
      methods
          .computeIfAbsent(recipe.route().path(), path -> new TreeSet<>())
          .add(recipe.route().method());
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Recipe recipe : stage.recipes().all()) {
      Set<String> served = methods.get(recipe.route().path());
      for (String method : METHODS) {
        boolean head = method.equals("HEAD") && served.contains("GET");
        if (!served.contains(method) && !head) {
          tests.add(
              dynamicTest(
                  method + " instead of " + recipe.name(),
                  () -> otherMethod(stage, recipe, method, served)));
        }
      }
    }
    return tests;
  }

  private static void otherMethod(Stage stage, Recipe recipe, String method, Set<String> served)
      throws Exception {
    String role = stage.roleFor(recipe);
    Http.Answer answer = stage.send(recipe, role, stage.bare(recipe, role).as(method));
    assertEquals(405, answer.status(), answer.body());
    if (!method.equals("TRACE")) { // which the server itself refuses, whatever the path
      Set<String> allowed = Set.of(answer.header("Allow").split(", ?"));
      assertTrue(allowed.containsAll(served), answer.header("Allow"));
      assertFalse(allowed.contains(method), answer.header("Allow"));
    }
    Http.Answer anonymous = stage.http().send(stage.bare(recipe, role).as(method));
    assertEquals(405, anonymous.status(), anonymous.body());
  }

  @TestFactory
  List<DynamicTest> head_is_let_in_where_get_is(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    List<DynamicTest> tests = new ArrayList<>();
    for (Recipe recipe : stage.recipes().all()) {
      if (recipe.route().method().equals("GET")) {
        for (String role : Stage.ROLES) {
          tests.add(
              dynamicTest(
                  recipe.name() + " " + role,
                  () -> {
                    Http.Request get = stage.bare(recipe, role);
                    int status = stage.send(recipe, role, get).status();
                    assertEquals(status, stage.send(recipe, role, get.as("HEAD")).status());
                  }));
        }
      }
    }
    return tests;
  }

  @Test
  void a_head_request_leaves_no_stream_open(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    Recipe events = stage.recipes().of("GET /events");
    Http.Request get = stage.bare(events, "client");
    for (int i = 0; i < 40; i++) {
      assertEquals(200, stage.send(events, "client", get.as("HEAD")).status());
    }
    assertEquals(200, stage.send(events, "client", get).status());
  }

  @Test
  void a_header_or_parameter_makes_no_other_method_of_a_request(RunningService running)
      throws Exception {
    Stage stage = Stage.of(running);
    Actor client = stage.actor("client");
    String path = "/api/v1/environments/" + stage.things().own(Kind.ENVIRONMENT, client);
    Http.Request get = Http.Request.of("GET", path).bearer(client.token());
    for (String header : OVERRIDES) {
      assertEquals(200, stage.http().send(get.header(header, "DELETE")).status());
      assertEquals(
          405, stage.http().send(get.as("POST").header(header, "DELETE")).status(), header);
    }
    assertEquals(200, stage.http().send(get.to(path + "?_method=DELETE")).status());
    String state = stage.http().send(get).body();
    assertTrue(state.contains("\"state\":\"RUNNING\""), state);
  }

  @TestFactory
  List<DynamicTest> other_spellings_of_every_path(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    List<DynamicTest> tests = new ArrayList<>();
    for (Recipe recipe : stage.recipes().all()) {
      tests.add(dynamicTest(recipe.name(), () -> otherSpellings(stage, recipe)));
    }
    return tests;
  }

  private static void otherSpellings(Stage stage, Recipe recipe) throws Exception {
    String role = stage.roleFor(recipe);
    Http.Request plain = stage.bare(recipe, role);
    for (String target : spellings(plain.target())) {
      if (!recipe.route().open()) {
        Http.Answer anonymous = recipe.send(stage.http(), plain.to(target));
        assertTrue(Set.of(400, 401, 404, 405).contains(anonymous.status()), target);
        for (String other : Stage.ROLES) {
          if (!stage.allows(recipe, other)) {
            Http.Answer barred = stage.send(recipe, other, plain.to(target));
            assertTrue(
                Set.of(400, 401, 403, 404, 405).contains(barred.status()), other + " " + target);
          }
        }
      }
    }
  }

  private static List<String> spellings(String path) {
    String rest = path.substring("/api/v1".length());
    String last = path.substring(path.lastIndexOf('/') + 1);
    String before = path.substring(0, path.lastIndexOf('/') + 1);
    return List.of(
        path + ";x=y",
        path + ";jsessionid=abc",
        "/api;x=y/v1" + rest,
        "/api/v1;a" + rest,
        path + "/",
        path + "//",
        path + "/.",
        path + "/..",
        path + "/x/..",
        "/" + path,
        "/api//v1" + rest,
        "/api/v1/." + rest,
        "/api/v1/../v1" + rest,
        "/x/.." + path,
        "/api/v1/%2e%2e/v1" + rest,
        "/api/v1/.%2e/v1" + rest,
        "/api%2Fv1" + rest,
        "/api/v1%2F" + rest.substring(1),
        "/%61pi/v1" + rest,
        before + "%" + "%02x".formatted((int) last.charAt(0)) + last.substring(1),
        before + "%25" + "%02x".formatted((int) last.charAt(0)) + last.substring(1),
        path + "%00",
        path + "%20",
        path + "\\..",
        path + ".json",
        path + "?",
        path + "#fragment",
        "/API/v1" + rest,
        "/api/V1" + rest,
        before + Character.toUpperCase(last.charAt(0)) + last.substring(1),
        "https://elsewhere.example" + path);
  }

  @Test
  void what_the_application_is_made_of_is_not_served(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    for (String path :
        List.of(
            "/WEB-INF/beans.xml",
            "/WEB-INF/jboss-web.xml",
            "/web-inf/beans.xml",
            "/META-INF/",
            "/META-INF/MANIFEST.MF",
            "/WEB-INF/classes/openapi.json",
            "/WEB-INF/",
            "/js/",
            "/js/../WEB-INF/beans.xml",
            "/console",
            "/management",
            "/metrics/..;/WEB-INF/beans.xml",
            "/wildfly-services",
            "/api",
            "/api/",
            "/api/v1",
            "/api/v1/",
            "/api/v2/session")) {
      int status = stage.http().send(Http.Request.of("GET", path)).status();
      assertTrue(Set.of(400, 403, 404).contains(status), path + " " + status);
    }
    assertEquals(200, stage.http().send(Http.Request.of("GET", "/")).status());
    assertEquals(200, stage.http().send(Http.Request.of("GET", "/js/main.js")).status());
  }
}
