package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.ServiceException;

/** Evidence of an environment that is there. */
final class AttestErrand extends Errand {
  private static final String JOBS =
      "select count(*) from job where operation = 'ATTEST' and environment = ?";

  private final String environment;
  private final JsonObject wish;
  private String refusal = "";

  AttestErrand(RunningService running, Tenant tenant) throws Exception {
    super(running, tenant);
    this.environment = tenant.establish(Optional.of(Victim.NAME));
    this.wish = JsonObject.build().put("m1", hello().encode()).done();
  }

  static ClientHello hello() {
    return new ClientHello(
        List.of(ClientHello.SUITE_1),
        random(),
        ClientHello.Mode.CLAIM,
        Optional.empty(),
        random(),
        Optional.empty());
  }

  private static Bytes random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  @Override
  void run() throws Exception {
    String key = UUID.randomUUID().toString();
    String path = "/environments/" + environment + "/evidence";
    try {
      JsonObject answer = Patience.insist(() -> tenant.service().postOnce(path, wish, key));
      JsonObject end = ended(answer.object("job").text("id"));
      refusal = end.has("error") ? end.object("error").text("code") : "";
      assertTrue(end.has("result") || !refusal.isEmpty(), end.compact());
    } catch (ServiceException e) {
      refusal = e.code();
    }
  }

  @Override
  void judge(Victim killed) throws Exception {
    if (killed == Victim.PROCESSOR) {
      assertTrue(List.of("", "ENVIRONMENT_LOST").contains(refusal), refusal);
      requireLost(environment);
    } else {
      assertEquals("", refusal);
      assertEquals(1, count(JOBS, environment));
      tenant.verify(environment);
    }
  }
}
