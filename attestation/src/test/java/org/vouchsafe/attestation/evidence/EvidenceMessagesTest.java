package org.vouchsafe.attestation.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Keys;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;

class EvidenceMessagesTest {
  private static final Bytes NONCE = Bytes.copyOf(new byte[32]);
  private static final Parameters PARAMETERS =
      Parameters.forOwner(Keys.of(SigningKey.Algorithm.ED25519).publicKey()).build();

  private static Arbitrary<Bytes> bytes(int min, int max) {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max).map(Bytes::copyOf);
  }

  @Provide
  static Arbitrary<ClientHello> hellos() {
    Arbitrary<Optional<ClientHello.Bind>> binds =
        Combinators.combine(bytes(1, 120), bytes(1, 99)).as(ClientHello.Bind::new).optional();
    return Combinators.combine(
            Arbitraries.integers().between(1, 0xFFFF).list().ofMinSize(1).ofMaxSize(16),
            bytes(32, 32),
            Arbitraries.of(ClientHello.Mode.class),
            bytes(1, 64).optional(),
            bytes(32, 32),
            binds)
        .as(
            (suites, nonce, mode, device, lineage, bind) ->
                new ClientHello(
                    suites,
                    nonce,
                    mode,
                    device,
                    lineage,
                    mode == ClientHello.Mode.CLAIM ? bind : Optional.empty()));
  }

  @Provide
  static Arbitrary<EvidenceBundle> bundles() {
    Arbitrary<List<Bytes>> lists = bytes(0, 30).list().ofMaxSize(3);
    Arbitrary<Endorsements> endorsements =
        Combinators.combine(lists, lists, lists, lists, lists).as(Endorsements::new);
    return Combinators.combine(bytes(1, 99), bytes(1, 99), endorsements).as(EvidenceBundle::new);
  }

  @Property(tries = 300)
  void aClientHelloReadsBack(@ForAll("hellos") ClientHello hello) throws MalformedException {
    assertEquals(hello, ClientHello.parse(hello.encode()));
  }

  @Property(tries = 300)
  void aBundleReadsBack(@ForAll("bundles") EvidenceBundle bundle) throws MalformedException {
    assertEquals(bundle, EvidenceBundle.parse(bundle.encode()));
    assertEquals(bundle.endorsements(), Endorsements.parse(bundle.endorsements().encode()));
  }

  @Test
  void aServerHelloReadsBack() throws MalformedException {
    ServerHello hello = new ServerHello(1, NONCE, Bytes.of(0x30, 0), Bytes.of(0x30, 1, 2));
    assertEquals(hello, ServerHello.parse(hello.encode()));
  }

  @Test
  void aProposedBindingNamesItsOwner() throws Exception {
    ClientHello.Bind bind = ClientHello.Bind.to(PARAMETERS);
    assertEquals(PARAMETERS, bind.read());
    Bytes other = Keys.of(SigningKey.Algorithm.P256).publicKey().spki();
    RefusedException e =
        assertThrows(
            RefusedException.class, () -> new ClientHello.Bind(other, PARAMETERS.encode()).read());
    assertSame(Code.BINDING_MISMATCH, e.code());
    assertThrows(MalformedException.class, () -> new ClientHello.Bind(other, Bytes.of(0)).read());
  }

  @Test
  void anUnknownSuiteAndARestoreAreNotSupportedYet() throws Exception {
    hello(List.of(2, 1), ClientHello.Mode.CLAIM).requireSupported();
    hello(List.of(1), ClientHello.Mode.ATTACH).requireSupported();
    for (ClientHello hello :
        List.of(
            hello(List.of(2), ClientHello.Mode.CLAIM),
            hello(List.of(1), ClientHello.Mode.RESTORE))) {
      RefusedException e = assertThrows(RefusedException.class, hello::requireSupported);
      assertSame(Code.UNSUPPORTED_VERSION, e.code());
    }
  }

  private static ClientHello hello(List<Integer> suites, ClientHello.Mode mode) {
    return new ClientHello(suites, NONCE, mode, Optional.empty(), NONCE, Optional.empty());
  }

  @Test
  void onlyAClaimBinds() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new ClientHello(
                List.of(1),
                NONCE,
                ClientHello.Mode.ATTACH,
                Optional.empty(),
                NONCE,
                Optional.of(ClientHello.Bind.to(PARAMETERS))));
  }
}
