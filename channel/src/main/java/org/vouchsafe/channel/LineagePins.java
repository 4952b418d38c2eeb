package org.vouchsafe.channel;

import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.certificate.EvidenceClaims;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.measure.Lineage;

/**
 * What a client remembers of one lineage, so that a host cannot show it a second instance or an
 * older state: the newest epoch that it has seen, which instance held it, and how far it had come.
 * The client stores {@link #encode} before it uses what it was shown.
 *
 * @param epoch from 1
 * @param instanceId 32 bytes
 * @param seq of the newest head seen
 * @param head 48 bytes
 */
public record LineagePins(Lineage lineage, long epoch, Bytes instanceId, long seq, Bytes head) {
  private static final int MAX_SIZE = 512;

  public LineagePins {
    if (epoch < 1 || seq < 0 || instanceId.size() != 32 || head.size() != 48) {
      throw new IllegalArgumentException("not the position of a holder");
    }
  }

  /** The pins after a session's statement, when nothing is remembered yet. */
  public static LineagePins first(Statement.Session statement) {
    return new LineagePins(
        statement.lineage(),
        statement.epoch(),
        statement.instanceId(),
        statement.seq(),
        statement.head());
  }

  /**
   * Compares a session's statement with what is remembered.
   *
   * @return what to remember from now on
   * @throws RefusedException NOT_HOLDER for another instance in the same epoch, a lower seq, or
   *     another head at the same seq; EPOCH_SUPERSEDED for an older epoch; BINDING_MISMATCH for
   *     another lineage
   */
  public LineagePins accept(Statement.Session statement) throws RefusedException {
    require(first(statement));
    return first(statement);
  }

  /**
   * The same for evidence, before a handshake is begun. An area that was not claimed yet is another
   * life and holds nothing of this one.
   *
   * @throws RefusedException as {@link #accept} does; NOT_HOLDER for an unclaimed area
   */
  public void require(EvidenceClaims claims) throws RefusedException {
    Optional<Bytes> shown = claims.head();
    if (claims.lineage().isEmpty() || shown.isEmpty()) {
      throw refused(Code.NOT_HOLDER, "holder", "an instance of this lineage", "an unclaimed area");
    }
    require(
        new LineagePins(
            claims.lineage().get(),
            claims.epoch(),
            claims.instanceId(),
            claims.seq(),
            shown.get()));
  }

  private void require(LineagePins shown) throws RefusedException {
    if (!shown.lineage.equals(lineage)) {
      throw refused(Code.BINDING_MISMATCH, "lineage", lineage.hex(), shown.lineage.hex());
    }
    if (shown.epoch < epoch) {
      throw refused(Code.EPOCH_SUPERSEDED, "epoch", "at least " + epoch, "" + shown.epoch);
    }
    if (shown.epoch > epoch) {
      return;
    }
    if (!shown.instanceId.equals(instanceId)) {
      throw refused(
          Code.NOT_HOLDER, "instance in epoch " + epoch, instanceId.hex(), shown.instanceId.hex());
    }
    if (shown.seq < seq) {
      throw refused(Code.NOT_HOLDER, "seq", "at least " + seq, "" + shown.seq);
    }
    if (shown.seq == seq && !shown.head.equals(head)) {
      throw refused(Code.NOT_HOLDER, "head at seq " + seq, head.hex(), shown.head.hex());
    }
  }

  public Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("lineage", lineage.value())
        .put("epoch", epoch)
        .put("instanceId", instanceId)
        .put("seq", seq)
        .put("head", head)
        .encode();
  }

  public static LineagePins parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, "lineage pins", MAX_SIZE);
    fields.version(1);
    LineagePins pins =
        new LineagePins(
            new Lineage(fields.bytes("lineage", 48)),
            fields.integer("epoch", 1, Long.MAX_VALUE),
            fields.bytes("instanceId", 32),
            fields.integer("seq", 0, Long.MAX_VALUE),
            fields.bytes("head", 48));
    fields.end();
    return pins;
  }

  private static RefusedException refused(Code code, String check, String expected, String actual) {
    return RefusedException.of(code, check, expected, actual);
  }
}
