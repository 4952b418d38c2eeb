package org.vouchsafe.client.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.attestation.verify.ReferenceValues;
import org.vouchsafe.attestation.verify.Verifier;
import org.vouchsafe.channel.ClientHandshake;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.Session;
import org.vouchsafe.channel.request.RequestId;
import org.vouchsafe.channel.request.StreamFrame;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;
import org.vouchsafe.client.testing.TestArea;

/** Streams of a running program, over connections that break. DESIGN §7, PROTOCOL §3. */
class ProgramRunTest {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TestProcessor PROCESSOR = AUTHORITY.processor();

  private final SigningKey owner =
      SigningKey.generate(SigningKey.Algorithm.ED25519, new java.security.SecureRandom());
  private final Parameters parameters = Parameters.forOwner(owner.publicKey()).build();
  private final Bytes nonce = TestAuthority.random(32);
  private final AtomicLong numbers = new AtomicLong();
  private TestArea area;

  @BeforeEach
  void area() {
    area = new TestArea(AUTHORITY, PROCESSOR, parameters, false);
  }

  /** A connection in memory, which delivers so many batches and breaks then. */
  private final class Wire implements Transport {
    private final String handle;
    private int left;
    private Receiver receiver;

    Wire(String handle, int left) {
      this.handle = handle;
      this.left = left;
    }

    @Override
    public Bytes handshake(Bytes m3) throws RefusedException {
      return deliver(List.of(m3)).get(0);
    }

    @Override
    public void start(Receiver given) {
      receiver = given;
    }

    @Override
    public void send(List<Bytes> frames) throws RefusedException, IOException {
      if (left-- <= 0) {
        UnreachableException lost = new UnreachableException("the wire was cut");
        receiver.ended(lost);
        throw lost;
      }
      List<Bytes> answer = deliver(frames);
      if (!answer.isEmpty()) {
        receiver.frames(answer);
      }
    }

    private List<Bytes> deliver(List<Bytes> frames) throws RefusedException {
      try {
        return area.deliver(handle, frames);
      } catch (MalformedException e) {
        throw e.asRefusal();
      }
    }

    @Override
    public void close() {}
  }

  private AttestedChannel channel(int batches) throws Exception {
    ClientHello hello =
        new ClientHello(
            List.of(1),
            TestAuthority.random(32),
            area.isClaimed() ? ClientHello.Mode.ATTACH : ClientHello.Mode.CLAIM,
            Optional.empty(),
            nonce,
            Optional.empty());
    ReferenceValues.Builder expected =
        ReferenceValues.builder().madeToOrder(Loader.STANDARD_1, parameters);
    if (area.isClaimed()) {
      expected.lineage(Lineage.of(owner.publicKey(), nonce));
    }
    var verified =
        new Verifier(AUTHORITY.policy(expected.build()).build())
            .verify(
                hello,
                area.attest(hello.encode()),
                AUTHORITY.endorsements(PROCESSOR),
                TestAuthority.NOW);
    Wire wire = new Wire(verified.claims().nonceE().hex(), batches);
    ClientHandshake handshake =
        ClientHandshake.begin(verified, owner, Optional.empty(), new java.security.SecureRandom());
    Session session = handshake.accept(wire.handshake(handshake.finish()));
    return new AttestedChannel(
        session, wire, new Identity(owner, Optional.empty()).id(), numbers::getAndIncrement);
  }

  private static CompletableFuture<Bytes> reading(ProgramRun run) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Bytes.copyOf(run.output().readAllBytes());
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  @Test
  void what_goes_in_comes_out_and_the_exit_code_is_the_programs() throws Exception {
    Bytes input = TestAuthority.random(1 << 20);
    try (AttestedChannel channel = channel(Integer.MAX_VALUE)) {
      ProgramRun run = channel.start();
      CompletableFuture<Bytes> output = reading(run);
      run.write(input);
      run.endInput();
      assertEquals(7, run.exitCode());
      assertEquals(input, output.get());
    }
  }

  /** Each connection carries a few batches only; nothing is lost and nothing comes twice. */
  @Test
  void a_program_survives_connections_that_break_again_and_again() throws Exception {
    Bytes input = TestAuthority.random(900_000);
    ProgramRun run = channel(4).start();
    CompletableFuture<Bytes> output = reading(run);
    Thread feeding =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    run.write(input);
                    run.endInput();
                  } catch (ServiceException | RefusedException | IOException e) {
                    throw new AssertionError(e);
                  }
                });
    int connections = 1;
    while (true) {
      try {
        assertEquals(7, run.exitCode());
        break;
      } catch (IOException lost) {
        connections++;
        try {
          channel(4 + connections).attach(run);
        } catch (IOException again) {
          // cut while it went on: try the next one
        }
      }
    }
    feeding.join();
    assertEquals(input, output.get());
    assertTrue(connections > 2, connections + " connections");
  }

  @Test
  void another_process_goes_on_where_nobody_has_read() throws Exception {
    Bytes before = TestAuthority.random(200_000);
    AttestedChannel first = channel(Integer.MAX_VALUE);
    long[] kept = new long[2];
    ProgramRun run =
        first.start(
            (id, output, errors) -> {
              kept[0] = output;
              kept[1] = errors;
            });
    run.write(before);
    Bytes taken = Bytes.copyOf(run.output().readNBytes(150_000));
    first.close();
    run.keepPosition();
    AttestedChannel second = channel(Integer.MAX_VALUE);
    ProgramRun later =
        ProgramRun.ofElsewhere(
            second.status().running().orElseThrow(), kept[0], kept[1], (id, out, err) -> {});
    assertEquals(run.id(), later.id());
    CompletableFuture<Bytes> output = reading(later);
    second.attach(later);
    later.write(Bytes.utf8("after"));
    later.endInput();
    assertEquals(7, later.exitCode());
    assertEquals(Bytes.concat(before, Bytes.utf8("after")), Bytes.concat(taken, output.get()));
  }

  /** Another machine knows nothing of what was read; before, it was refused for ever. */
  @Test
  void somebody_who_knows_no_position_gets_what_is_left_and_is_told_how_much_is_not()
      throws Exception {
    Bytes before = TestAuthority.random(200_000);
    AttestedChannel first = channel(Integer.MAX_VALUE);
    ProgramRun run = first.start();
    run.write(before);
    run.output().readNBytes(150_000);
    first.close();
    AttestedChannel second = channel(Integer.MAX_VALUE);
    ProgramRun later = ProgramRun.ofElsewhere(run.id(), 0, 0, (id, out, err) -> {});
    CompletableFuture<Bytes> output = reading(later);
    second.attach(later);
    later.endInput();
    assertEquals(7, later.exitCode());
    assertTrue(later.skipped() > 0 && later.skipped() <= 150_000, later.skipped() + " bytes");
    assertEquals(before.slice((int) later.skipped(), before.size()), output.get());
  }

  @Test
  void a_cancelled_program_ends_with_its_own_code() throws Exception {
    try (AttestedChannel channel = channel(Integer.MAX_VALUE)) {
      ProgramRun run = channel.start();
      channel.cancel(run.id());
      assertEquals("CANCELLED", assertThrows(ServiceException.class, run::exitCode).code());
    }
  }

  @Test
  void a_lost_connection_is_told_to_whoever_waits_for_the_end() throws Exception {
    AttestedChannel channel = channel(1);
    ProgramRun run = channel.start();
    run.write(Bytes.utf8("x"));
    assertThrows(IOException.class, run::exitCode);
  }

  @Nested
  class What_a_broken_stream_gets {
    private final RequestId id = new RequestId(Bytes.copyOf(new byte[48]), 0);
    private final ReceivedStream stream = new ReceivedStream(offset -> {});

    private StreamFrame piece(long offset, String text) {
      return StreamFrame.output(id, 1, offset, Bytes.utf8(text), false, 1, 0);
    }

    @Test
    void a_gap_is_refused() throws Exception {
      stream.take(piece(0, "ab"));
      assertThrows(MalformedException.class, () -> stream.take(piece(3, "d")));
    }

    @Test
    void what_was_received_is_not_received_again() throws Exception {
      stream.take(piece(0, "abc"));
      stream.take(piece(0, "abc"));
      stream.take(piece(2, "cd"));
      stream.end();
      assertEquals("abcd", new String(stream.readAllBytes()));
    }

    @Test
    void more_than_the_window_is_refused() {
      String piece = "x".repeat(60_000);
      assertThrows(
          MalformedException.class,
          () -> {
            for (int i = 0; i < 20; i++) {
              stream.take(piece(i * 60_000L, piece));
            }
          });
    }

    @Test
    void an_acknowledgement_of_what_was_not_sent_is_refused() {
      assertThrows(
          MalformedException.class,
          () -> new ProgramRun(id, (run, out, err) -> {}).take(StreamFrame.acknowledge(id, 0, 1)));
    }
  }
}
