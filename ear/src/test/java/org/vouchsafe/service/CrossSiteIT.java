package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.service.Recipes.Recipe;

/** With the portal's cookie alone, no other site gets anything done or shown, on any route. */
@ExtendWith(RunningService.Fixture.class)
final class CrossSiteIT {
  private static final List<String> FORM_TYPES =
      List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b");

  @TestFactory
  List<DynamicTest> every_route_with_a_cookie_that_another_site_had_sent(RunningService running)
      throws Exception {
    Stage stage = Stage.of(running);
    List<DynamicTest> tests = new ArrayList<>();
    for (Recipe recipe : stage.recipes().all()) {
      if (!recipe.route().open()) {
        tests.add(dynamicTest(recipe.name(), () -> onlyFromThePortal(stage, recipe)));
      }
    }
    return tests;
  }

  private static void onlyFromThePortal(Stage stage, Recipe recipe) throws Exception {
    String role = stage.roleFor(recipe);
    Actor actor = stage.actor(role);
    String own = stage.http().origin();
    Map<String, List<String>> foreign = new LinkedHashMap<>();
    foreign.put("by its origin", List.of("Origin: https://evil.example", "X-Vouchsafe-Portal: 1"));
    foreign.put(
        "by fetch metadata", List.of("Sec-Fetch-Site: cross-site", "X-Vouchsafe-Portal: 1"));
    foreign.put("of the same site", List.of("Sec-Fetch-Site: same-site", "X-Vouchsafe-Portal: 1"));
    foreign.put("sandboxed", List.of("Origin: null", "X-Vouchsafe-Portal: 1"));
    foreign.put("of another port", List.of("Origin: https://127.0.0.1:1", "X-Vouchsafe-Portal: 1"));
    foreign.put(
        "by a host of its own",
        List.of("Host: evil.example", "Origin: " + own, "X-Vouchsafe-Portal: 1"));
    if (recipe.changesState()) {
      foreign.put("by a form", List.of("Origin: " + own, "Sec-Fetch-Site: same-origin"));
      foreign.put("that says nothing of itself", List.of("X-Vouchsafe-Portal: 1"));
    }
    Http.Request bare = stage.bare(recipe, role);
    String token = recipe.usesUpToken() ? actor.anotherToken() : actor.token();
    for (Map.Entry<String, List<String>> site : foreign.entrySet()) {
      Http.Request request = bare.cookie(token);
      for (String line : site.getValue()) {
        request = request.header(line.split(": ", 2)[0], line.split(": ", 2)[1]);
      }
      Http.Answer answer = recipe.send(stage.http(), request);
      assertEquals("FORBIDDEN", stage.code(answer, 403), site.getKey());
      assertEquals("", answer.header("Access-Control-Allow-Origin"));
    }
    if (recipe.changesState()) {
      for (String type : FORM_TYPES) {
        Http.Request form =
            Http.Request.of(bare.method(), bare.target())
                .cookie(token)
                .header("Origin", "https://evil.example")
                .body(type, bare.body());
        // Refused for its type, or for where it comes from: read by nobody.
        int status = stage.http().send(form).status();
        assertTrue(status == 403 || status == 415, type + " " + status);
      }
    }
    Http.Answer portal =
        recipe.send(
            stage.http(),
            stage
                .fresh(recipe, role)
                .cookie(token)
                .header("Origin", own)
                .header("X-Vouchsafe-Portal", "1"));
    assertEquals(recipe.success(), portal.status(), portal.body());
  }

  @Test
  void another_site_signs_nobody_in(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    Http.Request signIn =
        Http.Request.of("POST", "/api/v1/session").header("X-Vouchsafe-Portal", "1");
    String login = stage.actor("client").login();
    for (Http.Request request :
        List.of(
            signIn.json(login),
            signIn.header("Origin", "https://evil.example").json(login),
            signIn.header("Sec-Fetch-Site", "cross-site").json(login),
            signIn.header("Origin", stage.http().origin()).as("POST").body("text/plain", login))) {
      Http.Answer answer = stage.http().send(request);
      assertTrue(answer.status() == 403 || answer.status() == 415, answer.body());
      assertEquals("", answer.header("Set-Cookie"));
    }
  }
}
