package org.vouchsafe.host.metric;

import java.util.Map;

/** Something that this node depends on. Asked often: the answer must be quick. */
public interface HealthCheck {
  /** Name of each part, and the problem with it; empty when it is well. */
  Map<String, String> problems();
}
