package org.vouchsafe.channel;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.signature.SigningKey;

/**
 * Who a client is towards an area: the owner, or a delegate with a credential from the owner.
 *
 * @param key signs handshakes and messages
 * @param credential none for the owner
 */
public record Identity(SigningKey key, Optional<Credential> credential) {
  /**
   * @throws RefusedException NO_RIGHT when the credential is for another key
   */
  public static Identity of(SigningKey key, Optional<Credential> credential)
      throws RefusedException {
    Identity identity = new Identity(key, credential);
    if (credential.isPresent() && !credential.get().client().equals(key.publicKey())) {
      throw RefusedException.of(
          Code.NO_RIGHT,
          "key of the credential",
          "this identity's " + key.publicKey(),
          credential.get().client().toString());
    }
    return identity;
  }

  /** The first half of this client's request ids: 48 bytes, as {@link Peer#id} has it. */
  public Bytes id() {
    return credential.map(Credential::id).orElseGet(() -> key.publicKey().id().value());
  }

  /** Adds the fields {@code credential} and {@code owner}, one of them none. */
  public Cbor.MapBuilder write(Cbor.MapBuilder map) {
    return map.put("credential", credential.map(c -> Cbor.of(c.encode())).orElse(Cbor.none()))
        .put("owner", credential.isPresent() ? Cbor.none() : Cbor.of(key.publicKey().spki()));
  }

  @Override
  public String toString() {
    return (credential.isPresent() ? "delegate with " : "owner with ") + key.publicKey();
  }
}
