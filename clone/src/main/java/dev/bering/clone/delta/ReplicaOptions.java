package dev.bering.clone.delta;

import java.util.Objects;

/**
 * What a person may decide about a replica.
 *
 * @param history how much history a new replica carries
 * @param gap what happens when the source no longer has the commits that would join the two logs
 */
public record ReplicaOptions(History history, Gap gap) {

  /** All history, and no version of the target is ever given up. */
  public static final ReplicaOptions DEFAULT = new ReplicaOptions(new History.All(), Gap.REFUSE);

  public ReplicaOptions {
    Objects.requireNonNull(history, "history is null");
    Objects.requireNonNull(gap, "gap is null");
  }

  /** What to do about versions that neither side can join. */
  public enum Gap {
    /** Nothing: say so and end. */
    REFUSE,
    /** Start the target's history anew at a checkpoint of the source; its older versions go. */
    REBASE
  }
}
