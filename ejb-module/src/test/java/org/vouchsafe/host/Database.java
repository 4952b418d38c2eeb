package org.vouchsafe.host;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.vouchsafe.host.broker.AfterCommit;

/** A real PostgreSQL with the real schema, one for all tests of a run. */
public final class Database {
  private static final EmbeddedPostgres POSTGRES = start();
  private static final EntityManagerFactory ENTITIES = entities();

  private Database() {}

  private static EmbeddedPostgres start() {
    try {
      EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(postgres)));
      Flyway.configure().dataSource(postgres.getPostgresDatabase()).load().migrate();
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EntityManagerFactory entities() {
    return Persistence.createEntityManagerFactory(
        "vouchsafe",
        Map.of(
            "jakarta.persistence.transactionType",
            "RESOURCE_LOCAL",
            "jakarta.persistence.jtaDataSource",
            POSTGRES.getPostgresDatabase(),
            "jakarta.persistence.nonJtaDataSource",
            POSTGRES.getPostgresDatabase(),
            "hibernate.boot.allow_jdbc_metadata_access",
            "true"));
  }

  public static DataSource source() {
    return POSTGRES.getPostgresDatabase();
  }

  /** What a test does in a transaction. */
  public interface Step<T> {
    T in(EntityManager entities, AfterCommit afterCommit) throws Exception;
  }

  /** Runs it in a transaction of its own, and after the commit what it asked for. */
  public static <T> T inTransaction(Step<T> step) {
    try (EntityManager entities = ENTITIES.createEntityManager()) {
      Later later = new Later();
      entities.getTransaction().begin();
      T result;
      try {
        result = step.in(entities, later);
        entities.getTransaction().commit();
      } catch (Exception e) {
        if (entities.getTransaction().isActive()) {
          entities.getTransaction().rollback();
        }
        throw sneaky(e);
      }
      later.actions.forEach(Runnable::run);
      return result;
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> RuntimeException sneaky(Exception e) throws E {
    throw (E) e;
  }

  /** Remembers what is to run after the commit. */
  private static final class Later extends AfterCommit {
    private final java.util.List<Runnable> actions = new java.util.ArrayList<>();

    @Override
    public void execute(Runnable action) {
      actions.add(action);
    }
  }

  /** Runs a query outside of any transaction. */
  public static <T> T look(Function<EntityManager, T> query) {
    try (EntityManager entities = ENTITIES.createEntityManager()) {
      return query.apply(entities);
    }
  }
}
