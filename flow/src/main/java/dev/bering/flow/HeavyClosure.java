package dev.bering.flow;

/**
 * A function of rows that captures so much that it should be broadcast: Spark sends it with the
 * code of each stage, and every task unpacks it.
 *
 * @param node the node that made the frame
 * @param function the class of the function, or the name under which it is registered
 * @param bytes its serialised size
 */
public record HeavyClosure(String node, String function, long bytes) {

  /** From this size on, in bytes, a function is heavy; Spark itself warns at 1000 KiB. */
  static final long LIMIT = 1L << 20;

  @Override
  public String toString() {
    return "%s: %s captures %d bytes, which every task unpacks; capture ctx.broadcast(...) instead"
        .formatted(node, function, bytes);
  }
}
