package dev.bering.flow;

/**
 * How much a run keeps in Spark's cache.
 *
 * @param maxPorts how many ports are kept at most
 */
public record CachePolicy(int maxPorts) {

  public CachePolicy {
    if (maxPorts < 0) {
      throw new IllegalStateException("a cache of %d ports".formatted(maxPorts));
    }
  }

  /** Ports that are read more than once, four at most. */
  public static CachePolicy standard() {
    return new CachePolicy(4);
  }

  /** Nothing is kept: what is read twice is computed twice. To compare with. */
  public static CachePolicy none() {
    return new CachePolicy(0);
  }
}
