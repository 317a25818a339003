package dev.bering.flow;

import static org.apache.spark.sql.functions.col;

import dev.bering.flow.Detection.Alert;
import dev.bering.flow.Detection.Feature;
import dev.bering.flow.Detection.Scorer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tells flows that are larger than the model's limit from the others. */
@Component(name = "Scoring", version = "3")
final class Score implements MultiTransformer<Score.In, Score.Out> {
  public record In(Frame<Feature> features, ModelItem<Scorer> scorer) {}

  public record Out(
      Frame<Alert> alerts, @Ddl("host STRING NOT NULL, owner STRING") Frame<Row> rejected) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    long limit = in.scorer().model().limit();
    Dataset<Row> features = in.features().df();
    return new Out(
        Frame.of(
            features
                .where(col("bytes").gt(limit))
                .selectExpr("host", "bytes / double(" + limit + ") as score")),
        Frame.of(features.where(col("bytes").leq(limit)).select("host", "owner")));
  }
}
