package org.vouchsafe.web.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

final class CredentialsTest {
  private static final String TOKEN = "vst_abcdefghijklmnopqrstuvwxyz";

  @Test
  void readsABearerTokenBeforeACookie() throws Exception {
    assertEquals(
        new Credentials.Bearer(TOKEN),
        Credentials.of(List.of("bearer " + TOKEN), Optional.of("x".repeat(20))));
    assertEquals(new Credentials.Cookie(TOKEN), Credentials.of(List.of(), Optional.of(TOKEN)));
    assertEquals(new Credentials.None(), Credentials.of(List.of(), Optional.empty()));
  }

  @Test
  void neverFallsBackToTheCookieWhenTheHeaderIsWrong() {
    assertThrows(
        RefusedException.class, () -> Credentials.of(List.of("Bearer short"), Optional.of(TOKEN)));
  }

  @Test
  void takesACookieThatCannotBeATokenForNone() throws Exception {
    assertEquals(new Credentials.None(), Credentials.of(List.of(), Optional.of("' or 1=1 --")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic dXNlcjpwYXNz",
        "Bearer",
        "Bearer ",
        "Bearer a b c d e f g h i j k l m n o p",
        "Bearer ../../../../etc/passwd",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
        "vst_abcdefghijklmnop"
      })
  void refusesAnythingElse(String header) {
    RefusedException e =
        assertThrows(
            RefusedException.class, () -> Credentials.of(List.of(header), Optional.empty()));
    assertEquals(Code.UNAUTHENTICATED, e.code());
  }

  @Test
  void refusesTwoAuthorizationHeaders() {
    assertThrows(
        RefusedException.class,
        () -> Credentials.of(List.of("Bearer " + TOKEN, "Bearer " + TOKEN), Optional.empty()));
  }
}
