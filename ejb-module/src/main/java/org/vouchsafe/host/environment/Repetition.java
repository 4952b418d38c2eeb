package org.vouchsafe.host.environment;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.JobId;

/** Makes a request that is sent twice one request. */
final class Repetition {
  private static final int MAX_KEY = 100;
  private static final int SPACE = 0x5653_0003;

  private final EntityManager entities;
  private final Caller caller;
  private final String key;
  private final Bytes digest;

  private Repetition(EntityManager entities, Caller caller, String key, Bytes digest) {
    this.entities = entities;
    this.caller = caller;
    this.key = key;
    this.digest = digest;
  }

  /**
   * Until the transaction ends, nobody else decides about this key of this account.
   *
   * @param request all that the answer depends on
   */
  static Repetition of(EntityManager entities, Caller caller, String key, Bytes... request)
      throws RefusedException {
    if (key.isEmpty() || key.length() > MAX_KEY) {
      throw RefusedException.of(
          Code.MALFORMED,
          "idempotency key",
          "1 to " + MAX_KEY + " characters",
          key.length() + " characters");
    }
    entities
        .createNativeQuery("select cast(pg_advisory_xact_lock(:space, hashtext(:key)) as text)")
        .setParameter("space", SPACE)
        .setParameter("key", caller.account().text() + " " + key)
        .getSingleResult();
    return new Repetition(entities, caller, key, Lp.sha384("VS-idempotency", request));
  }

  /**
   * The job that the first such request made; empty when this is the first.
   *
   * @throws RefusedException REQUEST_ID_REUSED when the first asked for something else
   */
  Optional<JobId> first() throws RefusedException {
    List<?> rows =
        entities
            .createNativeQuery(
                "select digest, job from idempotency where account = :account and key = :key")
            .setParameter("account", caller.account().text())
            .setParameter("key", key)
            .getResultList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Object[] row = (Object[]) rows.get(0);
    if (!digest.equals(Bytes.copyOf((byte[]) row[0]))) {
      throw RefusedException.of(
          Code.REQUEST_ID_REUSED,
          "idempotency key",
          "the same request as before under the same key",
          "another request");
    }
    return Optional.of(JobId.of((String) row[1]));
  }

  /** This was the first, and made this job. */
  void remember(JobId job, Instant now) {
    entities
        .createNativeQuery(
            "insert into idempotency (account, key, digest, job, created_at)"
                + " values (:account, :key, :digest, :job, :now)")
        .setParameter("account", caller.account().text())
        .setParameter("key", key)
        .setParameter("digest", digest.toArray())
        .setParameter("job", job.text())
        .setParameter("now", now)
        .executeUpdate();
  }
}
