package org.vouchsafe.host.metric;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.util.ArrayList;
import java.util.List;

/** Whether this node can do its work now. */
@ApplicationScoped
public class Health {
  private EntityManager entities;
  private Instance<HealthCheck> checks;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Health() {}

  @Inject
  public Health(EntityManager entities, Instance<HealthCheck> checks) {
    this.entities = entities;
    this.checks = checks;
  }

  /**
   * @param name database, broker, or a processor's name
   * @param problem empty when it is well
   */
  public record Part(String name, boolean well, String problem) {
    private static Part of(String name, String problem) {
      return new Part(name, problem.isEmpty(), problem);
    }
  }

  /** The parts that the node depends on. Ready means that all are well. */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(Part.of("database", databaseProblem()));
    for (HealthCheck check : checks) {
      check.problems().forEach((name, problem) -> parts.add(Part.of(name, problem)));
    }
    return List.copyOf(parts);
  }

  private String databaseProblem() {
    try {
      entities.createNativeQuery("select 1").getSingleResult();
      return "";
    } catch (PersistenceException e) {
      return "does not answer";
    }
  }
}
