package dev.bering.flow;

import dev.bering.model.UserException;

/**
 * Rows that a flow hands from one slice of time to the next, while the flow is being built. What a
 * slice leaves is the whole state, not a change to it, so that every slice can be run again.
 *
 * <pre>{@code
 * State<Series> series = b.state("series", Series.class);
 * var scored = b.apply("score", new Score(), new Score.In(in.features(), series.before()));
 * series.after(scored.series());
 * }</pre>
 *
 * @param <S> the record of the rows
 */
public final class State<S extends Record> {
  private final FlowBuilder builder;
  private final String name;
  private final Frame<S> before;

  State(FlowBuilder builder, String name, Frame<S> before) {
    this.builder = builder;
    this.name = name;
    this.before = before;
  }

  /** What the slice before left; no rows in the first slice. */
  public Frame<S> before() {
    return before;
  }

  /**
   * Says what this slice leaves. The builder takes down what is wrong with it, a second call among
   * that.
   *
   * @throws UserException FLOW_BUILDER_CLOSED after the body has returned
   */
  public void after(Frame<S> after) {
    builder.after(name, after);
  }
}
