package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.processor.wasm.Programs;

/** ATTACKS S06 in a real processor: what a hostile program does, it does to itself. */
@Timeout(120)
class HostileProgramsTest extends RunningProcessor {
  private static final Limits BRIEF =
      new Limits(16 << 20, 1000, 2000, 60_000, 16, 1 << 20, 1 << 20);

  private static final Map<Code, List<Bytes>> PROGRAMS = new LinkedHashMap<>();

  static {
    PROGRAMS.put(
        Code.LIMIT_TIME, List.of(Programs.endless(), Programs.storm(), Programs.growing()));
    PROGRAMS.put(Code.LIMIT_DEPTH, List.of(Programs.recursion()));
    PROGRAMS.put(Code.LIMIT_OUTPUT, List.of(Programs.flood()));
  }

  /** A program that runs, and what its owner will be told. */
  private record Hostile(TestClient client, RequestId run, Code end) {}

  private static Hostile start(Bytes program, Code end) throws Exception {
    SigningKey owner = TestClient.newOwner();
    Parameters parameters = Parameters.forOwner(owner.publicKey()).limits(BRIEF).build();
    TestClient client = TestClient.claimed(host, parameters, owner);
    assertInstanceOf(Outcome.Authorised.class, client.authorise(program));
    host.gate().subscribe(client.area, client.handle).get();
    Request start = new Request(client.nextId(), new Operation.Start());
    client.send(start);
    return new Hostile(client, start.id(), end);
  }

  @Test
  void a_neighbour_is_answered_while_programs_loop_recurse_grow_call_and_write() throws Exception {
    TestClient neighbour = TestClient.claimed(host);
    neighbour.authorise(Programs.reactor());
    List<Hostile> hostile = new ArrayList<>();
    for (var programs : PROGRAMS.entrySet()) {
      for (Bytes program : programs.getValue()) {
        hostile.add(start(program, programs.getKey()));
      }
    }
    for (int i = 1; i <= 200; i++) {
      assertEquals(
          new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(i)),
          neighbour.ask(new Operation.Invoke("count", Bytes.EMPTY)));
    }
    for (Hostile each : hostile) {
      TestClient.Shown shown = each.client.watch(each.run);
      assertEquals(each.end, code(shown.outcome.orElseThrow()));
    }
    assertEquals(
        new Outcome.Invoked(Bytes.EMPTY, Bytes.EMPTY, Optional.of(201)),
        neighbour.ask(new Operation.Invoke("count", Bytes.EMPTY)));
  }

  @Test
  void modules_that_are_none_are_refused_and_the_next_owner_is_served() throws Exception {
    TestClient client = TestClient.claimed(host);
    byte[] cut = Programs.cat().toArray();
    for (int i = 1; i < cut.length; i += 7) {
      Outcome outcome = client.authorise(Bytes.copyOf(java.util.Arrays.copyOf(cut, i)));
      if (outcome instanceof Outcome.Refused) {
        assertEquals(Code.PROGRAM_MALFORMED, code(outcome));
      }
    }
    Bytes bomb = Bytes.fromHex("9b7fffffffffffffff");
    assertEquals(
        Code.PROGRAM_MALFORMED, code(client.authorise(bomb, ProgramPackage.digestOf(bomb))));
    TestClient next = TestClient.claimed(host);
    next.authorise(Programs.reactor());
    assertInstanceOf(Outcome.Invoked.class, next.ask(new Operation.Invoke("count", Bytes.EMPTY)));
  }
}
