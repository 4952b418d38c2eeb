package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.measure.ProgramRule;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.channel.RecordType;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.processor.wasm.Programs;

/** {@code docs/spec/channel.md} §5.1: authorise, invoke, cancel. */
@Timeout(120)
class ProgramTest extends RunningProcessor {
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
    assertEquals(Optional.of(authorised.programDigest()), second.verified.claims().programDigest());
    assertEquals(Optional.of(authorised.launchDigest()), second.session.statement().launchDigest());
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
    assertInstanceOf(Outcome.Invoked.class, client.ask(new Operation.Invoke("count", Bytes.EMPTY)));
  }

  @Test
  void a_request_is_cancelled_from_another_session() throws Exception {
    TestClient client = TestClient.claimed(host);
    client.authorise(Programs.reactor());
    Request forever = new Request(client.nextId(), new Operation.Invoke("forever", Bytes.EMPTY));
    CompletableFuture<List<Bytes>> pending =
        host.gate()
            .deliver(
                client.area, client.handle, client.session.seal(RecordType.REQ, forever.encode()));
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

  /** ATTACKS A01, A03: the digest is of the very bytes that would run. */
  @Test
  void A01_a_bit_flipped_in_the_program_is_another_program() throws Exception {
    SigningKey owner = TestClient.newOwner();
    ProgramPackage program = ProgramPackage.of(Programs.reactor());
    Parameters parameters =
        Parameters.forOwner(owner.publicKey())
            .program(new ProgramRule.Exact(program.digest()))
            .build();
    TestClient client = TestClient.claimed(host, parameters, owner);
    byte[] whole = program.encode().toArray();
    for (int i = 0; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      Code code = code(client.authorise(Bytes.copyOf(flipped), program.digest()));
      assertTrue(code == Code.PROGRAM_DIGEST || code == Code.PROGRAM_MALFORMED, code.name());
    }
    assertEquals(
        Outcome.Phase.EMPTY, ((Outcome.Status) client.ask(new Operation.Status())).phase());
    assertInstanceOf(Outcome.Authorised.class, client.authorise(Programs.reactor()));
  }
}
