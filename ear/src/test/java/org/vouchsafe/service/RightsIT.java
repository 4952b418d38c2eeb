package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.servlet.annotation.WebServlet;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.service.Recipes.Recipe;
import org.vouchsafe.service.Things.Kind;
import org.vouchsafe.web.api.Routes;

/**
 * Each route, each role, and a thing that is the caller's own, a stranger's or nobody's: who may
 * can, who may not is told so whatever the thing, and a stranger's thing looks like nobody's.
 */
@ExtendWith(RunningService.Fixture.class)
final class RightsIT {
  private static final String SOCKET = "/api/v1/environments/{id}/channel/{handle}";

  /** What an operator sees of accounts that are not theirs. */
  private static final Set<String> ABOUT_EVERYBODY =
      Set.of("GET /accounts", "GET /audit-log", "GET /dead-letters");

  @Test
  void every_route_of_the_interface_is_tried(RunningService running) throws Exception {
    Set<String> routes =
        Routes.all().stream()
            .map(route -> route.method() + " " + route.path())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> tried =
        Stage.of(running).recipes().all().stream()
            .map(Recipe::name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(routes, tried);
  }

  @Test
  void nothing_is_served_that_is_not_a_route_or_the_one_socket() {
    JavaClasses web = new ClassFileImporter().importPackages("org.vouchsafe.web");
    List<String> sockets = new ArrayList<>();
    Set<String> resources = new TreeSet<>();
    web.forEach(
        type -> {
          type.tryGetAnnotationOfType(ServerEndpoint.class)
              .ifPresent(endpoint -> sockets.add(endpoint.value()));
          type.tryGetAnnotationOfType(Path.class)
              .ifPresent(path -> resources.add(path.value().replaceAll("^/", "")));
          assertFalse(type.isAnnotatedWith(WebServlet.class), type.getName());
          assertFalse(type.isAssignableTo("jakarta.websocket.Endpoint"), type.getName());
        });
    assertEquals(List.of(SOCKET), sockets);
    for (String resource : resources) {
      assertFalse(
          Routes.all().stream().noneMatch(route -> route.path().startsWith("/" + resource)),
          resource + " is not enumerated");
    }
  }

  @TestFactory
  List<DynamicTest> every_route_every_role_every_owner(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    String before = stage.things().strangersRows();
    List<DynamicTest> tests = new ArrayList<>();
    for (Recipe recipe : stage.recipes().all()) {
      for (String role : Stage.ROLES) {
        tests.add(dynamicTest(recipe.name() + " " + role, () -> judge(stage, recipe, role)));
      }
    }
    tests.add(
        dynamicTest(
            "nothing of the stranger's has changed",
            () -> assertEquals(before, stage.things().strangersRows())));
    return tests;
  }

  private static void judge(Stage stage, Recipe recipe, String role) throws Exception {
    Actor actor = stage.actor(role);
    boolean allowed = stage.allows(recipe, role);
    int barred = role.equals(Stage.ANONYMOUS) ? 401 : 403;
    String mine = stage.things().own(recipe.id(), actor);
    Http.Answer own = stage.send(recipe, role, recipe.request(mine, actor));
    assertEquals(allowed ? recipe.success() : barred, own.status(), own.body());
    if (own.status() >= 400) {
      stage.code(own, own.status());
    }
    keepsSilent(stage, recipe, role, mine, own);
    if (recipe.id() == Kind.NONE) {
      return;
    }
    int notFound = !allowed ? barred : recipe.success() == 403 ? 403 : 404;
    String nobodys = Things.absent(recipe.id());
    Http.Answer absent = stage.send(recipe, role, recipe.request(nobodys, actor));
    stage.code(absent, notFound);
    if (!allowed) {
      assertEquals(masked(absent, nobodys), masked(own, mine));
    }
    Http.Answer malformed = stage.send(recipe, role, recipe.request("x", actor));
    // An auditor's certificate is named by a digest, and what is none is none of anybody's.
    stage.code(malformed, allowed && recipe.id() == Kind.AUDIT ? 404 : notFound);
    String theirs = stage.things().foreign(recipe.id()).orElse("");
    if (!theirs.isEmpty()) {
      Http.Answer foreign = stage.send(recipe, role, recipe.request(theirs, actor));
      assertEquals(masked(absent, nobodys), masked(foreign, theirs));
      keepsSilent(stage, recipe, role, theirs, foreign);
    }
  }

  /** Nothing by which the stranger's things could be recognised, besides what was asked for. */
  private static void keepsSilent(
      Stage stage, Recipe recipe, String role, String asked, Http.Answer answer) {
    if (role.equals("operator") && ABOUT_EVERYBODY.contains(recipe.name())) {
      return;
    }
    String rest = masked(answer, asked);
    for (String mark : stage.things().strangersMarks()) {
      assertFalse(rest.contains(mark), () -> mark + " is in " + rest);
    }
  }

  /** Everything about an answer but when it was given and which identifier was asked for. */
  private static String masked(Http.Answer answer, String asked) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers());
    headers.remove("date");
    String whole = answer.status() + " " + headers + "\n" + answer.body();
    return asked.isEmpty() ? whole : whole.replace(asked, "ID");
  }

  @Test
  void filters_do_not_tell_a_strangers_thing_from_nobodys(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    String theirs = stage.things().foreign(Kind.ENVIRONMENT).orElseThrow();
    String mine = stage.things().own(Kind.ENVIRONMENT, stage.actor("client"));
    String token = stage.actor("client").token();
    Http.Request jobs = Http.Request.of("GET", "").bearer(token);
    String query = "/api/v1/jobs?environment=";
    String foreign = stage.http().send(jobs.to(query + theirs)).body();
    assertEquals("{\"items\":[]}", foreign);
    assertEquals(
        foreign, stage.http().send(jobs.to(query + Things.absent(Kind.ENVIRONMENT))).body());
    assertFalse(foreign.equals(stage.http().send(jobs.to(query + mine)).body()));
  }

  @Test
  void the_stream_of_events_tells_each_account_of_its_own(RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    Actor client = stage.actor("client");
    // Newer than all that the stranger has, so whoever sees it has seen the stranger's, if any.
    String newest = stage.things().own(Kind.ENVIRONMENT_TO_END, client);
    Http.Request events =
        Http.Request.of("GET", "/api/v1/events")
            .header("Last-Event-ID", "0")
            .bearer(client.token());
    String seen = stage.http().send(events, text -> text.contains(newest)).body();
    assertTrue(seen.contains(newest), seen);
    for (String mark : stage.things().strangersMarks()) {
      assertFalse(seen.contains(mark), mark);
    }
  }

  @Test
  void a_socket_opens_for_the_client_whose_environment_it_is_and_for_nobody_else(
      RunningService running) throws Exception {
    Stage stage = Stage.of(running);
    String mine = stage.things().own(Kind.ENVIRONMENT, stage.actor("client"));
    String theirs = stage.things().foreign(Kind.ENVIRONMENT).orElseThrow();
    String nobodys = Things.absent(Kind.ENVIRONMENT);
    for (String role : Stage.ROLES) {
      boolean client = role.equals("client");
      int barred = role.equals(Stage.ANONYMOUS) ? 401 : 403;
      for (String environment : List.of(mine, theirs, nobodys)) {
        Http.Request request = upgrade(environment);
        if (!role.equals(Stage.ANONYMOUS)) {
          request = request.bearer(stage.actor(role).token());
        }
        Http.Answer answer = stage.http().send(request);
        if (client && environment.equals(mine)) {
          assertEquals(101, answer.status(), answer.body());
        } else {
          stage.code(answer, client ? 404 : barred);
        }
      }
    }
    String token = stage.actor("client").token();
    assertEquals(
        masked(stage.http().send(upgrade(nobodys).bearer(token)), nobodys),
        masked(stage.http().send(upgrade(theirs).bearer(token)), theirs));
    // A page could make a browser ask like this.
    stage.code(stage.http().send(upgrade(mine).cookie(token)), 401);
    stage.code(
        stage.http().send(upgrade(mine).bearer(token).header("Origin", stage.http().origin())),
        403);
  }

  private static Http.Request upgrade(String environment) {
    String target =
        SOCKET.replace("{id}", environment).replace("{handle}", Things.random32().hex());
    return Http.Request.of("GET", target)
        .header("Connection", "Upgrade")
        .header("Upgrade", "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
  }
}
