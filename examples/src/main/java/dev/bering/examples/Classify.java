package dev.bering.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.when;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.ModelItem;
import dev.bering.flow.MultiTransformer;
import org.apache.spark.sql.Column;

/**
 * Applies the model to each window. Bytes that go out and nearly nothing that comes back outweigh
 * whatever it says. The model becomes a column expression, so Spark compiles it with the rest of
 * the query and nothing is shipped to a function.
 */
@Component
public final class Classify implements MultiTransformer<Classify.In, Classify.Out> {

  private static final double EXFILTRATION_RATIO = 1_000;
  private static final long EXFILTRATION_BYTES = 1_000_000;

  /** What it reads. */
  public record In(Frame<FeatureRow> features, ModelItem<LogisticModel> model) {}

  /** What it makes: one row a window; the score is the probability of an attack. */
  public record Out(Frame<DetectionRow> classification) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    LogisticModel model = in.model().model();
    Column exfiltration =
        col("byte_ratio").gt(EXFILTRATION_RATIO).and(col("src_bytes_sum").geq(EXFILTRATION_BYTES));
    Column reason =
        when(exfiltration, "exfiltration").when(col("score").geq(model.threshold()), "attack");
    return new Out(
        Frame.of(
            in.features()
                .df()
                .withColumn("score", probability(model))
                .withColumn("reason", reason)));
  }

  private static Column probability(LogisticModel model) {
    Column logOdds = lit(model.intercept());
    for (LogisticModel.Term term : model.terms()) {
      Column standardised = col(term.feature()).minus(term.mean()).divide(term.scale());
      logOdds = logOdds.plus(standardised.multiply(term.weight()));
    }
    return lit(1.0).divide(exp(negate(logOdds)).plus(1.0));
  }
}
