package org.vouchsafe.host.broker;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
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

  @Resource
  @SuppressWarnings("NullAway") // set by the container before the first call
  private ManagedExecutorService executor;

  /** Without a transaction, at once. */
  @Override
  public void execute(Runnable action) {
    if (transactions.getTransactionKey() == null) {
      action.run();
      return;
    }
    transactions.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {}

          @Override
          public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
              // On another thread: this one still has the transaction that has just ended, and the
              // broker's adapter takes part in no work of a thread whose transaction is over.
              executor.execute(action);
            }
          }
        });
  }
}
