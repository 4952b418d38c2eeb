package org.vouchsafe.attestation.credential;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * An owner's permission for one key, in one lineage. It has no date, since a processor has no
 * trusted clock: it ends when the owner raises the generation in the area.
 *
 * @param client who may use it
 * @param serial the owner's number for it, from 0
 * @param generation valid while the area's generation is not higher, from 0
 */
public record Credential(
    VerifyingKey client,
    Lineage lineage,
    Set<Right> rights,
    long serial,
    long generation,
    Bytes signature) {
  /** Of the encoding. */
  public static final int MAX_SIZE = 1024;

  private static final String PATH = "credential";
  private static final String LABEL = "VS-credential";

  public Credential {
    if (rights.isEmpty() || serial < 0 || generation < 0) {
      throw new IllegalArgumentException("a credential has a right, and no negative number");
    }
    rights = Collections.unmodifiableSet(EnumSet.copyOf(rights));
  }

  public static Credential issue(
      SigningKey owner,
      VerifyingKey client,
      Lineage lineage,
      Collection<Right> rights,
      long serial,
      long generation) {
    Credential unsigned =
        new Credential(client, lineage, EnumSet.copyOf(rights), serial, generation, Bytes.EMPTY);
    return new Credential(
        client,
        lineage,
        unsigned.rights,
        serial,
        generation,
        owner.sign(LABEL, unsigned.body().encode()));
  }

  /**
   * Checks signature, lineage and generation; not the rights, see {@link #requireRight}.
   *
   * @param currentGeneration the one that the area holds
   * @throws RefusedException NOT_OWNER when {@code owner} did not sign it for this lineage, REVOKED
   *     when its generation has passed
   */
  public void verify(VerifyingKey owner, Lineage expected, long currentGeneration)
      throws RefusedException {
    if (!owner.verifies(signature, LABEL, body().encode())) {
      throw RefusedException.of(
          Code.NOT_OWNER, "credential signature", "one by " + owner, "one that does not verify");
    }
    if (!lineage.equals(expected)) {
      throw RefusedException.of(
          Code.NOT_OWNER, "credential lineage", expected.hex(), lineage.hex());
    }
    if (generation < currentGeneration) {
      throw RefusedException.of(
          Code.REVOKED, "credential generation", "at least " + currentGeneration, "" + generation);
    }
  }

  /**
   * @throws RefusedException NO_RIGHT
   */
  public void requireRight(Right right) throws RefusedException {
    if (!rights.contains(right)) {
      throw RefusedException.of(
          Code.NO_RIGHT, "credential rights", Fields.nameOf(right), names().toString());
    }
  }

  /** Names what was signed, not the signature, which ECDSA lets anybody write in two ways. */
  public Bytes id() {
    return Lp.sha384("VS-credential-id", body().encode());
  }

  public Bytes encode() {
    return body().put("signature", signature).encode();
  }

  public static Credential parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, PATH, MAX_SIZE);
    fields.version(1);
    Credential credential =
        new Credential(
            VerifyingKey.read(fields, "client"),
            new Lineage(fields.bytes("lineage", 48)),
            readRights(fields),
            fields.integer("serial", 0, Long.MAX_VALUE),
            fields.integer("generation", 0, Long.MAX_VALUE),
            fields.bytes("signature", 1, 256));
    fields.end();
    return credential;
  }

  private static Set<Right> readRights(Fields fields) throws MalformedException {
    List<String> found = fields.texts("rights", Right.values().length, 16);
    EnumSet<Right> rights = EnumSet.noneOf(Right.class);
    for (Right right : Right.values()) {
      if (found.contains(Fields.nameOf(right))) {
        rights.add(right);
      }
    }
    // One encoding per set: each right once, in their order, and none that is unknown.
    if (rights.isEmpty() || !found.equals(rights.stream().map(Fields::nameOf).toList())) {
      throw new MalformedException(PATH + " > rights", "is not a list of rights in their order");
    }
    return rights;
  }

  private List<String> names() {
    return rights.stream().map(Fields::nameOf).toList();
  }

  private Cbor.MapBuilder body() {
    return Cbor.map()
        .put("v", 1)
        .put("client", client.spki())
        .put("lineage", lineage.value())
        .put("rights", Cbor.array(names().stream().map(Cbor::of).toList()))
        .put("serial", serial)
        .put("generation", generation);
  }
}
