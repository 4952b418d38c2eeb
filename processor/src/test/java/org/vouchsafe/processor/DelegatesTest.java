package org.vouchsafe.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.processor.wasm.Programs;

/** {@code docs/spec/channel.md} §2.1 and §5.1: who else may speak, and how many at once. */
@Timeout(120)
class DelegatesTest extends RunningProcessor {
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
