package org.vouchsafe.host.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.identity.TokenId;
import org.vouchsafe.host.log.AuditLog;

/** Who may speak for which account: users, their passwords and tokens, and keys for requests. */
@ApplicationScoped
@Transactional(rollbackOn = RefusedException.class)
public class Accounts {
  private static final Pattern USER = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");
  private static final int MIN_PASSWORD = 12;
  private static final int MAX_PASSWORD = 256;
  private static final int MOST_KEYS = 100;

  private EntityManager entities;
  private Tokens tokens;
  private AuditLog log;
  private Clock clock;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Accounts() {}

  @Inject
  public Accounts(EntityManager entities, Tokens tokens, AuditLog log, Clock clock) {
    this.entities = entities;
    this.tokens = tokens;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Opens a session of 12 hours.
   *
   * @throws RefusedException UNAUTHENTICATED whether user or password is wrong; RATE_LIMITED
   */
  public Login login(String user, String password) throws RefusedException {
    return tokens.login(user, password);
  }

  /**
   * The caller that a bearer token (of a session or a program) stands for.
   *
   * @throws RefusedException UNAUTHENTICATED when it is unknown, revoked or expired
   */
  @Transactional(Transactional.TxType.SUPPORTS) // asked by every request, and reads one row
  public Caller authenticate(String token) throws RefusedException {
    return tokens.authenticate(token);
  }

  /** Ends the token that the caller signed in with; one that is unknown is no error. */
  public void logout(String token) {
    tokens.logout(token);
  }

  /**
   * Makes a token for programs. A one-time password of the user becomes void.
   *
   * @param name for people, 1 to 100 characters
   */
  public IssuedToken createToken(Caller caller, String name) throws RefusedException {
    return tokens.create(caller, name);
  }

  /** The account's tokens for programs, newest first. */
  public List<Token> tokens(Caller caller) {
    return tokens.list(caller);
  }

  /**
   * Ends a token, from the next request on.
   *
   * @throws RefusedException NOT_FOUND when the caller's account has none of this name
   */
  public void revokeToken(Caller caller, TokenId token) throws RefusedException {
    tokens.revoke(caller, token);
  }

  /**
   * Makes an account with its first user.
   *
   * @param user 1 to 64 of a–z, 0–9 and {@code . _ @ -}; unique in the whole service
   * @param password 12 to 256 characters; empty makes a one-time one, which is returned
   * @throws RefusedException FORBIDDEN to all but operators; MALFORMED; CONFLICT when the name of
   *     the account or of the user is taken
   */
  public NewAccount create(
      Caller operator, String name, String user, Optional<String> password, Set<Role> roles)
      throws RefusedException {
    operator.require(Role.OPERATOR);
    requireName(name);
    requireUser(user);
    if (password.isPresent()) {
      requirePassword(password.get());
    }
    if (roles.isEmpty()) {
      throw malformed("roles", "one at least", "none");
    }
    requireFree(name, user);
    String first = password.orElseGet(BearerSecret::oneTimePassword);
    Account account = make(name, user, first, password.isEmpty(), roles);
    log.done(operator, "account.create", account.id());
    return new NewAccount(
        account, user, password.isEmpty() ? Optional.of(first) : Optional.empty());
  }

  /** Makes an account and its first user, whatever stands in the way. */
  Account make(String name, String user, String password, boolean oneTime, Set<Role> roles) {
    Account account = new Account(name, clock.instant());
    entities.persist(account);
    entities.flush(); // the row that the user refers to
    User first = new User(user, account.id(), roles, clock.instant());
    first.setPassword(Passwords.hash(password), oneTime);
    entities.persist(first);
    return account;
  }

  private void requireFree(String name, String user) throws RefusedException {
    boolean taken =
        entities
                    .createQuery("select count(a) from Account a where a.name = :name", Long.class)
                    .setParameter("name", name)
                    .getSingleResult()
                > 0
            || entities.find(User.class, user) != null;
    if (taken) {
      throw RefusedException.of(
          Code.CONFLICT, "names of account and user", "names that are free", "one that is taken");
    }
  }

  private static void requireName(String name) throws RefusedException {
    if (name.isBlank() || name.length() > 100 || name.codePoints().anyMatch(c -> c < 32)) {
      throw malformed("name of the account", "1 to 100 visible characters", "something else");
    }
  }

  private static void requireUser(String user) throws RefusedException {
    if (!USER.matcher(user).matches()) {
      throw malformed(
          "name of the user", "1 to 64 of a-z, 0-9, dot, underscore, at, hyphen", "something else");
    }
  }

  private static void requirePassword(String password) throws RefusedException {
    if (password.length() < MIN_PASSWORD || password.length() > MAX_PASSWORD) {
      throw malformed(
          "password",
          MIN_PASSWORD + " to " + MAX_PASSWORD + " characters",
          password.length() + " characters");
    }
  }

  private static RefusedException malformed(String check, String expected, String actual) {
    return RefusedException.of(Code.MALFORMED, check, expected, actual);
  }

  /**
   * All accounts, by name.
   *
   * @throws RefusedException FORBIDDEN to all but operators
   */
  public List<Account> list(Caller operator) throws RefusedException {
    operator.require(Role.OPERATOR);
    return entities
        .createQuery("select a from Account a order by a.name", Account.class)
        .getResultList();
  }

  /**
   * Sets the caller's own password; a one-time one becomes void, and so do the sessions of the
   * user, this one among them. Tokens for programs stay.
   *
   * @throws RefusedException UNAUTHENTICATED when {@code old} is wrong; MALFORMED
   */
  public void changePassword(Caller caller, String old, String replacement)
      throws RefusedException {
    requirePassword(replacement);
    User user = tokens.requirePassword(caller.user(), old);
    user.setPassword(Passwords.hash(replacement), false);
    tokens.endSessions(user);
    log.done(caller, "password.change", caller.user());
  }

  /**
   * Registers a key whose signature makes messages requests of the account. They have the roles of
   * the user who registered it.
   *
   * @param spki SubjectPublicKeyInfo, DER: Ed25519, P-256 or P-384
   * @throws RefusedException NOT_FOUND for another's account; MALFORMED; CONFLICT when the key is
   *     registered, with whomever
   */
  public RequestKey registerKey(Caller caller, AccountId account, Bytes spki)
      throws RefusedException {
    requireOwn(caller, account);
    VerifyingKey key;
    try {
      key = VerifyingKey.parse(spki);
    } catch (MalformedException e) {
      throw e.asRefusal();
    }
    if (entities.find(RequestKey.class, key.id().hex()) != null) {
      throw RefusedException.of(
          Code.CONFLICT, "key", "one that is not registered yet", key.id().hex());
    }
    if (keys(caller, account).size() >= MOST_KEYS) {
      throw RefusedException.of(
          Code.CONFLICT, "keys of the account", "at most " + MOST_KEYS, "one more");
    }
    RequestKey registered =
        new RequestKey(key.id().hex(), account, caller.user(), key.spki(), clock.instant());
    entities.persist(registered);
    log.done(caller, "key.register", registered.keyId());
    return registered;
  }

  /**
   * @throws RefusedException NOT_FOUND for another's account
   */
  public List<RequestKey> keys(Caller caller, AccountId account) throws RefusedException {
    requireOwn(caller, account);
    return entities
        .createQuery(
            "select k from RequestKey k where k.account = :account order by k.createdAt",
            RequestKey.class)
        .setParameter("account", account.text())
        .getResultList();
  }

  /** The keys that are registered with the caller's account, ready to verify with. */
  public List<VerifyingKey> verifyingKeys(Caller caller) throws RefusedException {
    List<VerifyingKey> keys = new ArrayList<>();
    for (RequestKey key : keys(caller, caller.account())) {
      try {
        keys.add(VerifyingKey.parse(key.spki()));
      } catch (MalformedException e) {
        throw e.asRefusal();
      }
    }
    return keys;
  }

  private static void requireOwn(Caller caller, AccountId account) throws RefusedException {
    if (!caller.account().equals(account)) {
      throw RefusedException.of(Code.NOT_FOUND, "account", "your own", account.text());
    }
  }

  /**
   * Who signed: the user who registered the key with the account that the message names.
   *
   * @param keyId hexadecimal
   * @param parts what the signature is over, after the label
   * @throws RefusedException UNAUTHENTICATED, whatever of it is wrong
   */
  public Caller signedBy(
      AccountId account, String keyId, Bytes signature, String label, Bytes... parts)
      throws RefusedException {
    Optional<RequestKey> key =
        Optional.ofNullable(entities.find(RequestKey.class, keyId))
            .filter(found -> found.account().equals(account))
            .filter(found -> verifies(found, signature, label, parts));
    Optional<User> user = key.map(found -> entities.find(User.class, found.user()));
    return user.orElseThrow(
            () ->
                RefusedException.of(
                    Code.UNAUTHENTICATED,
                    "signature of the request",
                    "one by a key that is registered with the account",
                    "none such"))
        .asCaller();
  }

  private static boolean verifies(RequestKey key, Bytes signature, String label, Bytes... parts) {
    try {
      return VerifyingKey.parse(key.spki()).verifies(signature, label, parts);
    } catch (MalformedException e) {
      return false;
    }
  }
}
