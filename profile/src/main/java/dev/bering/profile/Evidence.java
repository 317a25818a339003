package dev.bering.profile;

/**
 * Something that the operators or tasks of a node show, and what to try.
 *
 * @param kind what it is about
 * @param weight the share of the time that it accounts for, as far as that can be told; 0 to 1
 * @param fact what was seen, with the figures
 * @param advice what to change
 */
public record Evidence(Kind kind, double weight, String fact, String advice) {

  /** What a node can be slow by. */
  public enum Kind {
    /** One task does most of the work. */
    SKEW,
    /** Fewer tasks than cores. */
    ONE_TASK,
    /** Rows did not fit into memory. */
    SPILL,
    /** The collector of garbage works instead of the tasks. */
    GARBAGE,
    /** What the functions capture is read anew by every task. */
    HEAVY_CLOSURE,
    /** A join makes many more rows than it reads. */
    EXPLODING_JOIN,
    /** Every row meets every row. */
    NESTED_LOOP,
    /** Functions that Spark cannot look into. */
    OPAQUE_FUNCTION,
    /** Planning, listing and waiting on the driver. */
    DRIVER,
    /** More tasks than work. */
    TINY_TASKS,
    /** Bytes that tasks send each other. */
    SHUFFLE,
    /** Reading the inputs. */
    READING,
    /** Nothing of the above: the work itself. */
    WORK
  }
}
