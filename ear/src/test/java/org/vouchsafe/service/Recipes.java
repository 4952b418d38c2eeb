package org.vouchsafe.service;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.service.Things.Kind;
import org.vouchsafe.web.api.Routes;
import org.vouchsafe.web.api.Routes.Route;

/** How each route of the interface is asked so that whoever may gets what it is there for. */
final class Recipes {
  private static final String API = "/api/v1";

  /** Completes a request that names everything but what it is about. */
  private interface Body {
    Http.Request in(Http.Request request, Actor actor) throws Exception;
  }

  /**
   * @param id what {@code {id}} in its path stands for
   * @param success how it answers those who may, about their own
   * @param usesUpToken ends the token that it is asked with
   */
  record Recipe(Route route, Kind id, Body body, int success, boolean usesUpToken) {
    String name() {
      return route.method() + " " + route.path();
    }

    /** Without any credentials. */
    Http.Request request(String named, Actor actor) throws Exception {
      String path = route.path().replace("{id}", named);
      return body.in(Http.Request.of(route.method(), API + path), actor);
    }

    /** A stream has no end of its own: its first words are enough. */
    Http.Answer send(Http http, Http.Request request) throws Exception {
      return http.send(request, text -> route.path().equals("/events"));
    }

    boolean changesState() {
      return !route.method().equals("GET");
    }
  }

  private final Map<String, Recipe> recipes = new TreeMap<>();

  Recipes(Things things, Http http) {
    Map<String, Route> routes = new TreeMap<>();
    for (Route route : Routes.all()) {
      routes.put(route.method() + " " + route.path(), route);
    }
    Writer writer = new Writer(routes);
    Body none = (request, actor) -> request;
    Body bytes = (request, actor) -> request.body("application/octet-stream", "x".repeat(100));
    Body portal =
        (request, actor) ->
            request
                .header("Origin", http.origin())
                .header("X-Vouchsafe-Portal", "1")
                .json(actor.login());

    writer.write("POST /accounts", Kind.NONE, (r, a) -> r.json(newAccount()), 201);
    writer.write("GET /accounts", Kind.NONE, none, 200);
    writer.write("POST /accounts/{id}/keys", Kind.ACCOUNT, (r, a) -> r.json(newKey()), 201);
    writer.write("GET /accounts/{id}/keys", Kind.ACCOUNT, none, 200);
    writer.write(
        "POST /accounts/{id}/password", Kind.ACCOUNT, (r, a) -> r.json(samePassword(a)), 204);
    writer.write("GET /audit-log", Kind.NONE, none, 200);

    // An auditor's own server answers these; a host refuses them, whoever asks.
    writer.write("POST /auditor/certifications", Kind.NONE, (r, a) -> r.json(certificate()), 403);
    writer.write("GET /auditor/status", Kind.NONE, none, 403);
    writer.write("GET /auditor/certificates", Kind.NONE, none, 403);
    writer.write("POST /auditor/certificates", Kind.NONE, (r, a) -> r.json(inspectionId()), 403);
    writer.write(
        "POST /auditor/certificates/{id}/renewal",
        Kind.AUDIT,
        (r, a) -> r.json("{\"until\":\"2030-01-01T00:00:00Z\"}"),
        403);
    writer.write("POST /auditor/certificates/{id}/withdrawal", Kind.AUDIT, none, 403);
    writer.write("POST /auditor/inspections", Kind.NONE, (r, a) -> r.json(inspection()), 403);
    writer.write("GET /auditor/inspections", Kind.NONE, none, 403);
    writer.write("POST /auditor/signed", Kind.NONE, bytes, 403);

    writer.write("GET /authority/crl", Kind.NONE, none, 200);
    writer.write(
        "POST /environments/{id}/channel/{handle}",
        Kind.ENVIRONMENT,
        (r, a) -> {
          Things.Knock knock = things.knock();
          return r.to(r.target().replace("{handle}", knock.handle()))
              .body("application/octet-stream", knock.frames());
        },
        200);
    // It reached the area, which can tell that nothing is sealed in it.
    writer.write("POST /environments/{id}/messages", Kind.ENVIRONMENT, bytes, 400);
    writer.write("GET /dead-letters", Kind.NONE, none, 200);
    writer.write("POST /dead-letters/{id}/retry", Kind.LETTER, none, 200);
    writer.write("POST /environments", Kind.NONE, (r, a) -> r.json(Things.wish(a.tenant())), 202);
    writer.write("GET /environments", Kind.NONE, none, 200);
    writer.write("GET /environments/{id}", Kind.ENVIRONMENT, none, 200);
    writer.write("DELETE /environments/{id}", Kind.ENVIRONMENT_TO_END, none, 202);
    writer.write(
        "POST /environments/{id}/evidence",
        Kind.ENVIRONMENT,
        (r, a) -> r.json(Things.hello()),
        200);
    writer.write("GET /environments/{id}/evidence", Kind.ENVIRONMENT, none, 200);
    writer.write("GET /events", Kind.NONE, (r, a) -> r.header("Last-Event-ID", "0"), 200);
    writer.write("GET /jobs", Kind.NONE, none, 200);
    writer.write("GET /jobs/{id}", Kind.JOB, none, 200);
    writer.write("POST /jobs/{id}/retry", Kind.FAILED_JOB, none, 200);
    writer.write("GET /loaders", Kind.NONE, none, 200);
    writer.write("GET /processors", Kind.NONE, none, 200);
    writer.write("GET /processors/{id}", Kind.PROCESSOR, none, 200);
    writer.write("GET /processors/{id}/certificate", Kind.PROCESSOR, none, 200);
    writer.write("GET /processors/{id}/audits", Kind.PROCESSOR, none, 200);
    // Read and found to be no audit certificate.
    writer.write("POST /processors/{id}/audits", Kind.PROCESSOR, bytes, 400);
    writer.write("POST /processors/{id}/probe", Kind.PROCESSOR, none, 202);
    writer.write("GET /health/live", Kind.NONE, none, 200);
    writer.write("GET /health/ready", Kind.NONE, none, 200);
    writer.write("POST /echo", Kind.NONE, bytes, 200);
    writer.write("GET /metrics", Kind.NONE, none, 200);
    writer.write("GET /openapi.json", Kind.NONE, none, 200);
    writer.write("POST /login", Kind.NONE, (r, a) -> r.json(a.login()), 200);
    writer.write("POST /session", Kind.NONE, portal, 200);
    writer.write("GET /session", Kind.NONE, none, 200);
    writer.write("POST /tokens", Kind.NONE, (r, a) -> r.json("{\"name\":\"another\"}"), 201);
    writer.write("GET /tokens", Kind.NONE, none, 200);
    writer.write("DELETE /tokens/{id}", Kind.TOKEN, none, 204);
    writer.put(new Recipe(writer.route("DELETE /session"), Kind.NONE, none, 204, true));
  }

  private final class Writer {
    private final Map<String, Route> routes;

    Writer(Map<String, Route> routes) {
      this.routes = routes;
    }

    Route route(String name) {
      Route route = routes.get(name);
      if (route == null) {
        throw new AssertionError("there is no such route any more: " + name);
      }
      return route;
    }

    void write(String name, Kind id, Body body, int success) {
      put(new Recipe(route(name), id, body, success, false));
    }

    void put(Recipe recipe) {
      recipes.put(recipe.name(), recipe);
    }
  }

  List<Recipe> all() {
    return List.copyOf(recipes.values());
  }

  Recipe of(String name) {
    return recipes.get(name);
  }

  private static String newAccount() {
    String name = "made-" + Things.random32().hex().substring(0, 16);
    return JsonObject.build()
        .put("name", name)
        .put("user", name)
        .put("roles", List.of("client"))
        .done()
        .compact();
  }

  private static String newKey() {
    return JsonObject.build()
        .put(
            "spki",
            SigningKey.generate(SigningKey.Algorithm.ED25519, new SecureRandom())
                .publicKey()
                .spki())
        .done()
        .compact();
  }

  private static String samePassword(Actor actor) {
    return JsonObject.build()
        .put("current", actor.tenant().password())
        .put("password", actor.tenant().password())
        .done()
        .compact();
  }

  private static String certificate() {
    return JsonObject.build().put("processorCertificate", Things.random32()).done().compact();
  }

  private static String inspectionId() {
    return "{\"inspection\":\"ins_" + "a".repeat(26) + "\"}";
  }

  private static String inspection() {
    return JsonObject.build()
        .put("device", Things.random32().hex())
        .put("level", 1)
        .put("method", "opened and looked")
        .put("site", "here")
        .put("reportDigest", "00".repeat(48))
        .put("from", "2026-01-01T00:00:00Z")
        .put("until", "2030-01-01T00:00:00Z")
        .done()
        .compact();
  }
}
