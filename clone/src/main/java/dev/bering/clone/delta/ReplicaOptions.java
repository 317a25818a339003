package dev.bering.clone.delta;

import java.util.Objects;

/**
 * What a person may decide about a replica.
 *
 * @param history how much history a new replica carries
 */
public record ReplicaOptions(History history) {

  /** All history. */
  public static final ReplicaOptions DEFAULT = new ReplicaOptions(new History.All());

  public ReplicaOptions {
    Objects.requireNonNull(history, "history is null");
  }
}
