package org.vouchsafe.host.environment;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.job.JobRunner;
import org.vouchsafe.host.processor.Pool;
import org.vouchsafe.host.processor.Processors;

/**
 * Has a job done by whoever does its kind, as its row says: the queue that its message came by says
 * nothing, or a message in the wrong queue could end a job with the work of another.
 */
@ApplicationScoped
class Dispatch implements JobRunner.Work {
  private Workers workers;
  private Pool pool;
  private Processors processors;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Dispatch() {}

  @Inject
  public Dispatch(Workers workers, Pool pool, Processors processors) {
    this.workers = workers;
    this.pool = pool;
    this.processors = processors;
  }

  @Override
  public void perform(Job begun) throws RefusedException {
    switch (begun.operation()) {
      case PROVISION -> workers.provision(begun);
      case ATTEST -> workers.attest(begun);
      case TERMINATE -> workers.terminate(begun);
      case REFILL -> pool.refill(begun);
      case PROBE -> processors.probed(begun);
    }
  }
}
