package org.vouchsafe.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.channel.ClientHandshake;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.json.JsonObject;

/**
 * What routes name by an identifier: one of each kind that the caller may have, one that is a
 * stranger's, and one that nobody has. All are made by the service itself, except for states that
 * only a failure brings about, which are written into the database.
 */
final class Things {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** What {@code {id}} in a path stands for. */
  enum Kind {
    NONE,
    ACCOUNT,
    TOKEN,
    ENVIRONMENT,
    /** Also used up: the route that ends it. */
    ENVIRONMENT_TO_END,
    JOB,
    FAILED_JOB,
    LETTER,
    PROCESSOR,
    AUDIT
  }

  private final RunningService running;
  private final String processor;
  private final String clientEnvironment;
  private final Actor client;
  private final Actor stranger;
  private final Map<Kind, String> foreign = new TreeMap<>();

  Things(RunningService running, Actor client, Actor stranger) throws Exception {
    this.running = running;
    this.client = client;
    this.stranger = stranger;
    this.processor = running.operator().get("/processors").objects("items").get(0).text("id");
    this.clientEnvironment = verified(client);
    String environment = verified(stranger);
    String job = latestJob(stranger, environment);
    foreign.put(Kind.ACCOUNT, stranger.account());
    foreign.put(Kind.TOKEN, stranger.tokenId());
    foreign.put(Kind.ENVIRONMENT, environment);
    foreign.put(Kind.ENVIRONMENT_TO_END, environment);
    foreign.put(Kind.JOB, job);
    foreign.put(Kind.FAILED_JOB, failed(latestJob(stranger, verified(stranger))));
  }

  private static String verified(Actor actor) throws Exception {
    String environment = actor.tenant().establish(Optional.empty());
    actor.tenant().verify(environment);
    return environment;
  }

  private static String latestJob(Actor actor, String environment) throws Exception {
    return actor
        .tenant()
        .service()
        .get("/jobs?environment=" + environment)
        .objects("items")
        .get(0)
        .text("id");
  }

  /** Of the stranger; empty for kinds that belong to no account. */
  Optional<String> foreign(Kind kind) {
    return Optional.ofNullable(foreign.get(kind));
  }

  List<String> strangersMarks() {
    return stranger.marks(foreign.values().toArray(String[]::new));
  }

  /** Well formed, and nobody's. */
  static String absent(Kind kind) {
    String random = "";
    for (int i = 0; i < 26; i++) {
      random += "abcdefghijklmnopqrstuvwxyz234567".charAt(RANDOM.nextInt(32));
    }
    return switch (kind) {
      case NONE -> "";
      case ACCOUNT -> "acc_" + random;
      case TOKEN -> "tok_" + random;
      case ENVIRONMENT, ENVIRONMENT_TO_END -> "env_" + random;
      case JOB, FAILED_JOB -> "job_" + random;
      case LETTER -> "dlt_" + random;
      case PROCESSOR -> "prc_" + random;
      case AUDIT -> random32().hex() + random32().hex().substring(0, 32);
    };
  }

  /** A new one that the actor may ask for; one that is there, where the actor's role has none. */
  String own(Kind kind, Actor actor) throws Exception {
    return switch (kind) {
      case NONE -> "";
      case ACCOUNT -> actor.account();
      case TOKEN -> actor.tokenId();
      case ENVIRONMENT -> clientEnvironment;
      case ENVIRONMENT_TO_END ->
          actor.role().equals("client") ? verified(actor) : clientEnvironment;
      case JOB -> job(actor);
      case FAILED_JOB -> failed(job(actor));
      case LETTER -> letter();
      case PROCESSOR -> processor;
      case AUDIT -> absent(Kind.AUDIT);
    };
  }

  private String job(Actor actor) throws Exception {
    if (actor.role().equals("operator")) {
      JsonObject probe =
          actor.tenant().service().post("/processors/" + processor + "/probe", none());
      return probe.object("job").text("id");
    }
    String environment = actor.role().equals("client") ? verified(client) : clientEnvironment;
    return latestJob(client, environment);
  }

  private static JsonObject none() {
    return JsonObject.build().done();
  }

  /** As the job would be, had its processor refused it. */
  private String failed(String job) throws Exception {
    awaitEnd(job);
    write(
        "update job set state = 'FAILED', error_code = 'TRAP', error_check = 'a check',"
            + " error_expected = 'one thing', error_actual = 'another' where id = ?",
        job);
    return job;
  }

  private void awaitEnd(String job) throws Exception {
    try (Connection database = running.service().database();
        PreparedStatement query = database.prepareStatement("select state from job where id = ?")) {
      query.setString(1, job);
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      String state = "";
      while (!state.equals("DONE") && !state.equals("FAILED")) {
        assertTrue(System.nanoTime() < deadline, job + " is " + state);
        Thread.sleep(20);
        try (ResultSet rows = query.executeQuery()) {
          rows.next();
          state = rows.getString(1);
        }
      }
    }
  }

  private String letter() throws Exception {
    String id = absent(Kind.LETTER);
    write(
        "insert into dead_letter (id, queue, text, problem, at)"
            + " values (?, 'vouchsafe.requests', 'not a request', 'none', now())",
        id);
    return id;
  }

  private void write(String sql, String id) throws Exception {
    try (Connection database = running.service().database();
        PreparedStatement statement = database.prepareStatement(sql)) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
  }

  /** The stranger's rows, all of them. */
  String strangersRows() throws Exception {
    StringBuilder rows = new StringBuilder();
    try (Connection database = running.service().database()) {
      for (String table :
          List.of("app_user", "token", "request_key", "environment", "job", "idempotency")) {
        try (PreparedStatement query =
            database.prepareStatement(
                "select t::text from " + table + " t where account = ? order by 1")) {
          query.setString(1, stranger.account());
          try (ResultSet found = query.executeQuery()) {
            while (found.next()) {
              rows.append(table).append(found.getString(1)).append('\n');
            }
          }
        }
      }
    }
    return rows.toString();
  }

  static String wish(Tenant tenant) {
    Parameters parameters = Parameters.forOwner(tenant.client().identity().publicKey()).build();
    return JsonObject.build()
        .put("loader", "standard/1")
        .put("parameters", parameters.encode())
        .done()
        .compact();
  }

  static String hello() {
    ClientHello hello =
        new ClientHello(
            List.of(ClientHello.SUITE_1),
            random32(),
            ClientHello.Mode.ATTACH,
            Optional.empty(),
            random32(),
            Optional.empty());
    return JsonObject.build().put("m1", hello.encode()).done().compact();
  }

  /**
   * A handshake that the client's environment waits for: the handle, and M3 as a list of frames.
   */
  record Knock(String handle, String frames) {}

  Knock knock() throws Exception {
    VerifiedEnvironment verified = client.tenant().verify(clientEnvironment);
    try (ClientHandshake handshake =
        ClientHandshake.begin(
            verified.result(), client.tenant().client().identity(), Optional.empty(), RANDOM)) {
      Bytes m3 = handshake.finish();
      byte[] frame = ByteBuffer.allocate(4 + m3.size()).putInt(m3.size()).put(m3.toArray()).array();
      return new Knock(verified.result().claims().nonceE().hex(), new String(frame, ISO_8859_1));
    }
  }

  static Bytes random32() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }
}
