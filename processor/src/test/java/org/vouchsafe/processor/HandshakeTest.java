package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.certificate.AreaState;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.channel.RecordType;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.processor.wasm.Programs;

/** {@code docs/spec/channel.md} §2, in a real processor. */
@Timeout(120)
class HandshakeTest extends RunningProcessor {
  @Test
  void made_to_order_claims_epoch_one() throws Exception {
    TestClient client = TestClient.claimed(host);
    assertEquals(AreaState.UNCLAIMED, client.verified.claims().state());
    assertEquals(1, client.session.epoch());
    assertEquals(
        org.vouchsafe.gate.AreaState.HOLDER, host.gate().status(client.area).get().state());
    TestClient second = client.again();
    assertEquals(AreaState.HOLDER, second.verified.claims().state());
    assertEquals(client.session.statement().instanceId(), second.session.statement().instanceId());
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
      last = TestClient.owner(host, owner, area, parameters, false).attest(ClientHello.Mode.CLAIM);
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
    refused(() -> TestClient.unwrap(host.gate().deliver(area, handle, List.of(Bytes.copyOf(m3)))));
    assertEquals(org.vouchsafe.gate.AreaState.UNCLAIMED, host.gate().status(area).get().state());
  }

  /** ATTACKS A05, A07: a genuine area, but not the one that was ordered. */
  @Test
  void A05_the_evidence_of_a_neighbours_area_is_not_the_clients() throws Exception {
    SigningKey owner = TestClient.newOwner();
    Parameters own = Parameters.forOwner(owner.publicKey()).build();
    AreaId neighbours = madeToOrder(Parameters.forOwner(TestClient.newOwner().publicKey()).build());
    TestClient client = TestClient.owner(host, owner, neighbours, own, false);
    assertEquals(Code.MEASUREMENT_MISMATCH, refused(() -> client.attest(ClientHello.Mode.CLAIM)));
  }

  /** ATTACKS A12: who an area is comes from what was put into it, never from who asks. */
  @Test
  void A12_an_area_attests_what_it_is_and_not_what_a_hello_proposes() throws Exception {
    SigningKey victim = TestClient.newOwner();
    Parameters victims = Parameters.forOwner(victim.publicKey()).build();
    AreaId attackers = madeToOrder(Parameters.forOwner(TestClient.newOwner().publicKey()).build());
    TestClient client = TestClient.owner(host, victim, attackers, victims, true);
    assertEquals(Code.BINDING_MISMATCH, refused(() -> client.attest(ClientHello.Mode.CLAIM)));
    TestClient.claimed(host, victims, victim);
  }

  @Test
  void H01_a_finish_is_worth_nothing_in_another_area() throws Exception {
    TestClient client = TestClient.claimed(host);
    TestClient other = TestClient.claimed(host);
    List<Bytes> m3 = List.of(client.m3);
    assertEquals(
        Code.NOT_FOUND,
        refused(() -> TestClient.unwrap(host.gate().deliver(other.area, client.handle, m3))));
    // In the place of a record it ends the session that it was put into.
    List<Bytes> answer = host.gate().deliver(other.area, other.handle, m3).get();
    assertEquals(Code.MALFORMED, refused(() -> other.open(answer)));
    assertInstanceOf(Outcome.Status.class, client.ask(new Operation.Status()));
  }

  /** ATTACKS A07: a host that relays has a pipe, which it can cut, and nothing else. */
  @Test
  void A07_who_relays_reads_nothing_and_gets_nowhere_with_it() throws Exception {
    String secret = "what nobody between may read";
    TestClient client = TestClient.claimed(host);
    TestClient elsewhere = TestClient.claimed(host);
    client.authorise(Programs.reactor());
    Request request =
        new Request(client.nextId(), new Operation.Invoke("echo", Bytes.utf8(secret)));
    List<Bytes> carried = client.session.seal(RecordType.REQ, request.encode());
    List<Bytes> wrong =
        TestClient.unwrap(host.gate().deliver(elsewhere.area, elsewhere.handle, carried));
    assertEquals(Code.RECORD_SEQ, refused(() -> elsewhere.open(wrong)));
    List<Bytes> answer =
        TestClient.unwrap(host.gate().deliver(client.area, client.handle, carried));
    for (List<Bytes> seen : List.of(carried, wrong, answer, List.of(client.m3))) {
      String all = Bytes.concat(seen.toArray(Bytes[]::new)).hex();
      assertFalse(all.contains(Bytes.utf8(secret).hex()));
    }
    Reply reply = TestClient.reply(client.open(answer).get(0));
    assertEquals(
        new Outcome.Invoked(Bytes.utf8(secret), Bytes.EMPTY, Optional.empty()), reply.outcome());
  }

  /** ATTACKS H05: more hellos than anybody finishes, and the owner is let in. */
  @Test
  void H05_hellos_without_end_keep_nobody_out() throws Exception {
    SigningKey owner = TestClient.newOwner();
    Parameters parameters = Parameters.forOwner(owner.publicKey()).build();
    AreaId area = madeToOrder(parameters);
    List<CompletableFuture<Bytes>> flood = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      ClientHello hello =
          new ClientHello(
              List.of(1),
              TestHost.random(32),
              ClientHello.Mode.CLAIM,
              Optional.empty(),
              TestHost.random(32),
              Optional.empty());
      flood.add(host.gate().attest(area, hello.encode()));
    }
    for (CompletableFuture<Bytes> hello : flood) {
      hello.get();
    }
    TestClient.owner(host, owner, area, parameters, false).open(ClientHello.Mode.CLAIM);
  }
}
