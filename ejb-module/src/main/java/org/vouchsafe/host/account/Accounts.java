package org.vouchsafe.host.account;

import jakarta.ejb.Stateless;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.identity.TokenId;

/** Who may speak for which account: sign-in, tokens, users, request keys. */
@Stateless
public class Accounts {
  /**
   * Opens a session of 12 hours.
   *
   * @throws RefusedException UNAUTHENTICATED whether user or password is wrong, RATE_LIMITED
   */
  public Login login(String user, String password) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /**
   * The caller that a bearer token (of a session or a program) stands for.
   *
   * @throws RefusedException UNAUTHENTICATED when it is unknown, revoked or expired
   */
  public Caller authenticate(String token) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /** Ends the token that the caller signed in with; one that is unknown is no error. */
  public void logout(String token) {
    throw new UnsupportedOperationException();
  }

  /** Sets the caller's own password; a one-time password becomes void. */
  public void changePassword(Caller caller, String old, String replacement)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /** Makes a token for programs. A one-time password of the user becomes void. */
  public IssuedToken createToken(Caller caller, String name) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  public List<Token> tokens(Caller caller) {
    throw new UnsupportedOperationException();
  }

  public void revokeToken(Caller caller, TokenId token) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /** Makes an account with its first user. */
  public NewAccount create(
      Caller operator, String name, String user, Optional<String> password, Set<Role> roles)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  public List<Account> list(Caller operator) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /** Registers a key whose signature makes messages requests of the account. */
  public RequestKey registerKey(Caller caller, AccountId account, Bytes spki)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  public List<RequestKey> keys(Caller caller, AccountId account) throws RefusedException {
    throw new UnsupportedOperationException();
  }
}
