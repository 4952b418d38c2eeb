package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.channel.RecordType;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.processor.wasm.Programs;

/**
 * {@code docs/spec/channel.md} §5, ATTACKS H06: each request once, in whichever session it comes.
 */
@Timeout(120)
class RequestsTest extends RunningProcessor {
  @Test
  void a_retried_delivery_is_answered_and_not_done_again() throws Exception {
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.reactor());
    Request request = new Request(client.nextId(), new Operation.Invoke("count", Bytes.EMPTY));
    List<Bytes> frames = client.session.seal(RecordType.REQ, request.encode());
    List<Bytes> first = host.gate().deliver(client.area, client.handle, frames).get();
    assertEquals(first, host.gate().deliver(client.area, client.handle, frames).get());
    client.open(first);
    assertEquals(
        new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(2)),
        client.ask(new Operation.Invoke("count", Bytes.EMPTY)));
  }

  @Test
  void the_same_request_in_a_later_session_gets_the_stored_reply() throws Exception {
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.reactor());
    Request request = new Request(client.nextId(), new Operation.Invoke("count", Bytes.EMPTY));
    Outcome first = client.ask(request);
    assertEquals(first, client.again().ask(request));
    assertEquals(
        Code.REQUEST_ID_REUSED,
        code(client.ask(new Request(request.id(), new Operation.Invoke("echo", Bytes.EMPTY)))));
    client.ask(new Operation.Forget(request.id().counter() + 1));
    assertEquals(Code.ALREADY_FORGOTTEN, code(client.ask(request)));
    assertEquals(
        Code.NOT_OWNER,
        code(
            client.ask(
                new Request(new RequestId(TestHost.random(48), 1), new Operation.Status()))));
  }

  @Test
  void a_record_that_is_altered_ends_the_session_only() throws Exception {
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.reactor());
    Request request = new Request(client.nextId(), new Operation.Invoke("count", Bytes.EMPTY));
    byte[] frame = client.session.seal(RecordType.REQ, request.encode()).get(0).toArray();
    frame[frame.length - 1] ^= 1;
    List<Bytes> answer =
        host.gate().deliver(client.area, client.handle, List.of(Bytes.copyOf(frame))).get();
    assertEquals(Code.RECORD_SEQ, refused(() -> client.open(answer)));
    assertEquals(
        new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(1)), client.again().ask(request));
  }
}
