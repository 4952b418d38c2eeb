package org.vouchsafe.host.metric;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Whether this node can do its work now. */
@ApplicationScoped
public class Health {
  /**
   * @param name database, broker, or a processor's name
   * @param problem empty when it is well
   */
  public record Part(String name, boolean well, String problem) {}

  /** The parts that the node depends on. Ready means that all are well. */
  public List<Part> parts() {
    throw new UnsupportedOperationException();
  }
}
