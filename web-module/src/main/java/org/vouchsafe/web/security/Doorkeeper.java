package org.vouchsafe.web.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.account.Accounts;
import org.vouchsafe.host.identity.Caller;

/**
 * Turns a token into a caller, at a bounded rate. What it learned it remembers for two seconds, so
 * that a busy channel does not ask the database for every record; a token that is revoked through
 * this node is forgotten at once, through another node within those two seconds.
 */
@ApplicationScoped
public class Doorkeeper {
  private static final long MEMORY_NANOS = 2_000_000_000L;
  private static final int MAX_REMEMBERED = 10_000;

  private final Accounts accounts;

  /** A caller's haste is slowed long before the machine's is. */
  private final RateLimit requests = new RateLimit("requests of the account", 20_000, 40_000);

  private final RateLimit failures = new RateLimit("failed sign-ins from the address", 1, 30);

  /** What anybody may ask costs signatures, so all who ask without a token share this. */
  private final RateLimit anonymous = new RateLimit("requests without a token", 50, 200);

  private record Known(Caller caller, long until) {}

  private final Map<String, Known> known =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Doorkeeper() {
    this.accounts = null;
  }

  @Inject
  public Doorkeeper(Accounts accounts) {
    this.accounts = accounts;
  }

  /**
   * @param address where the request comes from: the one that failures are counted for
   * @throws RefusedException UNAUTHENTICATED, RATE_LIMITED
   */
  public Caller admit(String token, String address) throws RefusedException {
    Caller caller = remembered(token);
    if (caller == null) {
      caller = ask(token, address);
    }
    requests.take(caller.account().text(), System.nanoTime());
    return caller;
  }

  /**
   * For a request that needs no token and costs more than reading a file.
   *
   * @param what each kind has a rate of its own
   * @throws RefusedException RATE_LIMITED
   */
  public void anonymous(String what) throws RefusedException {
    anonymous.take(what, System.nanoTime());
  }

  /** For a sign-in with a password: the address must not have failed too often. */
  public void beforeSignIn(String address) throws RefusedException {
    failures.requireSome(address, System.nanoTime());
  }

  public void failedSignIn(String address) {
    try {
      failures.take(address, System.nanoTime());
    } catch (RefusedException alreadyCounted) {
      // The address is over its limit already; the refusal that is under way says enough.
      return;
    }
  }

  /** After a token was revoked: nobody is remembered any more. */
  public void forgetAll() {
    synchronized (known) {
      known.clear();
    }
  }

  private Caller ask(String token, String address) throws RefusedException {
    long now = System.nanoTime();
    failures.requireSome(address, now);
    try {
      Caller caller = accounts.authenticate(token);
      synchronized (known) {
        known.put(token, new Known(caller, now + MEMORY_NANOS));
      }
      return caller;
    } catch (RefusedException refused) {
      if (refused.code() == Code.UNAUTHENTICATED) {
        failedSignIn(address);
      }
      throw refused;
    }
  }

  private @org.jspecify.annotations.Nullable Caller remembered(String token) {
    synchronized (known) {
      Known entry = known.get(token);
      if (entry == null || entry.until - System.nanoTime() <= 0) {
        known.remove(token);
        return null;
      }
      return entry.caller;
    }
  }
}
