package org.vouchsafe.host.broker;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Runs what may only happen once the rows that it tells of are there for everybody. Nothing runs
 * after a rollback; what was to run is forgotten when the process dies, so it must be something
 * that a sweeper makes good.
 */
@ApplicationScoped
public class AfterCommit implements Executor {
  @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
  @SuppressWarnings("NullAway") // set by the container before the first call
  private TransactionSynchronizationRegistry transactions;

  /** What one transaction has to do afterwards, in the order in which it came. */
  private static final class Actions implements Synchronization {
    private final List<Runnable> actions = new ArrayList<>();

    @Override
    public void beforeCompletion() {}

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        actions.forEach(Runnable::run);
      }
    }
  }

  /** Without a transaction, at once. An action must not throw: those after it would not run. */
  @Override
  public void execute(Runnable action) {
    if (transactions.getTransactionKey() == null) {
      action.run();
      return;
    }
    // One for all of a transaction: the container calls several in an order of its own.
    if (transactions.getResource(AfterCommit.class) instanceof Actions earlier) {
      earlier.actions.add(action);
      return;
    }
    Actions first = new Actions();
    first.actions.add(action);
    transactions.putResource(AfterCommit.class, first);
    transactions.registerInterposedSynchronization(first);
  }
}
