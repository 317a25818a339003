package dev.bering.flow;

/**
 * A component with several named inputs and outputs. Its ports are the components of two records,
 * each a {@link Frame} or a {@link ModelItem}:
 *
 * <pre>{@code
 * @Component(version = "3")
 * public final class Score implements MultiTransformer<Score.In, Score.Out> {
 *   public record In(Frame<Feature> features, ModelItem<Scorer> scorer) {}
 *   public record Out(Frame<Alert> alerts, @Ddl("host STRING, reason STRING") Frame<Row> rejected) {}
 *
 *   public Out transform(In in, FlowContext ctx) { ... }
 * }
 * }</pre>
 *
 * <p>What a port declares is all that passes it: columns beyond the declared ones are dropped on
 * the way out of a component and on the way into the next, and narrower types are widened.
 *
 * <p>A component is stateless: it holds configuration only, and the same instance may serve several
 * nodes. It describes frames and runs nothing: an action inside {@code transform} ({@code count},
 * {@code collect}) is a hidden cost, and {@link Flow#dryRun} refuses it. A {@link Flow} is a
 * component too.
 *
 * @param <I> the record of the inputs
 * @param <O> the record of the outputs
 */
@FunctionalInterface
public interface MultiTransformer<I extends Record, O extends Record> {

  /** Describes the outputs in terms of the inputs. */
  O transform(I in, FlowContext ctx);
}
