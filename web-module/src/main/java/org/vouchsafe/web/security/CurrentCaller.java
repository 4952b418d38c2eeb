package org.vouchsafe.web.security;

import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;

/** Who makes the current request; set once by {@link Authentication}, before any resource runs. */
@RequestScoped
public class CurrentCaller {
  private @Nullable Caller caller;
  private @Nullable String token;

  void signIn(Caller who, String with) {
    caller = who;
    token = with;
  }

  /**
   * @throws RefusedException UNAUTHENTICATED when nobody signed in
   */
  public Caller require() throws RefusedException {
    if (caller == null) {
      throw RefusedException.of(Code.UNAUTHENTICATED, "token", "a valid one", "none");
    }
    return caller;
  }

  /**
   * The token that the request came with, to end it. Never print it.
   *
   * @throws RefusedException UNAUTHENTICATED when nobody signed in
   */
  public String requireToken() throws RefusedException {
    require();
    return java.util.Objects.requireNonNull(token);
  }
}
