package dev.bering.parity;

import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Whether what differs is no more than another choice among tied rows.
 *
 * @param rung what rows that differ come to: EQUIVALENT_BY_TIE if ties explain all of them,
 *     UNDECIDED if they may, MISMATCH if they do not or none are declared
 * @param exchanged rows of each side in place of which the other has others that are tied with them
 * @param renumbered rows of each side that have another number among those tied with them
 * @param groups order keys, each within its partition, in which rows differ
 * @param partitions partitions in which rows differ
 * @param faults in what ways it is more than ties
 */
public record TieFinding(
    Rung rung,
    long exchanged,
    long renumbered,
    long groups,
    long partitions,
    List<TieFault> faults) {

  /** No ties were looked for: none are declared, or nothing differs. */
  static final TieFinding NONE = new TieFinding(Rung.MISMATCH, 0, 0, 0, 0, List.of());

  public TieFinding {
    Objects.requireNonNull(rung, "rung is null");
    faults = List.copyOf(faults);
  }

  /** Whether ties explain every row that differs. */
  boolean isProven() {
    return rung == Rung.EQUIVALENT_BY_TIE;
  }

  /** In words; empty if no ties were looked for. */
  public List<String> sentences() {
    if (groups == 0) {
      return List.of();
    }
    return switch (rung) {
      case EQUIVALENT_BY_TIE -> List.of(exchange());
      case UNDECIDED -> List.of(exchange(), withoutCandidates());
      default -> faults.stream().map(TieFault::sentence).toList();
    };
  }

  /** What was chosen otherwise. */
  String exchange() {
    List<String> facts = new ArrayList<>();
    if (exchanged > 0) {
      facts.add(
          "%s exchanged for %s"
              .formatted(
                  are(exchanged), exchanged == 1 ? "one tied with it" : "rows tied with them"));
    }
    if (renumbered > 0) {
      facts.add("%s numbered otherwise among tied rows".formatted(are(renumbered)));
    }
    return "%s, in %s of %s"
        .formatted(
            String.join(" and ", facts),
            Counts.of(groups, "order key"),
            Counts.of(partitions, "partition"));
  }

  /** Why nobody can tell. */
  static String withoutCandidates() {
    return "without the rows that were chosen from, nobody can tell whether those of the right were"
        + " among them: declare them as candidates";
  }

  private static String are(long rows) {
    return "%s %s".formatted(Counts.of(rows, "row"), rows == 1 ? "is" : "are");
  }
}
