package org.vouchsafe.host.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.host.Database;
import org.vouchsafe.host.Fixture;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Role;

/** Who may speak for whom (ATTACKS W02, W06). */
class AccountsTest {
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final String PASSWORD = "correct horse battery";

  private final Caller operator =
      new Caller(Fixture.client().account(), "op", Set.of(Role.OPERATOR));
  private final SignInLimit limit = new SignInLimit(Clock.systemUTC());
  private Clock clock = Clock.systemUTC();

  private interface Step<T> {
    T in(Accounts accounts) throws Exception;
  }

  private <T> T run(Step<T> step) {
    return Database.inTransaction(
        (entities, later) ->
            step.in(Doors.accounts(entities, Fixture.settings(), later, limit, clock)));
  }

  private NewAccount make(Optional<String> password, Role... roles) {
    String name = "user" + NEXT.incrementAndGet() + "." + System.nanoTime();
    return run(a -> a.create(operator, name, name, password, Set.of(roles)));
  }

  private Login login(NewAccount of, String password) {
    return run(a -> a.login(of.user(), password));
  }

  private static Code refusal(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(RefusedException.class, call).code();
  }

  @Test
  void a_password_opens_a_session_that_ends_by_itself() {
    NewAccount made = make(Optional.of(PASSWORD), Role.CLIENT);
    Login login = login(made, PASSWORD);
    assertFalse(login.mustChangePassword());
    Caller caller = run(a -> a.authenticate(login.token()));
    assertEquals(made.account().id(), caller.account());
    assertEquals(Set.of(Role.CLIENT), caller.roles());
    clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(12).plusSeconds(1));
    assertEquals(Code.UNAUTHENTICATED, refusal(() -> run(a -> a.authenticate(login.token()))));
  }

  @Test
  void a_wrong_password_and_an_unknown_user_look_the_same() {
    NewAccount made = make(Optional.of(PASSWORD), Role.CLIENT);
    RefusedException wrong =
        assertThrows(RefusedException.class, () -> login(made, "something else"));
    RefusedException unknown =
        assertThrows(RefusedException.class, () -> run(a -> a.login("no.such.user", PASSWORD)));
    assertEquals(wrong.findings(), unknown.findings());
  }

  @Test
  void after_ten_wrong_passwords_even_the_right_one_has_to_wait() {
    NewAccount made = make(Optional.of(PASSWORD), Role.CLIENT);
    for (int i = 0; i < 10; i++) {
      assertEquals(Code.UNAUTHENTICATED, refusal(() -> login(made, "something else")));
    }
    assertEquals(Code.RATE_LIMITED, refusal(() -> login(made, PASSWORD)));
  }

  @Test
  void a_token_is_good_until_it_is_revoked_and_only_its_account_can() {
    NewAccount made = make(Optional.of(PASSWORD), Role.CLIENT);
    Caller caller = login(made, PASSWORD).caller();
    IssuedToken issued = run(a -> a.createToken(caller, "laptop"));
    assertEquals(caller, run(a -> a.authenticate(issued.secret())));
    Caller other = login(make(Optional.of(PASSWORD), Role.CLIENT), PASSWORD).caller();
    assertEquals(
        Code.NOT_FOUND,
        refusal(
            () ->
                run(
                    a -> {
                      a.revokeToken(other, issued.token().id());
                      return null;
                    })));
    run(
        a -> {
          a.revokeToken(caller, issued.token().id());
          return null;
        });
    assertEquals(Code.UNAUTHENTICATED, refusal(() -> run(a -> a.authenticate(issued.secret()))));
  }

  @Test
  void neither_password_nor_token_is_kept_and_none_prints_itself() {
    NewAccount made = make(Optional.of(PASSWORD), Role.CLIENT);
    Login login = login(made, PASSWORD);
    IssuedToken issued = run(a -> a.createToken(login.caller(), "laptop"));
    for (String table : List.of("token", "app_user", "audit_log")) {
      List<?> rows =
          Database.look(
              entities ->
                  entities
                      .createNativeQuery("select cast(t.* as text) from " + table + " t")
                      .getResultList());
      for (Object row : rows) {
        String text = String.valueOf(row);
        assertFalse(text.contains(PASSWORD) || text.contains(issued.secret()), table);
        assertFalse(text.contains(login.token()), table);
        assertFalse(text.contains(Bytes.utf8(issued.secret()).hex()), table);
      }
    }
    assertFalse((issued + " " + login + " " + made).contains("vst_"));
  }

  @Test
  void a_one_time_password_is_void_once_there_is_another_way_in() {
    NewAccount byToken = make(Optional.empty(), Role.CLIENT);
    String first = byToken.oneTimePassword().orElseThrow();
    Login login = login(byToken, first);
    assertTrue(login.mustChangePassword());
    assertTrue(login(byToken, first).mustChangePassword());
    run(a -> a.createToken(login.caller(), "mine"));
    assertEquals(Code.UNAUTHENTICATED, refusal(() -> login(byToken, first)));

    NewAccount byPassword = make(Optional.empty(), Role.CLIENT);
    String second = byPassword.oneTimePassword().orElseThrow();
    Login session = login(byPassword, second);
    run(
        a -> {
          a.changePassword(session.caller(), second, PASSWORD);
          return null;
        });
    assertEquals(Code.UNAUTHENTICATED, refusal(() -> login(byPassword, second)));
    assertEquals(Code.UNAUTHENTICATED, refusal(() -> run(a -> a.authenticate(session.token()))));
    assertFalse(login(byPassword, PASSWORD).mustChangePassword());
  }

  @Test
  void only_an_operator_makes_accounts_and_names_are_given_once() {
    Caller client = login(make(Optional.of(PASSWORD), Role.CLIENT), PASSWORD).caller();
    assertEquals(
        Code.FORBIDDEN,
        refusal(
            () -> run(a -> a.create(client, "x", "x", Optional.empty(), Set.of(Role.OPERATOR)))));
    NewAccount taken = make(Optional.of(PASSWORD), Role.CLIENT);
    assertEquals(
        Code.CONFLICT,
        refusal(
            () ->
                run(
                    a ->
                        a.create(
                            operator,
                            "other" + System.nanoTime(),
                            taken.user(),
                            Optional.empty(),
                            Set.of(Role.CLIENT)))));
  }

  @Test
  void a_signature_speaks_for_the_account_with_which_its_key_is_registered_and_no_other() {
    Caller mine = login(make(Optional.of(PASSWORD), Role.CLIENT), PASSWORD).caller();
    Caller other = login(make(Optional.of(PASSWORD), Role.CLIENT), PASSWORD).caller();
    SigningKey key = SigningKey.generate(SigningKey.Algorithm.ED25519, new SecureRandom());
    RequestKey registered = run(a -> a.registerKey(mine, mine.account(), key.publicKey().spki()));
    Bytes text = Bytes.utf8("{}");
    Bytes signature = key.sign("VS-request", text);
    assertEquals(
        mine,
        run(a -> a.signedBy(mine.account(), registered.keyId(), signature, "VS-request", text)));
    assertEquals(
        Code.UNAUTHENTICATED,
        refusal(
            () ->
                run(
                    a ->
                        a.signedBy(
                            other.account(), registered.keyId(), signature, "VS-request", text))));
    assertEquals(
        Code.UNAUTHENTICATED,
        refusal(
            () ->
                run(
                    a ->
                        a.signedBy(
                            mine.account(),
                            registered.keyId(),
                            signature,
                            "VS-request",
                            Bytes.utf8("{ }")))));
    assertEquals(
        Code.CONFLICT,
        refusal(() -> run(a -> a.registerKey(other, other.account(), key.publicKey().spki()))));
    assertEquals(
        Code.NOT_FOUND,
        refusal(() -> run(a -> a.registerKey(other, mine.account(), Bytes.utf8("x")))));
  }

  @Test
  void the_first_operators_password_is_in_a_file_for_its_owner_alone_and_goes_when_it_is_void(
      @TempDir Path data) throws Exception {
    Database.inTransaction(
        (entities, later) ->
            entities
                .createNativeQuery("delete from token where user_name = 'operator'")
                .executeUpdate());
    Database.inTransaction(
        (entities, later) ->
            entities
                .createNativeQuery("delete from app_user where name = 'operator'")
                .executeUpdate());
    Database.inTransaction(
        (entities, later) ->
            entities
                .createNativeQuery("delete from account where name = 'operator'")
                .executeUpdate());
    var settings = Fixture.settings("vouchsafe.data", data.toString());
    ensure(settings);
    Path file = data.resolve("first-operator");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    List<String> lines = Files.readAllLines(file);
    assertEquals("operator", lines.get(0));
    ensure(settings);
    assertEquals(lines, Files.readAllLines(file));
    Login login =
        Database.inTransaction(
            (entities, later) ->
                Doors.accounts(entities, settings, later, limit, clock)
                    .login("operator", lines.get(1)));
    assertTrue(login.caller().has(Role.OPERATOR));
    Database.inTransaction(
        (entities, later) ->
            Doors.accounts(entities, settings, later, limit, clock)
                .createToken(login.caller(), "mine"));
    assertFalse(Files.exists(file));
    ensure(settings);
    assertFalse(Files.exists(file));
  }

  private void ensure(org.vouchsafe.host.Settings settings) {
    Database.inTransaction(
        (entities, later) -> {
          Accounts accounts = Doors.accounts(entities, settings, later, limit, clock);
          new FirstOperator(entities, accounts, new FirstOperatorFile(settings, later), later)
              .ensure();
          return null;
        });
  }
}
