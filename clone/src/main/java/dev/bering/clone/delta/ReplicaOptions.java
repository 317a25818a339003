package dev.bering.clone.delta;

import java.util.Objects;

/**
 * What a person may decide about a replica.
 *
 * @param history how much history a new replica carries
 * @param gap what happens when the source has cleaned up commits that the replica lacks
 * @param times where a new replica keeps the times of its commits
 */
public record ReplicaOptions(History history, Gap gap, Times times) {

  /** What happens at a gap in the source's log. */
  public enum Gap {
    /** The clone is refused. */
    REFUSE,
    /** The replica gives up the versions it has and begins anew at a checkpoint. */
    REBASE
  }

  /** Where readers find when a version was made. */
  public enum Times {
    /** In the modification times of the commits' files, where the target's store keeps them. */
    OF_FILES,
    /** In the commits themselves, which then are not the source's byte for byte. */
    IN_COMMITS
  }

  /** All history, no gaps, and the log byte for byte. */
  public static final ReplicaOptions DEFAULT = new ReplicaOptions(new History.All());

  public ReplicaOptions {
    Objects.requireNonNull(history, "history is null");
    Objects.requireNonNull(gap, "gap is null");
    Objects.requireNonNull(times, "times is null");
  }

  /** So much history, no gaps, and the log byte for byte. */
  public ReplicaOptions(History history) {
    this(history, Gap.REFUSE, Times.OF_FILES);
  }

  /** The same, with another answer to gaps. */
  public ReplicaOptions with(Gap other) {
    return new ReplicaOptions(history, other, times);
  }

  /** The same, with commit times elsewhere. */
  public ReplicaOptions with(Times other) {
    return new ReplicaOptions(history, gap, other);
  }
}
