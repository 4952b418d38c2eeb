package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.measure.Lineage;

/** {@code docs/spec/channel.md} §2.3: a host cannot show a second instance or an older state. */
class LineagePinsTest {
  private static final Bytes OTHER = SessionPair.digest("other");

  private static Statement.Session at(
      String lineage, String instance, long epoch, long seq, String head) {
    Statement.Session any = SessionPair.statement(SessionPair.digest("t"), 1);
    return new Statement.Session(
        any.activationStateId(),
        any.environmentId(),
        any.binding(),
        new Lineage(SessionPair.digest(lineage)),
        SessionPair.digest(instance).slice(0, 32),
        any.state(),
        epoch,
        seq,
        SessionPair.digest(head),
        any.programDigest(),
        any.launchDigest(),
        any.authority(),
        any.transcript());
  }

  private final LineagePins pins = LineagePins.first(at("l", "i", 3, 5, "h"));

  private Code refused(Statement.Session statement) {
    return assertThrows(RefusedException.class, () -> pins.accept(statement)).code();
  }

  @Test
  void the_same_and_every_later_position_are_accepted_and_remembered() throws Exception {
    assertEquals(pins, pins.accept(at("l", "i", 3, 5, "h")));
    assertEquals(6, pins.accept(at("l", "i", 3, 6, "h2")).seq());
    LineagePins later = pins.accept(at("l", "other", 4, 0, "h3"));
    assertEquals(4, later.epoch());
    assertEquals(SessionPair.digest("other").slice(0, 32), later.instanceId());
  }

  @Test
  void another_instance_in_the_same_epoch_is_not_the_holder() {
    assertEquals(Code.NOT_HOLDER, refused(at("l", "other", 3, 5, "h")));
    assertEquals(Code.NOT_HOLDER, refused(at("l", "other", 3, 9, "h9")));
  }

  @Test
  void a_lower_seq_or_another_head_at_the_same_seq_is_not_the_holder() {
    assertEquals(Code.NOT_HOLDER, refused(at("l", "i", 3, 4, "h")));
    assertEquals(Code.NOT_HOLDER, refused(at("l", "i", 3, 5, "other")));
  }

  @Test
  void an_older_epoch_is_superseded_and_another_lineage_is_another_binding() {
    assertEquals(Code.EPOCH_SUPERSEDED, refused(at("l", "i", 2, 9, "h")));
    assertEquals(Code.BINDING_MISMATCH, refused(at("other", "i", 3, 5, "h")));
  }

  @Test
  void what_is_stored_comes_back_and_nothing_else_does() throws Exception {
    assertEquals(pins, LineagePins.parse(pins.encode()));
    for (int size = 0; size < pins.encode().size(); size++) {
      Bytes cut = pins.encode().slice(0, size);
      assertThrows(MalformedException.class, () -> LineagePins.parse(cut));
    }
    Bytes more =
        ((Cbor.Map) Cbor.decode(pins.encode(), "pins", 1000))
            .entries().entrySet().stream()
                .reduce(
                    Cbor.map().put("more", Cbor.none()),
                    (map, e) -> map.put(e.getKey(), e.getValue()),
                    (a, b) -> a)
                .encode();
    assertThrows(MalformedException.class, () -> LineagePins.parse(more));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LineagePins(pins.lineage(), 0, pins.instanceId(), 0, OTHER));
    assertThrows(
        IllegalArgumentException.class, () -> new LineagePins(pins.lineage(), 1, OTHER, 0, OTHER));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LineagePins(pins.lineage(), 1, pins.instanceId(), -1, OTHER));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LineagePins(pins.lineage(), 1, pins.instanceId(), 0, pins.instanceId()));
  }
}
