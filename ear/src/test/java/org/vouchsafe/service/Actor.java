package org.vouchsafe.service;

import java.util.List;
import org.vouchsafe.client.json.JsonObject;

/**
 * Somebody with an account: one that a role is tried with, or the stranger whose things nobody else
 * may find.
 *
 * @param token of a program: it outlives the user's sessions
 */
record Actor(String role, Tenant tenant, String account, String token) {

  static Actor of(RunningService running, String role) throws Exception {
    Tenant visitor = running.tenant(role);
    String account = visitor.service().get("/session").text("account");
    String token = token(visitor);
    // Its session ends with the first new password that a test sets; a token stays.
    visitor.folder().load("default").storeToken(token);
    Tenant tenant = new Tenant(visitor.folder(), visitor.user(), visitor.password());
    return new Actor(role, tenant, account, token);
  }

  private static String token(Tenant tenant) throws Exception {
    return made(tenant).text("token");
  }

  private static JsonObject made(Tenant tenant) throws Exception {
    return tenant.service().post("/tokens", JsonObject.build().put("name", "program").done());
  }

  /** One more token, to be used up. */
  String anotherToken() throws Exception {
    return token(tenant);
  }

  /** Identifier of one more token. */
  String tokenId() throws Exception {
    return made(tenant).text("id");
  }

  String login() {
    return JsonObject.build()
        .put("user", tenant.user())
        .put("password", tenant.password())
        .done()
        .compact();
  }

  /** Every word by which this account's things could be recognised in an answer to another. */
  List<String> marks(String... things) {
    List<String> marks = new java.util.ArrayList<>(List.of(account, tenant.user(), token));
    marks.addAll(List.of(things));
    return marks;
  }
}
