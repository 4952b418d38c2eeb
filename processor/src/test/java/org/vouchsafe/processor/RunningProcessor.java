package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.function.Executable;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.gate.AreaId;

/** A real processor in a process of its own, enrolled, for all tests of a class. */
abstract class RunningProcessor {
  static TestHost host;

  @BeforeAll
  static void start() throws Exception {
    host = new TestHost();
    host.enrol();
  }

  @AfterAll
  static void stop() throws Exception {
    host.close();
  }

  static Code refused(Executable body) {
    return assertThrows(RefusedException.class, body).code();
  }

  static Code code(Outcome outcome) {
    return assertInstanceOf(Outcome.Refused.class, outcome).findings().get(0).code();
  }

  static AreaId madeToOrder(Parameters parameters) throws Exception {
    return host.gate().instantiate(Loader.STANDARD_1, Optional.of(parameters.encode())).get().id();
  }

  static AreaId pooled() throws Exception {
    return host.gate().instantiate(Loader.STANDARD_1, Optional.empty()).get().id();
  }
}
