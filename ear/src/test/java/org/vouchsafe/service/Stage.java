package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.service.Recipes.Recipe;

/** Everybody and everything that the routes are tried with, made once for all tests of a run. */
final class Stage {
  static final String ANONYMOUS = "anonymous";
  static final List<String> ROLES = List.of(ANONYMOUS, "client", "operator", "auditor");

  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|");
  private static @Nullable Stage made;

  private final Http http;
  private final Map<String, Actor> actors = new TreeMap<>();
  private final Map<String, Http.Request> bare = new TreeMap<>();
  private final Things things;
  private final Recipes recipes;
  private final List<String> codes;

  private Stage(RunningService running) throws Exception {
    this.http = new Http(running.service());
    for (String role : ROLES) {
      if (!role.equals(ANONYMOUS)) {
        actors.put(role, Actor.of(running, role));
      }
    }
    this.things = new Things(running, actor("client"), Actor.of(running, "client"));
    this.recipes = new Recipes(things, http);
    this.codes = documentedCodes();
  }

  static synchronized Stage of(RunningService running) throws Exception {
    if (made == null) {
      made = new Stage(running);
    }
    return made;
  }

  private static List<String> documentedCodes() throws IOException {
    Matcher rows = DOCUMENTED.matcher(Files.readString(Path.of("..", "docs", "errors.md")));
    return rows.results().map(row -> row.group(1)).toList();
  }

  Http http() {
    return http;
  }

  Things things() {
    return things;
  }

  Recipes recipes() {
    return recipes;
  }

  /** Whoever has the role; for nobody in particular, somebody to write a request about. */
  Actor actor(String role) {
    return actors.get(role.equals(ANONYMOUS) ? "client" : role);
  }

  /** Somebody who may call it. */
  String roleFor(Recipe recipe) {
    return recipe.route().open() ? ANONYMOUS : new TreeSet<>(recipe.route().roles()).first();
  }

  boolean allows(Recipe recipe, String role) {
    return recipe.route().open() || recipe.route().roles().contains(role);
  }

  /** A request about a new thing of the actor's own, with no credentials: it can succeed once. */
  Http.Request fresh(Recipe recipe, String role) throws Exception {
    Actor actor = actor(role);
    return recipe.request(things.own(recipe.id(), actor), actor);
  }

  /** The same about one thing always: for requests that must not succeed, or change nothing. */
  Http.Request bare(Recipe recipe, String role) throws Exception {
    String name = role + " " + recipe.name();
    if (!bare.containsKey(name)) {
      bare.put(name, fresh(recipe, role));
    }
    return bare.get(name);
  }

  /** The request with the credentials of the role. */
  Http.Request signed(Recipe recipe, String role, Http.Request request) throws Exception {
    if (role.equals(ANONYMOUS)) {
      return request;
    }
    Actor actor = actor(role);
    return request.bearer(recipe.usesUpToken() ? actor.anotherToken() : actor.token());
  }

  Http.Answer send(Recipe recipe, String role, Http.Request request) throws Exception {
    return recipe.send(http, signed(recipe, role, request));
  }

  /** A problem detail as RFC 9457 has it, with a code that is documented. */
  String code(Http.Answer answer, int status) throws Exception {
    assertEquals(status, answer.status(), answer.body());
    assertEquals("application/problem+json", answer.header("Content-Type"), answer.body());
    JsonObject problem = JsonObject.parse(answer.body(), "problem");
    assertEquals(status, problem.integer("status"));
    String code = problem.text("code");
    assertTrue(codes.contains(code), code + " is not in docs/errors.md");
    assertEquals("urn:vouchsafe:error:" + code.toLowerCase(Locale.ROOT), problem.text("type"));
    for (String member : List.of("title", "detail", "check", "expected", "actual", "advice")) {
      assertTrue(!problem.text(member).isBlank(), member);
    }
    assertEquals(code, problem.objects("findings").get(0).text("code"));
    return code;
  }
}
