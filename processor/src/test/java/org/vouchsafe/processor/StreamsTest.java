package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.channel.RecordType;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.channel.request.StreamFrame;
import org.vouchsafe.processor.wasm.Programs;

/** {@code docs/spec/channel.md} §5.3: a command and its streams. */
@Timeout(120)
class StreamsTest extends RunningProcessor {
  private RequestId start(TestClient client) throws Exception {
    Request start = new Request(client.nextId(), new Operation.Start());
    client.send(start);
    return start.id();
  }

  @Test
  void input_and_output_stream_and_the_status_comes_last() throws Exception {
    TestClient client = TestClient.claimed(host);
    assertInstanceOf(Outcome.Authorised.class, client.authorise(Programs.cat()));
    host.gate().subscribe(client.area, client.handle).get();
    RequestId run = start(client);
    TestClient.Shown shown = new TestClient.Shown();
    StringBuilder all = new StringBuilder();
    long offset = 0;
    for (int i = 0; i < 40; i++) {
      String piece = ("piece " + i + " ").repeat(4000);
      all.append(piece);
      while (offset + piece.length() - shown.inputAcknowledged > StreamFrame.WINDOW) {
        client.take(shown, run);
      }
      client.stream(StreamFrame.input(run, offset, Bytes.utf8(piece), i == 39));
      offset += piece.length();
    }
    while (shown.outcome.isEmpty()) {
      client.take(shown, run);
    }
    assertEquals(all.toString(), shown.output.toString());
    assertTrue(shown.ended);
    assertEquals(Optional.of(new Outcome.Exited(0)), shown.outcome);
  }

  @Test
  void a_lost_connection_leaves_the_program_running_and_attach_goes_on() throws Exception {
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.cat());
    host.gate().subscribe(client.area, client.handle).get();
    RequestId run = start(client);
    client.stream(StreamFrame.input(run, 0, Bytes.utf8("hello "), false));
    host.gate().unsubscribe(client.area, client.handle).get();
    assertTrue(host.gate().status(client.area).get().running());

    TestClient back = client.again();
    host.gate().subscribe(back.area, back.handle).get();
    Request attach = new Request(back.nextId(), new Operation.Attach(run, 0, 0));
    back.send(attach);
    Reply attached = TestClient.reply(back.open(List.of(host.emitted(back.handle).take())).get(0));
    assertEquals(new Outcome.Attached(6), attached.outcome());
    back.stream(StreamFrame.input(run, 6, Bytes.utf8("again"), true));
    TestClient.Shown shown = back.watch(run);
    assertEquals("hello again", shown.output.toString());
    assertEquals(Optional.of(new Outcome.Exited(0)), shown.outcome);

    // Once more after the end: everything that was not acknowledged, and the same reply.
    TestClient last = back.again();
    assertEquals(Code.ALREADY_FORGOTTEN, code(last.ask(new Operation.Attach(run, 0, 0))));
    assertEquals(new Outcome.Attached(11), last.ask(new Operation.Attach(run, 11, 0)));
  }

  @Test
  void a_program_whose_output_nobody_takes_waits_and_is_cancelled() throws Exception {
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.flood());
    host.gate().subscribe(client.area, client.handle).get();
    RequestId run = start(client);
    long shown = 0;
    while (shown < StreamFrame.WINDOW) {
      for (var record : client.open(List.of(host.emitted(client.handle).take()))) {
        shown += StreamFrame.parse(record.payload()).bytes().size();
      }
    }
    assertEquals(StreamFrame.WINDOW, shown);
    client.send(new Request(client.nextId(), new Operation.Cancel(run)));
    TestClient.Shown rest = new TestClient.Shown();
    rest.outputOffset = shown;
    while (rest.outcome.isEmpty()) {
      client.take(rest, run);
    }
    assertTrue(rest.ended);
    assertEquals(Code.CANCELLED, code(rest.outcome.orElseThrow()));
  }

  @Test
  void a_client_without_a_transport_asks_for_what_there_is() throws Exception {
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.exit(7));
    Request start = new Request(client.nextId(), new Operation.Start());
    List<org.vouchsafe.channel.Record> records =
        new ArrayList<>(client.deliver(RecordType.REQ, start.encode()));
    while (records.stream()
        .noneMatch(
            r -> r.type() == RecordType.RESP && TestClient.reply(r).id().equals(start.id()))) {
      records.addAll(
          client.deliver(
              RecordType.REQ, new Request(client.nextId(), new Operation.Status()).encode()));
    }
    Reply reply =
        records.stream()
            .filter(r -> r.type() == RecordType.RESP)
            .map(TestClient::reply)
            .filter(r -> r.id().equals(start.id()))
            .findFirst()
            .orElseThrow();
    assertEquals(new Outcome.Exited(7), reply.outcome());
  }

  @Test
  void input_beyond_the_window_or_with_a_gap_ends_the_session() throws Exception {
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.cat());
    RequestId run = start(client);
    List<Bytes> frames =
        client.session.seal(
            RecordType.STREAM, StreamFrame.input(run, 5, Bytes.of(1), false).encode());
    List<Bytes> answer = host.gate().deliver(client.area, client.handle, frames).get();
    assertEquals(Code.MALFORMED, refused(() -> client.open(answer)));
    assertTrue(host.gate().status(client.area).get().running());
    host.gate().destroy(client.area).get();
  }

  @Test
  void secret_arguments_reach_the_program_and_not_the_host() throws Exception {
    TestClient client = TestClient.claimed(host);
    ProgramPackage program = new ProgramPackage(Programs.cat(), List.of("cat"), Map.of(), Map.of());
    assertInstanceOf(
        Outcome.Authorised.class, client.authorise(program, List.of("the secret argument")));
    assertFalse(host.gate().status(client.area).get().toString().contains("secret argument"));
    assertFalse(host.output().contains("secret argument"));
  }
}
