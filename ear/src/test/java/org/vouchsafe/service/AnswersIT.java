package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.service.Recipes.Recipe;
import org.vouchsafe.web.api.Routes;

/** What every answer carries, the refusals among them, and what the interface says of itself. */
@ExtendWith(RunningService.Fixture.class)
final class AnswersIT {
  private static final Map<String, String> ALWAYS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Strict-Transport-Security", "max-age=31536000");

  private static final List<String> POLICY =
      List.of(
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'");

  @TestFactory
  List<DynamicTest> headers_of_every_route(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    List<DynamicTest> tests = new ArrayList<>();
    for (Recipe recipe : stage.recipes().all()) {
      tests.add(dynamicTest(recipe.name(), () -> headers(stage, recipe)));
    }
    return tests;
  }

  private static void headers(Stage stage, Recipe recipe) throws Exception {
    String role = stage.roleFor(recipe);
    Http.Request bare = stage.bare(recipe, role);
    Http.Answer success = stage.send(recipe, role, stage.fresh(recipe, role));
    assertEquals(recipe.success(), success.status(), success.body());
    safe(success, "no-store");
    safe(recipe.send(stage.http(), bare), "no-store");
    safe(stage.http().send(bare.as("PATCH")), "no-store");
    safe(stage.http().send(bare.to(bare.target() + ";x=y")), "no-store");
    safe(stage.http().send(bare.to(bare.target() + "/nothing/there")), "no-store");
  }

  @Test
  void headers_of_the_portal_and_of_what_is_not_there(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    for (String path : List.of("/", "/index.html", "/js/main.js", "/style.css", "/seal.svg")) {
      Http.Answer answer = stage.http().send(Http.Request.of("GET", path));
      assertEquals(200, answer.status(), path);
      safe(answer, "no-cache");
    }
    for (String path : List.of("/nothing", "//", "/js/", "/%2e%2e")) {
      safe(stage.http().send(Http.Request.of("GET", path)), "no-cache");
    }
    // The server answers these before the application is asked: with a status, and nothing to read.
    for (String path : List.of("/WEB-INF/beans.xml", "/WEB-INF/", "/META-INF/MANIFEST.MF", "/js")) {
      Http.Answer answer = stage.http().send(Http.Request.of("GET", path));
      assertTrue(Set.of(302, 404).contains(answer.status()), path + ": " + answer.status());
      assertTrue(answer.body().length() < 100, answer.body());
      silent(answer);
    }
  }

  /** Known by probes and scrapers; the same answers as the interface's own, and as private. */
  @Test
  void headers_of_the_short_names(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    String operator = stage.actor("operator").token();
    for (String path : List.of("/health/live", "/health/ready", "/metrics", "/openapi.json")) {
      Http.Answer answer = stage.http().send(Http.Request.of("GET", path).bearer(operator));
      assertEquals(200, answer.status(), path);
      safe(answer, "no-store");
    }
    Http.Answer refused = stage.http().send(Http.Request.of("GET", "/metrics"));
    stage.code(refused, 401);
    safe(refused, "no-store");
  }

  private static void safe(Http.Answer answer, String caching) {
    ALWAYS.forEach((name, value) -> assertEquals(value, answer.header(name), name));
    assertEquals(caching, answer.header("Cache-Control"));
    List<String> policy = List.of(answer.header("Content-Security-Policy").split("; "));
    assertTrue(policy.containsAll(POLICY), policy.toString());
    assertTrue(!policy.toString().contains("unsafe") && !policy.toString().contains("*"));
    silent(answer);
    String cookie = answer.header("Set-Cookie");
    assertTrue(cookie.isEmpty() || cookie.startsWith("__Host-vouchsafe="), cookie);
  }

  /** Says neither what it is made of nor that other sites may read it. */
  private static void silent(Http.Answer answer) {
    for (String telltale : List.of("Server", "X-Powered-By", "Access-Control-Allow-Origin")) {
      assertEquals("", answer.header(telltale), telltale);
    }
  }

  @Test
  void every_kind_of_refusal_is_a_problem_with_a_documented_code(RunningService running)
      throws Exception {
    Stage stage = Stage.of(running);
    Actor client = stage.actor("client");
    Http.Request post = Http.Request.of("POST", "/api/v1/environments").bearer(client.token());
    Http.Request get = Http.Request.of("GET", "/api/v1/jobs").bearer(client.token());
    assertEquals("MALFORMED", stage.code(stage.http().send(post.json("{")), 400));
    assertEquals("MALFORMED", stage.code(stage.http().send(post.json("[]")), 400));
    assertEquals("MALFORMED", stage.code(stage.http().send(post.json("{\"loader\":1}")), 400));
    assertEquals("MALFORMED", stage.code(stage.http().send(post.json("")), 400));
    assertEquals("MALFORMED", stage.code(stage.http().send(post), 415));
    assertEquals("MALFORMED", stage.code(stage.http().send(post.body("text/plain", "{}")), 415));
    assertEquals(
        "MALFORMED",
        stage.code(stage.http().send(post.header("Content-Encoding", "gzip").json("{}")), 400));
    assertEquals(
        "TOO_LARGE",
        stage.code(
            // Refused for what it announces: who sends it all finds the connection closed
            // meanwhile.
            stage
                .http()
                .send(
                    post.header("Content-Type", "application/json")
                        .header("Content-Length", "300000")),
            413));
    assertEquals(
        "MALFORMED",
        stage.code(
            stage
                .http()
                .send(
                    post.header("Idempotency-Key", "k".repeat(101))
                        .json(Things.wish(client.tenant()))),
            400));
    assertEquals(
        "MALFORMED", stage.code(stage.http().send(get.to(get.target() + "?limit=x")), 400));
    assertEquals(
        "MALFORMED", stage.code(stage.http().send(get.to(get.target() + "?state=x")), 400));
    assertEquals(
        "MALFORMED", stage.code(stage.http().send(get.to(get.target() + "?cursor=x")), 400));
    assertEquals(
        "MALFORMED", stage.code(stage.http().send(get.header("Accept", "image/png")), 406));
    assertEquals("NOT_FOUND", stage.code(stage.http().send(get.to("/api/v1/nothing")), 404));
    assertEquals("MALFORMED", stage.code(stage.http().send(get.as("DELETE")), 405));
  }

  @Test
  void the_interface_describes_its_routes_and_no_others(RunningService running) throws Exception {
    Http.Answer answer =
        Stage.of(running).http().send(Http.Request.of("GET", "/api/v1/openapi.json"));
    JsonObject paths =
        Json.createReader(new StringReader(answer.body())).readObject().getJsonObject("paths");
    Set<String> described = new TreeSet<>();
    for (String path : paths.keySet()) {
      for (String key : paths.getJsonObject(path).keySet()) {
        if (!key.equals("parameters")) {
          described.add(key.toUpperCase(Locale.ROOT) + " " + path);
        }
      }
    }
    Set<String> routes = new TreeSet<>();
    Routes.all().forEach(route -> routes.add(route.method() + " " + route.path()));
    routes.add("GET /environments/{id}/channel/{handle}"); // the socket
    assertEquals(routes, described);
  }
}
