package org.vouchsafe.host.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.host.identity.AccountId;

/** A public key whose signature makes a message a request of its account. */
@Entity
@Table(name = "request_key")
public class RequestKey {
  @Id
  @Column(name = "key_id")
  private String keyId;

  @Column(updatable = false)
  private String account;

  @Column(name = "user_name", updatable = false)
  private String user;

  @Column(updatable = false)
  private byte[] spki;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  /** For the mapper only. */
  @SuppressWarnings("NullAway") // the mapper fills the fields before anybody sees the object
  protected RequestKey() {}

  RequestKey(String keyId, AccountId account, String user, Bytes spki, Instant now) {
    this.keyId = keyId;
    this.account = account.text();
    this.user = user;
    this.spki = spki.toArray();
    this.createdAt = now;
  }

  /** Hexadecimal key identifier (48 bytes). */
  public String keyId() {
    return keyId;
  }

  public AccountId account() {
    return new AccountId(account);
  }

  /** The user whose roles a request has that is signed with it. */
  public String user() {
    return user;
  }

  /** SubjectPublicKeyInfo, DER. */
  public Bytes spki() {
    return Bytes.copyOf(spki);
  }

  public Instant createdAt() {
    return createdAt;
  }
}
