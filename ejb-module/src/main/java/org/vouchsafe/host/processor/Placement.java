package org.vouchsafe.host.processor;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.ProcessorId;

/** Chooses the processor that an environment is placed on. */
@Stateless
public class Placement {
  private EntityManager entities;

  /** For the container's proxy only. */
  @SuppressWarnings("NullAway") // a proxy has no use for fields
  protected Placement() {}

  @Inject
  public Placement(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * A processor that could be chosen.
   *
   * @param inUse areas promised or made, those made ahead among them
   */
  record Candidate(
      ProcessorId id,
      String name,
      String node,
      boolean connected,
      boolean enrolled,
      int capacity,
      long inUse) {
    boolean hasRoom() {
      return inUse < capacity;
    }
  }

  /** The processor chosen, and the node that reaches it. */
  public record Choice(ProcessorId processor, String node) {}

  /**
   * @param wanted a processor's name or identifier; empty leaves the choice open
   * @throws RefusedException NOT_FOUND when the one that is wanted is unknown, UNAVAILABLE when
   *     none that would do is connected, enrolled and has room
   */
  public Choice choose(Optional<String> wanted) throws RefusedException {
    return choose(candidates(), wanted);
  }

  /** The fullest is last, so that load spreads; among equals the identifier decides. */
  static Choice choose(List<Candidate> all, Optional<String> wanted) throws RefusedException {
    List<Candidate> meant =
        all.stream()
            .filter(
                candidate ->
                    wanted.isEmpty()
                        || candidate.name().equals(wanted.get())
                        || candidate.id().text().equals(wanted.get()))
            .toList();
    if (meant.isEmpty() && wanted.isPresent()) {
      throw RefusedException.of(
          Code.NOT_FOUND, "processor", "the name or identifier of one", wanted.get());
    }
    Candidate chosen =
        meant.stream()
            .filter(candidate -> candidate.connected() && candidate.enrolled())
            .filter(Candidate::hasRoom)
            .min(
                Comparator.comparingLong(Candidate::inUse)
                    .thenComparing(candidate -> candidate.id().text()))
            .orElseThrow(() -> noneFits(meant));
    return new Choice(chosen.id(), chosen.node());
  }

  private static RefusedException noneFits(List<Candidate> meant) {
    String actual;
    if (meant.stream().noneMatch(Candidate::connected)) {
      actual = "none is connected";
    } else if (meant.stream().noneMatch(c -> c.connected() && c.enrolled())) {
      actual = "none is enrolled";
    } else {
      actual = "all are full";
    }
    return RefusedException.of(
        Code.UNAVAILABLE, "processor", "one that is connected, enrolled and has room", actual);
  }

  private List<Candidate> candidates() {
    List<?> rows =
        entities
            .createNativeQuery(
                "select p.id, p.name, p.node, p.connected, p.enrolled, p.capacity,"
                    + " (select count(*) from environment e where e.processor = p.id and e.state in"
                    + " ('REQUESTED', 'ACTIVATED', 'BOUND', 'RUNNING', 'RESTORING'))"
                    + " + (select count(*) from pooled_area a where a.processor = p.id)"
                    + " from processor p")
            .getResultList();
    return rows.stream().map(row -> candidate((Object[]) row)).toList();
  }

  private static Candidate candidate(Object[] columns) {
    return new Candidate(
        new ProcessorId((String) columns[0]),
        (String) columns[1],
        (String) columns[2],
        (Boolean) columns[3],
        (Boolean) columns[4],
        (Integer) columns[5],
        ((Number) columns[6]).longValue());
  }
}
