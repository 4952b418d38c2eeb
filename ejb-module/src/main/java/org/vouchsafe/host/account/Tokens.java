package org.vouchsafe.host.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.TokenId;
import org.vouchsafe.host.log.AuditLog;

/** Sign-in and bearer tokens. */
@ApplicationScoped
@Transactional(rollbackOn = RefusedException.class)
class Tokens {
  private static final Duration SESSION = Duration.ofHours(12);
  private static final int MAX_TOKEN = 200;
  private static final int MOST_TOKENS = 1_000;

  private EntityManager entities;
  private SignInLimit limit;
  private FirstOperatorFile firstOperator;
  private AuditLog log;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Tokens() {}

  @Inject
  public Tokens(
      EntityManager entities,
      SignInLimit limit,
      FirstOperatorFile firstOperator,
      AuditLog log,
      Clock clock) {
    this.entities = entities;
    this.limit = limit;
    this.firstOperator = firstOperator;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Opens a session of 12 hours.
   *
   * @throws RefusedException UNAUTHENTICATED whether user or password is wrong; RATE_LIMITED
   */
  public Login login(String user, String password) throws RefusedException {
    User found = requirePassword(user, password);
    String secret = BearerSecret.token();
    Instant now = clock.instant();
    Token token = Token.ofSession(BearerSecret.digest(secret), found, now, now.plus(SESSION));
    entities.persist(token);
    log.done(found.asCaller(), "login", found.name());
    return new Login(secret, now.plus(SESSION), found.asCaller(), found.hasOneTimePassword());
  }

  /** The user of this name, if the password is theirs. */
  User requirePassword(String user, String password) throws RefusedException {
    limit.check(user);
    @Nullable User found = entities.find(User.class, user);
    if (!Passwords.matches(password, found == null ? null : found.passwordHash())
        || found == null) {
      limit.wrong(user);
      log.refused(user, "login", "password", Code.UNAUTHENTICATED);
      throw RefusedException.of(
          Code.UNAUTHENTICATED, "user and password", "those of a user", "others");
    }
    limit.right(user);
    return found;
  }

  /**
   * The caller that a bearer token (of a session or a program) stands for.
   *
   * @throws RefusedException UNAUTHENTICATED when it is unknown, revoked or expired
   */
  @Transactional(Transactional.TxType.SUPPORTS) // asked by every request, and reads one row
  public Caller authenticate(String token) throws RefusedException {
    if (token.length() <= MAX_TOKEN) {
      List<Object[]> found =
          entities
              .createQuery(
                  "select t, u from Token t, User u where t.digest = :digest and u.name = t.user",
                  Object[].class)
              .setParameter("digest", BearerSecret.digest(token).toArray())
              .getResultList();
      if (!found.isEmpty() && ((Token) found.get(0)[0]).isGood(clock.instant())) {
        return ((User) found.get(0)[1]).asCaller();
      }
    }
    throw RefusedException.of(Code.UNAUTHENTICATED, "token", "one that is good", "another");
  }

  /** Ends the token that the caller signed in with; one that is unknown is no error. */
  public void logout(String token) {
    entities
        .createQuery("delete from Token t where t.digest = :digest")
        .setParameter("digest", BearerSecret.digest(token).toArray())
        .executeUpdate();
  }

  /**
   * Makes a token for programs. A one-time password of the user becomes void.
   *
   * @param name for people, 1 to 100 characters
   */
  public IssuedToken create(Caller caller, String name) throws RefusedException {
    if (name.isBlank() || name.length() > 100 || name.codePoints().anyMatch(c -> c < 32)) {
      throw RefusedException.of(
          Code.MALFORMED, "name of the token", "1 to 100 visible characters", "something else");
    }
    if (list(caller).size() >= MOST_TOKENS) {
      throw RefusedException.of(
          Code.CONFLICT, "tokens of the account", "at most " + MOST_TOKENS, "one more");
    }
    @Nullable User user = entities.find(User.class, caller.user());
    if (user == null) {
      throw RefusedException.of(Code.UNAUTHENTICATED, "user", "one who is known", "another");
    }
    String secret = BearerSecret.token();
    Bytes digest = BearerSecret.digest(secret);
    Token token = Token.ofProgram(digest, user, name, clock.instant());
    entities.persist(token);
    if (user.replaceOneTimePassword()) {
      firstOperator.remove(user.name());
    }
    log.done(caller, "token.create", token.id());
    return new IssuedToken(token, secret);
  }

  /** The account's tokens for programs, newest first. */
  public List<Token> list(Caller caller) {
    return entities
        .createQuery(
            "select t from Token t where t.account = :account and t.name is not null"
                + " order by t.createdAt desc, t.id",
            Token.class)
        .setParameter("account", caller.account().text())
        .getResultList();
  }

  /**
   * Ends a token, from the next request on.
   *
   * @throws RefusedException NOT_FOUND when the caller's account has none of this name
   */
  public void revoke(Caller caller, TokenId id) throws RefusedException {
    int ended =
        entities
            .createQuery("delete from Token t where t.id = :id and t.account = :account")
            .setParameter("id", id.text())
            .setParameter("account", caller.account().text())
            .executeUpdate();
    if (ended == 0) {
      throw RefusedException.of(Code.NOT_FOUND, "token", "one of yours", id.text());
    }
    log.done(caller, "token.revoke", id);
  }

  /** The user has a password of their own now. */
  void endSessions(User user) {
    firstOperator.remove(user.name());
    entities
        .createQuery("delete from Token t where t.user = :user and t.expiresAt is not null")
        .setParameter("user", user.name())
        .executeUpdate();
  }

  /** Whether the user has any way in that does not end by itself. */
  static boolean hasWayIn(EntityManager entities, User user) {
    return user.passwordHash() != null
        || entities
                .createQuery(
                    "select count(t) from Token t where t.user = :user and t.expiresAt is null",
                    Long.class)
                .setParameter("user", user.name())
                .getSingleResult()
            > 0;
  }
}
