package org.vouchsafe.web.channel;

import java.security.Principal;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.web.security.Doorkeeper;

/** Whoever opened a WebSocket, and how to ask whether the token is still good. */
final class Admitted implements Principal {
  private final Caller caller;
  private final Doorkeeper doorkeeper;
  private final String token;
  private final String address;

  Admitted(Doorkeeper doorkeeper, String token, String address) throws RefusedException {
    this.caller = doorkeeper.admit(token, address);
    this.doorkeeper = doorkeeper;
    this.token = token;
    this.address = address;
  }

  Caller caller() {
    return caller;
  }

  /**
   * @throws RefusedException UNAUTHENTICATED when the token was revoked or has expired since
   */
  void stillGood() throws RefusedException {
    doorkeeper.admit(token, address);
  }

  @Override
  public String getName() {
    return caller.user();
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Admitted[" + caller.user() + "]";
  }
}
