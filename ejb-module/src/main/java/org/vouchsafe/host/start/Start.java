package org.vouchsafe.host.start;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.vouchsafe.host.account.FirstOperator;
import org.vouchsafe.host.job.Sweeper;
import org.vouchsafe.host.processor.Gates;

/** Brings the service up before the server lets the first request, message or timer in. */
@Startup
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class Start {
  @Resource(lookup = "java:jboss/datasources/VouchsafeDS")
  @SuppressWarnings("NullAway") // set by the container before the first call
  private DataSource database;

  @Inject private FirstOperator firstOperator;
  @Inject private Gates gates;
  @Inject private Sweeper sweeper;

  @PostConstruct
  void up() {
    migrate(database);
    firstOperator.ensure();
    gates.open();
    sweeper.recover();
  }

  /** Brings the schema to this version; refuses one that is newer or was changed by hand. */
  static void migrate(DataSource database) {
    Flyway.configure(Start.class.getClassLoader())
        .dataSource(database)
        .locations("classpath:db/migration")
        .load()
        .migrate();
  }

  @PreDestroy
  void down() {
    gates.close();
  }
}
