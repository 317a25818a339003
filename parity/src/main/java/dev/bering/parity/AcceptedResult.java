package dev.bering.parity;

import dev.bering.model.Counts;

/**
 * What became of an accepted difference.
 *
 * @param declared which
 * @param state how it ended
 * @param rows in how many rows it was found; 0 if it has expired, as nobody looks for it then
 */
public record AcceptedResult(AcceptedDifference declared, State state, long rows) {

  /** How it ended. */
  public enum State {
    /** It was found, in no more rows than its cap. */
    HELD,
    /** It was not found: it could be left out. */
    STALE,
    /** It was found in more rows than its cap, and accepts none of them. */
    ABOVE_CAP,
    /** Its day is over, and it accepts nothing. */
    EXPIRED
  }

  /** Whether it lets the comparison fail by itself. */
  boolean fails() {
    return state == State.EXPIRED || state == State.ABOVE_CAP;
  }

  /** The end in one sentence. */
  public String sentence() {
    String what =
        "accepted difference in %s (%s)"
            .formatted(String.join(", ", declared.columns()), declared.owner());
    return switch (state) {
      case HELD ->
          "%s holds in %s of at most %s"
              .formatted(what, Counts.of(rows, "row"), Counts.of(declared.cap()));
      case STALE -> "%s absorbs nothing: it is stale".formatted(what);
      case ABOVE_CAP ->
          "%s is in %s, more than its cap of %s"
              .formatted(what, Counts.of(rows, "row"), Counts.of(declared.cap()));
      case EXPIRED -> "%s expired on %s".formatted(what, declared.expires());
    };
  }
}
