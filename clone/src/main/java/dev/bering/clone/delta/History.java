package dev.bering.clone.delta;

import java.time.Instant;

/**
 * How much of a table's history a new replica carries. Whatever it is, the versions that are
 * carried keep their numbers, and a replica that exists only ever grows.
 */
public sealed interface History {

  /** Every version that the source retains. */
  record All() implements History {}

  /** The version, or the newest one before it that a checkpoint holds, and all after it. */
  record SinceVersion(long version) implements History {}

  /** The version that was current at that time, likewise. */
  record Since(Instant time) implements History {}

  /** The newest checkpoint and all after it: the least that keeps version numbers. */
  record CheckpointOnly() implements History {}
}
