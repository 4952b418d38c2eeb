package org.vouchsafe.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.measure.ProgramSource;
import org.vouchsafe.client.channel.AttestedChannel;

/** A sealed call of a program with 1 KiB each way, beside a plain echo of the same web module. */
final class Invoking {
  private static final Figure.Pace MANY = new Figure.Pace(3, 3, Duration.ofSeconds(5));
  private static final Figure.Pace ONE = new Figure.Pace(1, 3, Duration.ofSeconds(3));

  private Invoking() {}

  static void measure(Tenant tenant, Report report) throws Exception {
    report.chapter("Sealed invocation of 1 KiB, against a plain echo of the same web module");
    measure(tenant, 16, MANY, report);
    measure(tenant, 1, ONE, report);
  }

  private static void measure(Tenant tenant, int clients, Figure.Pace pace, Report report)
      throws Exception {
    Bytes body = tenant.drawn(1024);
    List<AttestedChannel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        channels.add(started(tenant));
      }
      List<Figure> figures =
          Figure.sideBySide(
              clients,
              pace,
              client -> require(tenant.service().postBytes("/echo", body), body),
              client -> require(channels.get(client).invoke("echo", body).output(), body));
      String suffix = ", " + clients + (clients == 1 ? " client" : " clients");
      report.figure("plain echo" + suffix, figures.get(0));
      report.figure("sealed invocation" + suffix, figures.get(1));
      report.ratio(figures.get(1), figures.get(0), "rate at least × 0.50, p50 at most × 3");
    } finally {
      channels.forEach(AttestedChannel::close);
    }
    tenant.clear();
  }

  private static AttestedChannel started(Tenant tenant) throws Exception {
    AttestedChannel channel = tenant.open(tenant.establish(tenant.caching(), Optional.empty()));
    Bytes program = program().encode();
    channel.authorise(
        new Launch(
            tenant.drawn(Launch.SALT_SIZE),
            List.of(),
            Map.of(),
            Map.of(),
            new ProgramSource.Attached(program().digest(), Optional.empty())),
        Optional.of(program));
    return channel;
  }

  /** The reactor that writes back what it reads. */
  static ProgramPackage program() throws IOException {
    try (InputStream module = Invoking.class.getResourceAsStream("echo.wasm")) {
      return new ProgramPackage(
          Bytes.copyOf(Objects.requireNonNull(module, "echo.wasm").readAllBytes()),
          List.of(),
          Map.of(),
          Map.of());
    }
  }

  private static void require(Bytes output, Bytes expected) {
    if (!output.equals(expected)) {
      throw new IllegalStateException("what came back is not what was sent");
    }
  }
}
