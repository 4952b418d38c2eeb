package org.vouchsafe.processor;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.Seeds;
import org.vouchsafe.gate.AreaId;
import org.vouchsafe.gate.EntryGate;
import org.vouchsafe.gate.ExitGate;

/**
 * ATTACKS S08: whatever a host puts into a call that takes bytes, the processor answers, or refuses
 * with a code that names a fault of the caller's. In the normal build the seeds are replayed;
 * {@code JAZZER_FUZZ=1} searches for more.
 */
class EntryGateFuzzTest {
  private static final ExitGate NOBODY =
      new ExitGate() {
        @Override
        public void emit(AreaId area, Bytes handle, Bytes record) {}

        @Override
        public void ended(AreaId area, Code reason) {}
      };

  private static Path home;
  private static SecurityProcessor processor;
  private static EntryGate gate;
  private static AreaId pooled;

  @BeforeAll
  static void start() throws Exception {
    home = Files.createTempDirectory("vp");
    processor = new SecurityProcessor(home.resolve("p"), "fuzz", 4, 1 << 20, line -> {});
    gate = processor.gate(NOBODY);
    pooled = gate.instantiate(Loader.STANDARD_1, Optional.empty()).get().id();
  }

  @AfterAll
  static void stop() throws Exception {
    processor.close();
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(java.io.File::delete);
    }
  }

  static Stream<Arguments> seeds() {
    SigningKey owner = TestClient.newOwner();
    Parameters parameters = Parameters.forOwner(owner.publicKey()).build();
    List<Bytes> whole = new ArrayList<>();
    whole.add(parameters.encode());
    whole.add(Loader.STANDARD_1.encode());
    for (ClientHello.Mode mode : ClientHello.Mode.values()) {
      whole.add(
          new ClientHello(
                  List.of(1),
                  TestHost.random(32),
                  mode,
                  Optional.empty(),
                  TestHost.random(32),
                  mode == ClientHello.Mode.CLAIM
                      ? Optional.of(ClientHello.Bind.to(parameters))
                      : Optional.empty())
              .encode());
    }
    return Seeds.around(whole);
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_call_is_answered_or_refused_for_what_the_caller_did(byte[] data) throws Exception {
    Bytes input = Bytes.copyOf(data);
    answered(gate.attest(pooled, input));
    answered(gate.message(pooled, input));
    answered(gate.deliver(pooled, TestHost.random(32), List.of(input)));
    var made = answered(gate.instantiate(Loader.STANDARD_1, Optional.of(input)));
    if (made.isPresent()) {
      gate.destroy(made.get().id()).get();
    }
  }

  private static <T> Optional<T> answered(CompletableFuture<T> call) throws Exception {
    try {
      return Optional.of(call.get(60, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedException refused && refused.code() != Code.INTERNAL) {
        return Optional.empty();
      }
      throw new AssertionError("not a refusal", e.getCause());
    }
  }
}
