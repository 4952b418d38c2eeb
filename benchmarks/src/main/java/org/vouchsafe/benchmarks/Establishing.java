package org.vouchsafe.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.vouchsafe.attestation.verify.Verifier;

/** From the wish for an environment to verified evidence, beside an empty job on the same queue. */
final class Establishing {
  // The many come first: they warm the server up for the one.
  private static final Figure.Pace MANY = new Figure.Pace(2, 3, Duration.ofSeconds(5));
  private static final Figure.Pace ONE = new Figure.Pace(1, 3, Duration.ofSeconds(3));

  private Establishing() {}

  static void measure(Tenant tenant, Report report) throws Exception {
    report.chapter("Establish → verified, one durable job, against an empty job on the same queue");
    String processor = tenant.service().get("/processors").objects("items").get(0).text("id");
    measure(tenant, processor, 16, MANY, report);
    measure(tenant, processor, 1, ONE, report);
  }

  private static void measure(
      Tenant tenant, String processor, int clients, Figure.Pace pace, Report report)
      throws Exception {
    List<Figure> figures =
        Figure.sideBySide(
            clients,
            pace,
            client -> tenant.probe(processor),
            establish(tenant, tenant::caching),
            establish(tenant, tenant::fresh));
    String suffix = ", " + clients + (clients == 1 ? " client" : " clients");
    Figure empty = figures.get(0);
    report.figure("empty job" + suffix, empty);
    report.figure("establish, chains cached" + suffix, figures.get(1));
    report.ratio(figures.get(1), empty, "rate at least × 0.50");
    report.figure("establish, chains verified anew" + suffix, figures.get(2));
    report.ratio(figures.get(2), empty, "rate at least × 0.25");
  }

  private static Figure.Act establish(Tenant tenant, Supplier<Verifier> by) {
    return new Figure.Act() {
      @Override
      public void perform(int client) throws Exception {
        tenant.establish(by.get(), Optional.empty());
      }

      @Override
      public void tidy() throws Exception {
        tenant.clear();
      }
    };
  }
}
