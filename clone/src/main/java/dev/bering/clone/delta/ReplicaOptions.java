package dev.bering.clone.delta;

import java.util.Objects;

/**
 * What a person may decide about a replica.
 *
 * @param history how much history a new replica carries
 * @param gap what happens when the source has cleaned up commits that the replica lacks
 */
public record ReplicaOptions(History history, Gap gap) {

  /** What happens at a gap in the source's log. */
  public enum Gap {
    /** The clone is refused. */
    REFUSE,
    /** The replica gives up the versions it has and begins anew at a checkpoint. */
    REBASE
  }

  /** All history, and no gaps. */
  public static final ReplicaOptions DEFAULT = new ReplicaOptions(new History.All());

  public ReplicaOptions {
    Objects.requireNonNull(history, "history is null");
    Objects.requireNonNull(gap, "gap is null");
  }

  /** So much history, and no gaps. */
  public ReplicaOptions(History history) {
    this(history, Gap.REFUSE);
  }
}
