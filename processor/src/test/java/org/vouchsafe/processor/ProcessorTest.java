package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.measure.ProgramRule;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.RecordType;
import org.vouchsafe.channel.message.InvokeTarget;
import org.vouchsafe.channel.message.SentMessage;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.channel.request.StreamFrame;
import org.vouchsafe.gate.AreaDescription;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.processor.wasm.Programs;

/** The whole flow through a real processor in a process of its own. */
@Timeout(120)
class ProcessorTest {
  private static TestHost host;

  @BeforeAll
  static void start() throws Exception {
    host = new TestHost();
    host.enrol();
  }

  @AfterAll
  static void stop() throws Exception {
    host.close();
  }

  private static Code refused(org.junit.jupiter.api.function.Executable body) {
    return assertThrows(RefusedException.class, body).code();
  }

  private static Code code(Outcome outcome) {
    return assertInstanceOf(Outcome.Refused.class, outcome).findings().get(0).code();
  }

  private static AreaId madeToOrder(Parameters parameters) throws Exception {
    return host.gate().instantiate(Loader.STANDARD_1, Optional.of(parameters.encode())).get().id();
  }

  private static AreaId pooled() throws Exception {
    return host.gate().instantiate(Loader.STANDARD_1, Optional.empty()).get().id();
  }

  @Nested
  class Instantiate {
    @Test
    void the_host_is_told_what_the_client_can_compute() throws Exception {
      Parameters parameters = Parameters.forOwner(TestClient.newOwner().publicKey()).build();
      AreaDescription area =
          host.gate().instantiate(Loader.STANDARD_1, Optional.of(parameters.encode())).get();
      assertEquals(
          new ActivationState.MadeToOrder(Loader.STANDARD_1, parameters).id().value(),
          area.activationStateId());
      assertEquals(org.vouchsafe.gate.AreaState.UNCLAIMED, area.state());
      AreaDescription unbound = host.gate().instantiate(Loader.STANDARD_1, Optional.empty()).get();
      assertEquals(org.vouchsafe.gate.AreaState.UNBOUND, unbound.state());
      assertEquals(Optional.empty(), unbound.environmentId());
      assertNotEquals(area.instanceId(), unbound.instanceId());
    }

    @Test
    void other_loaders_and_bad_parameters_are_refused() {
      assertEquals(
          Code.LOADER_NOT_SUPPORTED,
          refused(
              () ->
                  TestClient.unwrap(
                      host.gate().instantiate(Loader.builtIn("standard/2"), Optional.empty()))));
      assertEquals(
          Code.LOADER_NOT_SUPPORTED,
          refused(
              () ->
                  TestClient.unwrap(
                      host.gate().instantiate(Loader.module(Bytes.of(0, 1)), Optional.empty()))));
      assertEquals(
          Code.MALFORMED,
          refused(
              () ->
                  TestClient.unwrap(
                      host.gate().instantiate(Loader.STANDARD_1, Optional.of(Bytes.of(0xA0))))));
      Parameters notYet =
          Parameters.forOwner(TestClient.newOwner().publicKey())
              .commit(Parameters.Commit.CHECKPOINT)
              .build();
      assertEquals(
          Code.UNSUPPORTED_VERSION,
          refused(
              () ->
                  TestClient.unwrap(
                      host.gate().instantiate(Loader.STANDARD_1, Optional.of(notYet.encode())))));
    }

    @Test
    void a_destroyed_area_is_gone_for_good() throws Exception {
      TestClient client = TestClient.claimed(host);
      client.authorise(Programs.reactor());
      host.gate().destroy(client.area).get();
      assertEquals(
          Code.NOT_FOUND, refused(() -> TestClient.unwrap(host.gate().status(client.area))));
      assertEquals(Code.NOT_FOUND, refused(() -> client.ask(new Operation.Status())));
      assertEquals(
          Code.NOT_FOUND, refused(() -> TestClient.unwrap(host.gate().destroy(client.area))));
    }
  }

  @Nested
  class Handshake {
    @Test
    void made_to_order_claims_epoch_one() throws Exception {
      TestClient client = TestClient.claimed(host);
      assertEquals(AreaState.UNCLAIMED, client.verified.claims().state());
      assertEquals(1, client.session.epoch());
      assertEquals(
          org.vouchsafe.gate.AreaState.HOLDER, host.gate().status(client.area).get().state());
      TestClient second = client.again();
      assertEquals(AreaState.HOLDER, second.verified.claims().state());
      assertEquals(
          client.session.statement().instanceId(), second.session.statement().instanceId());
    }

    @Test
    void a_pooled_area_is_bound_by_the_first_valid_claim_and_by_no_other() throws Exception {
      AreaId area = pooled();
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        SigningKey owner = TestClient.newOwner();
        Parameters parameters = Parameters.forOwner(owner.publicKey()).build();
        clients.add(
            TestClient.owner(host, owner, area, parameters, true).attest(ClientHello.Mode.CLAIM));
        assertEquals(AreaState.UNBOUND, clients.get(i).verified.claims().state());
      }
      clients.get(2).finish();
      for (TestClient late : clients) {
        if (late != clients.get(2)) {
          assertEquals(Code.ALREADY_BOUND, refused(late::finish));
        }
      }
      SigningKey stranger = TestClient.newOwner();
      TestClient later =
          TestClient.owner(
              host, stranger, area, Parameters.forOwner(stranger.publicKey()).build(), true);
      assertEquals(Code.ALREADY_BOUND, refused(() -> later.attest(ClientHello.Mode.CLAIM)));
      clients.get(2).again();
    }

    @Test
    void an_unbound_area_runs_nothing() throws Exception {
      AreaId area = pooled();
      assertEquals(
          Code.CONFLICT, refused(() -> TestClient.unwrap(host.gate().message(area, Bytes.of(1)))));
      assertEquals(
          Code.NOT_FOUND,
          refused(
              () ->
                  TestClient.unwrap(
                      host.gate().deliver(area, TestHost.random(32), List.of(Bytes.of(1))))));
    }

    @Test
    void another_owner_cannot_claim_what_was_made_to_order() throws Exception {
      SigningKey owner = TestClient.newOwner();
      Parameters parameters = Parameters.forOwner(owner.publicKey()).build();
      TestClient thief =
          TestClient.owner(host, TestClient.newOwner(), madeToOrder(parameters), parameters, false);
      thief.attest(ClientHello.Mode.CLAIM);
      assertEquals(Code.NOT_OWNER, refused(thief::finish));
    }

    @Test
    void a_hello_that_wants_another_device_is_refused() throws Exception {
      ClientHello hello =
          new ClientHello(
              List.of(1),
              TestHost.random(32),
              ClientHello.Mode.CLAIM,
              Optional.of(TestHost.random(48)),
              TestHost.random(32),
              Optional.empty());
      AreaId area = pooled();
      assertEquals(
          Code.DEVICE_MISMATCH,
          refused(() -> TestClient.unwrap(host.gate().attest(area, hello.encode()))));
    }

    @Test
    void half_open_handshakes_are_few_and_the_oldest_goes() throws Exception {
      SigningKey owner = TestClient.newOwner();
      Parameters parameters = Parameters.forOwner(owner.publicKey()).build();
      AreaId area = madeToOrder(parameters);
      TestClient first =
          TestClient.owner(host, owner, area, parameters, false).attest(ClientHello.Mode.CLAIM);
      TestClient last = first;
      for (int i = 0; i < 8; i++) {
        last =
            TestClient.owner(host, owner, area, parameters, false).attest(ClientHello.Mode.CLAIM);
      }
      assertEquals(Code.NOT_FOUND, refused(first::finish));
      last.finish();
    }

    @Test
    void the_same_finish_again_gets_the_same_answer_again() throws Exception {
      TestClient client = TestClient.claimed(host);
      List<Bytes> again =
          TestClient.unwrap(host.gate().deliver(client.area, client.handle, List.of(client.m3)));
      assertEquals(1, again.size());
      assertInstanceOf(Outcome.Status.class, client.ask(new Operation.Status()));
    }

    @Test
    void every_byte_of_a_finish_counts() throws Exception {
      SigningKey owner = TestClient.newOwner();
      Parameters parameters = Parameters.forOwner(owner.publicKey()).build();
      AreaId area = madeToOrder(parameters);
      TestClient client =
          TestClient.owner(host, owner, area, parameters, false).attest(ClientHello.Mode.CLAIM);
      byte[] m3 =
          org.vouchsafe.channel.ClientHandshake.begin(
                  client.verified, owner, Optional.empty(), TestHost.RANDOM)
              .finish()
              .toArray();
      m3[m3.length - 1] ^= 1;
      Bytes handle = client.verified.claims().nonceE();
      refused(
          () -> TestClient.unwrap(host.gate().deliver(area, handle, List.of(Bytes.copyOf(m3)))));
      assertEquals(org.vouchsafe.gate.AreaState.UNCLAIMED, host.gate().status(area).get().state());
    }
  }

  @Nested
  class Reactor {
    @Test
    void authorise_invoke_and_evidence_that_names_the_program() throws Exception {
      TestClient client = TestClient.claimed(host);
      assertEquals(Code.CONFLICT, code(client.ask(new Operation.Invoke("echo", Bytes.EMPTY))));
      Outcome.Authorised authorised =
          assertInstanceOf(Outcome.Authorised.class, client.authorise(Programs.reactor()));
      assertEquals(ProgramPackage.of(Programs.reactor()).digest(), authorised.programDigest());
      assertEquals(
          new Outcome.Invoked(Bytes.utf8("hello"), Bytes.EMPTY, Optional.empty()),
          client.ask(new Operation.Invoke("echo", Bytes.utf8("hello"))));
      assertEquals(
          new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(1)),
          client.ask(new Operation.Invoke("count", Bytes.EMPTY)));
      TestClient second = client.again();
      assertEquals(
          Optional.of(authorised.programDigest()), second.verified.claims().programDigest());
      assertEquals(
          Optional.of(authorised.launchDigest()), second.session.statement().launchDigest());
      assertEquals(
          new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(2)),
          second.ask(new Operation.Invoke("count", Bytes.EMPTY)));
    }

    @Test
    void a_large_output_comes_in_fragments() throws Exception {
      TestClient client = TestClient.claimed(host);
      client.authorise(Programs.reactor());
      Bytes input = TestHost.random(1 << 20);
      Outcome.Invoked invoked = (Outcome.Invoked) client.ask(new Operation.Invoke("echo", input));
      assertEquals(input, invoked.output());
    }

    @Test
    void what_cannot_be_invoked_is_refused() throws Exception {
      SigningKey owner = TestClient.newOwner();
      Parameters parameters =
          Parameters.forOwner(owner.publicKey()).entries(List.of("count", "none")).build();
      TestClient client = TestClient.claimed(host, parameters, owner);
      client.authorise(Programs.reactor());
      assertEquals(Code.NO_RIGHT, code(client.ask(new Operation.Invoke("echo", Bytes.EMPTY))));
      assertEquals(Code.NOT_FOUND, code(client.ask(new Operation.Invoke("none", Bytes.EMPTY))));
      assertEquals(Code.CONFLICT, code(client.ask(new Operation.Start())));
    }

    @Test
    void a_trap_ends_the_program_in_its_own_area() throws Exception {
      TestClient client = TestClient.claimed(host);
      TestClient neighbour = TestClient.claimed(host);
      client.authorise(Programs.reactor());
      neighbour.authorise(Programs.reactor());
      assertEquals(Code.TRAP, code(client.ask(new Operation.Invoke("fail", Bytes.EMPTY))));
      assertEquals(Code.CONFLICT, code(client.ask(new Operation.Invoke("count", Bytes.EMPTY))));
      assertEquals(
          Outcome.Phase.ENDED, ((Outcome.Status) client.ask(new Operation.Status())).phase());
      assertEquals(
          new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(1)),
          neighbour.ask(new Operation.Invoke("count", Bytes.EMPTY)));
      client.authorise(Programs.reactor());
      assertInstanceOf(
          Outcome.Invoked.class, client.ask(new Operation.Invoke("count", Bytes.EMPTY)));
    }

    @Test
    void a_request_is_cancelled_from_another_session() throws Exception {
      TestClient client = TestClient.claimed(host);
      client.authorise(Programs.reactor());
      Request forever = new Request(client.nextId(), new Operation.Invoke("forever", Bytes.EMPTY));
      CompletableFuture<List<Bytes>> pending =
          host.gate()
              .deliver(
                  client.area,
                  client.handle,
                  client.session.seal(RecordType.REQ, forever.encode()));
      TestClient other = client.again();
      while (!host.gate().status(client.area).get().running()) {
        Thread.onSpinWait();
      }
      assertEquals(new Outcome.Done(), other.ask(new Operation.Cancel(forever.id())));
      Reply reply = TestClient.reply(client.open(pending.get()).get(0));
      assertEquals(Code.CANCELLED, code(reply.outcome()));
    }

    @Test
    void limits_of_the_parameters_hold() throws Exception {
      SigningKey owner = TestClient.newOwner();
      Parameters parameters =
          Parameters.forOwner(owner.publicKey())
              .limits(new Limits(8 << 20, 1000, 200, 1000, 16, 1000, 1000))
              .build();
      TestClient client = TestClient.claimed(host, parameters, owner);
      client.authorise(Programs.reactor());
      assertEquals(
          Code.LIMIT_OUTPUT, code(client.ask(new Operation.Invoke("echo", TestHost.random(2000)))));
      client.authorise(Programs.reactor());
      assertEquals(Code.LIMIT_TIME, code(client.ask(new Operation.Invoke("forever", Bytes.EMPTY))));
    }

    @Test
    void a_program_that_is_not_the_named_one_is_refused() throws Exception {
      SigningKey owner = TestClient.newOwner();
      Parameters parameters =
          Parameters.forOwner(owner.publicKey())
              .program(new ProgramRule.Exact(ProgramPackage.of(Programs.reactor()).digest()))
              .build();
      TestClient client = TestClient.claimed(host, parameters, owner);
      assertEquals(Code.PROGRAM_DIGEST, code(client.authorise(Programs.cat())));
      assertEquals(Code.PROGRAM_MALFORMED, code(TestClient.claimed(host).authorise(Bytes.of(1))));
      assertInstanceOf(Outcome.Authorised.class, client.authorise(Programs.reactor()));
    }
  }

  @Nested
  class H06_requests {
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
          new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(1)),
          client.again().ask(request));
    }
  }

  @Nested
  class Delegates {
    private Credential credential(TestClient owner, SigningKey delegate, Right... rights) {
      return Credential.issue(
          owner.owner,
          delegate.publicKey(),
          Lineage.of(owner.owner.publicKey(), owner.lineageNonce),
          Set.of(rights),
          1,
          0);
    }

    @Test
    void a_delegate_does_what_its_rights_allow_until_it_is_revoked() throws Exception {
      TestClient owner = TestClient.claimed(host);
      owner.authorise(Programs.reactor());
      SigningKey key = TestClient.newOwner();
      Credential given = credential(owner, key, Right.INVOKE);
      TestClient delegate = owner.delegate(key, given);
      assertInstanceOf(
          Outcome.Invoked.class, delegate.ask(new Operation.Invoke("count", Bytes.EMPTY)));
      assertEquals(Code.NO_RIGHT, code(delegate.authorise(Programs.cat())));
      assertEquals(Code.NO_RIGHT, code(delegate.ask(new Operation.Revoke(7))));
      assertEquals(new Outcome.Done(), owner.ask(new Operation.Revoke(1)));
      assertThrows(Exception.class, () -> delegate.ask(new Operation.Status()));
      assertEquals(Code.REVOKED, refused(() -> owner.delegate(key, given)));
    }

    @Test
    void sessions_are_as_many_as_measured_and_the_silent_one_goes() throws Exception {
      SigningKey owner = TestClient.newOwner();
      Parameters parameters = Parameters.forOwner(owner.publicKey()).sessions(2).build();
      TestClient first = TestClient.claimed(host, parameters, owner);
      TestClient second = first.again();
      host.gate().subscribe(second.area, second.handle).get();
      TestClient third = first.again();
      assertEquals(Code.NOT_FOUND, refused(() -> first.ask(new Operation.Status())));
      host.gate().subscribe(third.area, third.handle).get();
      assertEquals(Code.CONFLICT, refused(first::again));
    }
  }

  @Nested
  class Messages {
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

  @Nested
  class Command {
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
      Reply attached =
          TestClient.reply(back.open(List.of(host.emitted(back.handle).take())).get(0));
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
      ProgramPackage program =
          new ProgramPackage(Programs.cat(), List.of("cat"), Map.of(), Map.of());
      assertInstanceOf(
          Outcome.Authorised.class, client.authorise(program, List.of("the secret argument")));
      assertFalse(host.gate().status(client.area).get().toString().contains("secret argument"));
      assertFalse(host.output().contains("secret argument"));
    }
  }

  @Nested
  class Many {
    @Test
    void a_thousand_idle_areas_and_the_next_one_is_served() throws Exception {
      List<CompletableFuture<AreaDescription>> made = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        made.add(host.gate().instantiate(Loader.STANDARD_1, Optional.empty()));
      }
      List<AreaId> ids = new ArrayList<>();
      for (CompletableFuture<AreaDescription> area : made) {
        ids.add(area.get().id());
      }
      assertTrue(host.gate().areas().get().size() >= 1000);
      TestClient client = TestClient.claimed(host);
      client.authorise(Programs.reactor());
      assertInstanceOf(
          Outcome.Invoked.class, client.ask(new Operation.Invoke("count", Bytes.EMPTY)));
      try (var threads = Files.list(Path.of("/proc", Long.toString(host.pid()), "task"))) {
        assertTrue(threads.count() < 100);
      }
      for (AreaId id : ids) {
        host.gate().destroy(id).get();
      }
    }
  }
}
