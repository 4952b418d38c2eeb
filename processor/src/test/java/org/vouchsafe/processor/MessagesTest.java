package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.message.InvokeTarget;
import org.vouchsafe.channel.message.SentMessage;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.processor.wasm.Programs;

/** {@code docs/spec/channel.md} §6: EHS-1A. */
@Timeout(120)
class MessagesTest extends RunningProcessor {
  @Test
  void a_sealed_message_is_answered_once_and_again() throws Exception {
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.reactor());
    Outcome.InvokeKey key = (Outcome.InvokeKey) client.ask(new Operation.InvokeKey());
    InvokeTarget target =
        InvokeTarget.verify(key.statement(), client.verified, client.session.statement());
    Identity identity = Identity.of(client.key, Optional.empty());
    SentMessage sent =
        target.seal(identity, 500, new Operation.Invoke("count", Bytes.EMPTY), TestHost.RANDOM);
    Reply reply = sent.open(host.gate().message(client.area, sent.message()).get());
    assertEquals(new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(1)), reply.outcome());
    Reply again = sent.open(host.gate().message(client.area, sent.message()).get());
    assertEquals(reply.outcome(), again.outcome());
    SentMessage start = target.seal(identity, 501, new Operation.Start(), TestHost.RANDOM);
    assertEquals(
        Code.CONFLICT,
        code(start.open(host.gate().message(client.area, start.message()).get()).outcome()));
    byte[] altered = sent.message().toArray();
    altered[altered.length - 1] ^= 1;
    refused(() -> TestClient.unwrap(host.gate().message(client.area, Bytes.copyOf(altered))));
  }
}
