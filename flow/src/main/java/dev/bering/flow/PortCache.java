package dev.bering.flow;

import java.util.Objects;

/**
 * What became of a port that is read more than once.
 *
 * @param kept where it was kept
 * @param why the reason, as part of a sentence; empty for a port that is simply kept
 */
public record PortCache(PortRef port, Kept kept, String why) {

  /** Where the rows of a port are between two writes. */
  public enum Kept {
    /** In memory, and on disk as far as it does not suffice. */
    MEMORY("in memory"),
    /** On disk, because they look too large for the memory there is. */
    DISK("on disk"),
    /** Where somebody else keeps equal rows. */
    ELSEWHERE("kept by another"),
    /** Nowhere: they are computed again. */
    NOWHERE("not kept");

    private final String words;

    Kept(String words) {
      this.words = words;
    }
  }

  public PortCache {
    Objects.requireNonNull(port, "port is null");
    Objects.requireNonNull(kept, "kept is null");
    Objects.requireNonNull(why, "why is null");
  }

  /** Whether the run itself kept it. */
  public boolean isKept() {
    return kept == Kept.MEMORY || kept == Kept.DISK;
  }

  /** {@code enrich.features on disk: 3 GiB ...}. */
  @Override
  public String toString() {
    return why.isEmpty()
        ? "%s %s".formatted(port, kept.words)
        : "%s %s: %s".formatted(port, kept.words, why);
  }
}
