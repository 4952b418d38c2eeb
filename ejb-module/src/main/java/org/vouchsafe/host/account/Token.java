package org.vouchsafe.host.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.TokenId;

/**
 * A bearer token: a session's, which ends by itself, or one for programs, which ends when it is
 * revoked. Only its digest is kept: a token has 256 random bits, so there is nothing to guess.
 */
@Entity
@Table(name = "token")
public class Token {
  @Id private String id;

  @Column(updatable = false)
  private byte[] digest;

  @Column(updatable = false)
  private String account;

  @Column(name = "user_name", updatable = false)
  private String user;

  @Column(updatable = false)
  private @Nullable String name;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "expires_at", updatable = false)
  private @Nullable Instant expiresAt;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected Token() {}

  private Token(Bytes digest, User user, Instant now) {
    this.id = TokenId.fresh().text();
    this.digest = digest.toArray();
    this.account = user.account().text();
    this.user = user.name();
    this.createdAt = now;
  }

  static Token ofSession(Bytes digest, User user, Instant now, Instant expires) {
    Token token = new Token(digest, user, now);
    token.expiresAt = expires;
    return token;
  }

  static Token ofProgram(Bytes digest, User user, String name, Instant now) {
    Token token = new Token(digest, user, now);
    token.name = name;
    return token;
  }

  boolean isGood(Instant now) {
    return expiresAt == null || now.isBefore(expiresAt);
  }

  public TokenId id() {
    return new TokenId(id);
  }

  public AccountId account() {
    return new AccountId(account);
  }

  /** Name of the user it speaks for. */
  public String user() {
    return user;
  }

  /** What its maker called it; empty for a session's. */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  public Instant createdAt() {
    return createdAt;
  }

  /** Empty for one that ends only when it is revoked. */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(expiresAt);
  }
}
