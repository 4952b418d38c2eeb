package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.service.Recipes.Recipe;

/** Credentials that are missing, broken, over or somebody else's open nothing, on any route. */
@ExtendWith(RunningService.Fixture.class)
final class CredentialsIT {
  /** Failures are counted for each address, so each route's come from an address of their own. */
  private static final AtomicInteger ADDRESS = new AtomicInteger();

  private static String address() {
    int number = ADDRESS.incrementAndGet();
    return "127.77." + number / 200 + "." + (1 + number % 200);
  }

  @TestFactory
  List<DynamicTest> bad_credentials_on_every_route(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    Actor actor = stage.actor("operator");
    String good = actor.token();
    Map<String, List<String>> bad = new LinkedHashMap<>();
    bad.put("of another scheme", List.of("Authorization: Basic " + good));
    bad.put("without a scheme", List.of("Authorization: " + good));
    bad.put("of a user and password", List.of("Authorization: Basic b3BlcmF0b3I6cGFzc3dvcmQ="));
    bad.put("empty", List.of("Authorization: Bearer "));
    bad.put("too short", List.of("Authorization: Bearer abc"));
    bad.put("not a token", List.of("Authorization: Bearer ' or 1=1 --"));
    bad.put("that claims itself", List.of("Authorization: Bearer eyJhbGciOiJub25lIn0.e30."));
    bad.put("two", List.of("Authorization: Bearer " + good, "Authorization: Bearer " + good));
    bad.put("for a proxy", List.of("Proxy-Authorization: Bearer " + good));
    bad.put("in another cookie", List.of("Cookie: vouchsafe=" + good));
    bad.put("by the word of a proxy", List.of("X-Forwarded-User: root", "X-Remote-User: root"));
    bad.put("unknown", List.of("Authorization: Bearer " + Things.random32().hex()));
    bad.put("by its name", List.of("Authorization: Bearer " + actor.tokenId()));
    bad.put("in other letters", List.of("Authorization: Bearer " + swapped(good)));
    bad.put("cut", List.of("Authorization: Bearer " + good.substring(0, good.length() - 1)));
    bad.put("revoked", List.of("Authorization: Bearer " + revoked(actor)));
    bad.put("expired", List.of("Authorization: Bearer " + expired(running, actor)));
    List<DynamicTest> tests = new ArrayList<>();
    for (Recipe recipe : stage.recipes().all()) {
      if (!recipe.route().open()) {
        tests.add(dynamicTest(recipe.name(), () -> refusesAll(stage, recipe, bad)));
      }
    }
    return tests;
  }

  private static void refusesAll(Stage stage, Recipe recipe, Map<String, List<String>> bad)
      throws Exception {
    Http.Request bare = stage.bare(recipe, stage.roleFor(recipe)).from(address());
    for (Map.Entry<String, List<String>> credentials : bad.entrySet()) {
      List<String> lines = new ArrayList<>(bare.headers());
      lines.addAll(credentials.getValue());
      Http.Answer answer =
          recipe.send(
              stage.http(),
              new Http.Request(bare.method(), bare.target(), lines, bare.body(), bare.from()));
      assertEquals(401, answer.status(), credentials.getKey() + ": " + answer.body());
      assertEquals("UNAUTHENTICATED", stage.code(answer, 401));
      assertEquals("Bearer", answer.header("WWW-Authenticate"));
    }
    String query = "?access_token=" + stage.actor(stage.roleFor(recipe)).token();
    stage.code(stage.http().send(bare.to(bare.target() + query)), 401);
  }

  private static String swapped(String token) {
    StringBuilder swapped = new StringBuilder();
    token
        .chars()
        .forEach(
            c ->
                swapped.append(
                    (char)
                        (Character.isUpperCase(c)
                            ? Character.toLowerCase(c)
                            : Character.toUpperCase(c))));
    return swapped.toString();
  }

  private static String revoked(Actor actor) throws Exception {
    JsonObject made =
        actor.tenant().service().post("/tokens", JsonObject.build().put("name", "old").done());
    actor.tenant().service().delete("/tokens/" + made.text("id"));
    return made.text("token");
  }

  private static String expired(RunningService running, Actor actor) throws Exception {
    JsonObject made =
        actor.tenant().service().post("/tokens", JsonObject.build().put("name", "old").done());
    try (Connection database = running.service().database();
        PreparedStatement update =
            database.prepareStatement(
                "update token set expires_at = now() - interval '1 second' where id = ?")) {
      update.setString(1, made.text("id"));
      assertEquals(1, update.executeUpdate());
    }
    return made.text("token");
  }

  @Test
  void a_token_is_good_until_it_is_revoked_and_not_a_request_longer(RunningService running)
      throws Exception {
    Stage stage = Stage.of(running);
    Actor actor = stage.actor("client");
    JsonObject made =
        actor.tenant().service().post("/tokens", JsonObject.build().put("name", "brief").done());
    Http.Request who = session().bearer(made.text("token")).from(address());
    assertEquals(200, stage.http().send(who).status());
    actor.tenant().service().delete("/tokens/" + made.text("id"));
    stage.code(stage.http().send(who), 401);
  }

  @Test
  void a_new_password_ends_the_users_sessions_at_once(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    Actor actor = Actor.of(running, "client");
    String token = login(stage, actor.login(), 200).text("token");
    Http.Request who = session().bearer(token).from(address());
    assertEquals(200, stage.http().send(who).status());
    Recipe change = stage.recipes().of("POST /accounts/{id}/password");
    Http.Request request = change.request(actor.account(), actor).bearer(actor.token());
    assertEquals(204, stage.http().send(request).status());
    stage.code(stage.http().send(who), 401);
  }

  @Test
  void guessing_is_slowed_for_the_address_that_guesses_and_for_no_other(RunningService running)
      throws Exception {
    Stage stage = Stage.of(running);
    String guesser = address();
    int status = 401;
    for (int i = 0; i < 100 && status == 401; i++) {
      Http.Request guess = session().bearer(Things.random32().hex()).from(guesser);
      // Saying that one comes from elsewhere changes nothing.
      status = stage.http().send(guess.header("X-Forwarded-For", "127.9.9." + i)).status();
    }
    Http.Answer slowed = stage.http().send(session().bearer(Things.random32().hex()).from(guesser));
    assertEquals("RATE_LIMITED", stage.code(slowed, 429));
    assertTrue(Integer.parseInt(slowed.header("Retry-After")) > 0);
    assertEquals(
        200,
        stage
            .http()
            .send(session().bearer(stage.actor("client").token()).from(address()))
            .status());
  }

  @Test
  void a_session_is_a_new_one_whatever_the_visitor_brought_along(RunningService running)
      throws Exception {
    Stage stage = Stage.of(running);
    Recipe open = stage.recipes().of("POST /session");
    String planted = Things.random32().hex();
    Actor attacker = stage.actor("auditor");
    for (String brought : List.of(planted, attacker.token())) {
      Http.Answer signedIn =
          stage.http().send(open.request("", stage.actor("client")).cookie(brought));
      assertEquals(200, signedIn.status(), signedIn.body());
      String cookie = signedIn.header("Set-Cookie");
      assertTrue(cookie.startsWith("__Host-vouchsafe="), cookie);
      for (String attribute : List.of("Secure", "HttpOnly", "SameSite=Strict", "Path=/")) {
        assertTrue(cookie.replace(" ", "").contains(";" + attribute), cookie);
      }
      assertFalse(cookie.contains("Domain"), cookie);
      String value = cookie.substring("__Host-vouchsafe=".length(), cookie.indexOf(';'));
      assertNotEquals(brought, value);
      assertFalse(signedIn.body().contains(value), "no script sees it");
      JsonObject who = parse(stage.http().send(session().cookie(value)));
      assertEquals(stage.actor("client").account(), who.text("account"));
      Http.Request leave =
          session()
              .as("DELETE")
              .cookie(value)
              .header("Origin", stage.http().origin())
              .header("X-Vouchsafe-Portal", "1");
      assertEquals(204, stage.http().send(leave).status());
      stage.code(stage.http().send(session().cookie(value).from(address())), 401);
    }
    // What was planted is worth nothing, and what was the attacker's is still only theirs.
    stage.code(stage.http().send(session().cookie(planted).from(address())), 401);
    JsonObject who = parse(stage.http().send(session().bearer(attacker.token())));
    assertEquals(attacker.account(), who.text("account"));
  }

  @Test
  void nobody_gives_themselves_more_than_they_have(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    for (String role : List.of("client", "auditor")) {
      Actor actor = stage.actor(role);
      Http.Request tokens = Http.Request.of("POST", "/api/v1/tokens").bearer(actor.token());
      stage.code(
          stage.http().send(tokens.json("{\"name\":\"more\",\"roles\":[\"operator\"]}")), 400);
      stage.code(stage.http().send(tokens.json("{\"name\":\"more\",\"name\":\"than\"}")), 400);
      stage.code(
          stage
              .http()
              .send(
                  tokens.json(
                      "{\"name\":\"other\",\"account\":\""
                          + stage.actor("operator").account()
                          + "\"}")),
          400);
      JsonObject who = parse(stage.http().send(session().bearer(actor.anotherToken())));
      assertEquals(List.of(role), who.texts("roles"));
      Recipe create = stage.recipes().of("POST /accounts");
      stage.code(
          stage
              .http()
              .send(
                  create
                      .request("", actor)
                      .bearer(actor.token())
                      .header("X-Role", "operator")
                      .cookie(stage.actor("operator").token())),
          403);
    }
    JsonObject asked = JsonObject.parse(stage.actor("client").login(), "login");
    String login =
        JsonObject.build()
            .put("user", asked.text("user"))
            .put("password", asked.text("password"))
            .put("roles", List.of("operator"))
            .done()
            .compact();
    stage.code(stage.http().send(Http.Request.of("POST", "/api/v1/login").json(login)), 400);
  }

  private static Http.Request session() {
    return Http.Request.of("GET", "/api/v1/session");
  }

  private static JsonObject login(Stage stage, String body, int status) throws Exception {
    Http.Answer answer = stage.http().send(Http.Request.of("POST", "/api/v1/login").json(body));
    assertEquals(status, answer.status(), answer.body());
    return parse(answer);
  }

  private static JsonObject parse(Http.Answer answer) throws Exception {
    assertEquals(200, answer.status(), answer.body());
    return JsonObject.parse(answer.body(), "answer");
  }
}
