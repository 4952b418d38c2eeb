package org.vouchsafe.host;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;

/** What the server lends to the services, so that tests can lend them something else. */
@ApplicationScoped
public class Resources {
  @PersistenceContext(unitName = "vouchsafe")
  @SuppressWarnings("NullAway") // set by the container before the producer is asked
  private EntityManager entities;

  /** One that follows the transaction of whoever calls it. */
  @Produces
  @Dependent
  EntityManager entities() {
    return entities;
  }

  @Produces
  @Dependent
  Clock clock() {
    return Clock.systemUTC();
  }
}
