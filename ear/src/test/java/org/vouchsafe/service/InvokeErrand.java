package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.client.Comeback;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.service.ServiceException;

/** An entry in a ledger, which says afterwards how often it was made. */
final class InvokeErrand extends Errand {
  static final Bytes ENTRY = Bytes.utf8("rent 7\n");
  static final Set<String> NOT_KNOWN = Set.of("OUTCOME_UNKNOWN", "ENVIRONMENT_LOST");

  private final String environment;
  private final AttestedChannel channel;
  private Optional<Bytes> output = Optional.empty();
  private String refusal = "";

  InvokeErrand(RunningService running, Tenant tenant) throws Exception {
    super(running, tenant);
    this.environment = tenant.establish(Optional.of(Victim.NAME));
    this.channel = open();
    Tenant.authorise(channel, Tenant.example("ledger/ledger.wasm"));
  }

  private AttestedChannel open() throws Exception {
    return tenant.verify(environment).open(Channels.Way.POST);
  }

  @Override
  void run() throws Exception {
    var policy = tenant.policy(Tenant.POLICY);
    Comeback comeback =
        new Comeback(
            environment,
            () -> tenant.client().verify(environment, policy).open(Channels.Way.POST),
            Patience.LIMIT);
    try {
      output = Optional.of(comeback.invoke(channel, "post", ENTRY).output());
    } catch (ServiceException e) {
      refusal = e.code();
    }
  }

  @Override
  void judge(Victim killed) throws Exception {
    if (killed == Victim.PROCESSOR) {
      assertTrue(output.isPresent() || NOT_KNOWN.contains(refusal), refusal);
      requireLost(environment);
      return;
    }
    // Once, and the second asking got the first one's reply.
    assertEquals("", refusal);
    assertEquals(Optional.of(ENTRY), output);
    requireOnce(tenant, environment);
  }

  /** The entry was made, and made once. */
  static void requireOnce(Tenant tenant, String environment) throws Exception {
    try (AttestedChannel again = tenant.verify(environment).open(Channels.Way.POST)) {
      assertEquals(ENTRY, again.invoke("balance", Bytes.EMPTY).output());
    }
  }
}
