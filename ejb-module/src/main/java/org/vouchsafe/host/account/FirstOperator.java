package org.vouchsafe.host.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.broker.AfterCommit;
import org.vouchsafe.host.identity.Role;

/**
 * The way in for whoever runs the service. At the first start there is a user {@code operator} with
 * a one-time password, in a file. It is good until that user sets a password or makes a token; then
 * the file goes. Should the operator be left with neither, the next start writes a new one.
 */
@ApplicationScoped
@Transactional(rollbackOn = RefusedException.class)
public class FirstOperator {
  private EntityManager entities;
  private Accounts accounts;
  private FirstOperatorFile file;
  private AfterCommit afterCommit;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected FirstOperator() {}

  @Inject
  public FirstOperator(
      EntityManager entities, Accounts accounts, FirstOperatorFile file, AfterCommit afterCommit) {
    this.entities = entities;
    this.accounts = accounts;
    this.file = file;
    this.afterCommit = afterCommit;
  }

  /** Makes sure that there is one and that there is a way in for them. */
  public void ensure() {
    @Nullable User operator = entities.find(User.class, FirstOperatorFile.USER);
    if (operator != null && Tokens.hasWayIn(entities, operator)) {
      return;
    }
    String password = BearerSecret.oneTimePassword();
    if (operator == null) {
      accounts.make(
          FirstOperatorFile.USER, FirstOperatorFile.USER, password, true, Set.of(Role.OPERATOR));
    } else {
      operator.setPassword(Passwords.hash(password), true);
    }
    afterCommit.execute(() -> file.write(password));
  }
}
