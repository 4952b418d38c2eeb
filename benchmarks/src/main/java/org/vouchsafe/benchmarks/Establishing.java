package org.vouchsafe.benchmarks;

import java.time.Duration;
import java.util.Optional;

/** From the wish for an environment to verified evidence, beside an empty job on the same queue. */
final class Establishing {
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration TIME = Duration.ofSeconds(10);

  private Establishing() {}

  static void measure(Tenant tenant, Report report) throws Exception {
    report.chapter("Establish → verified, one durable job, against an empty job on the same queue");
    String processor = tenant.service().get("/processors").objects("items").get(0).text("id");
    for (int clients : new int[] {1, 16}) {
      String suffix = ", " + clients + (clients == 1 ? " client" : " clients");
      Figure empty = Figure.of(clients, WARM_UP, TIME, client -> tenant.probe(processor));
      report.figure("empty job" + suffix, empty);
      Figure cached =
          Figure.of(
              clients,
              WARM_UP,
              TIME,
              client -> tenant.establish(tenant.caching(), Optional.empty()));
      report.figure("establish, chains cached" + suffix, cached);
      report.ratio(cached, empty, "rate at least × 0.50");
      tenant.clear();
      Figure fresh =
          Figure.of(
              clients, WARM_UP, TIME, client -> tenant.establish(tenant.fresh(), Optional.empty()));
      report.figure("establish, chains verified anew" + suffix, fresh);
      report.ratio(fresh, empty, "rate at least × 0.25");
      tenant.clear();
    }
  }
}
