package dev.bering.slices;

/**
 * Why a slice must run.
 *
 * @param detail what differs, for people; empty if the kind says it all
 */
public record Reason(Kind kind, String detail) {

  /** The kinds of reasons. */
  public enum Kind {
    /** It was never published. */
    NEW,
    /** The last attempt failed, whether it was published before or not. */
    FAILED,
    /** Rows of the slice at an input are others than those it was made of. */
    INPUT_CHANGED,
    /** Components, wires or columns of the flow are others. */
    COMPONENT_CHANGED,
    /** A port is published to another table than the slice was. */
    OUTPUT_MOVED,
    /** A model is another. */
    MODEL_CHANGED,
    /** A parameter is another. */
    PARAMETERS,
    /** The slice before it left something else than it was made of. */
    STATE_CHANGED,
    /** Earlier slices of a port hold something else than it was made of. */
    HISTORY_CHANGED,
    /** An input asks for slices before a new one to be run again. */
    LOOKBACK,
    /** Somebody asked for it. */
    ASKED,
    /** An earlier slice runs; if what it leaves changes, so must this one. */
    PERHAPS
  }

  @Override
  public String toString() {
    return detail.isEmpty() ? kind.name() : kind + " " + detail;
  }
}
