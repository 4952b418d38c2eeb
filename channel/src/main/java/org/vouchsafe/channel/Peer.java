package org.vouchsafe.channel;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.credential.Right;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * Who an area speaks to, after a credential was checked. That the peer holds the key is shown by
 * the signature that {@link #read}'s caller verifies with it.
 *
 * @param id 48 bytes: the credential's id, or the id of the owner's key; first half of request ids
 * @param rights all of them for the owner
 * @param generation of the credential; a session ends when the area's generation goes beyond it.
 *     For the owner Long.MAX_VALUE
 */
public record Peer(VerifyingKey key, Bytes id, Set<Right> rights, boolean owner, long generation) {
  public Peer {
    rights = Set.copyOf(rights);
  }

  /**
   * Takes the fields that {@link Identity#write} wrote.
   *
   * @param lineage in which a credential must be valid
   * @throws RefusedException NOT_OWNER for another owner's key or credential, REVOKED for one whose
   *     generation has passed
   */
  public static Peer read(Fields fields, Ownership ownership, Lineage lineage)
      throws MalformedException, RefusedException {
    Optional<Bytes> credential = fields.optionalBytes("credential", 1, Credential.MAX_SIZE);
    Optional<Bytes> spki = fields.optionalBytes("owner", 1, 256);
    if (credential.isPresent() == spki.isPresent()) {
      throw new MalformedException("client", "is not either an owner or a credential");
    }
    if (spki.isPresent()) {
      return owner(VerifyingKey.parse(spki.get()), ownership);
    }
    Credential delegated = Credential.parse(credential.get());
    delegated.verify(ownership.owner(), lineage, ownership.generation());
    return new Peer(
        delegated.client(), delegated.id(), delegated.rights(), false, delegated.generation());
  }

  private static Peer owner(VerifyingKey key, Ownership ownership) throws RefusedException {
    if (!key.equals(ownership.owner())) {
      throw RefusedException.of(
          Code.NOT_OWNER, "owner", ownership.owner().toString(), key.toString());
    }
    return new Peer(key, key.id().value(), EnumSet.allOf(Right.class), true, Long.MAX_VALUE);
  }

  /**
   * @throws RefusedException NO_RIGHT
   */
  public void requireRight(Right right) throws RefusedException {
    if (!rights.contains(right)) {
      throw RefusedException.of(
          Code.NO_RIGHT, "credential rights", Fields.nameOf(right), "a credential without it");
    }
  }
}
