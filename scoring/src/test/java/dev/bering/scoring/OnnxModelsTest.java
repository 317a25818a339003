package dev.bering.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bering.flow.AppliedTo;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.FrameModel;
import dev.bering.flow.ModelItem;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.TestSpark;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class OnnxModelsTest {
  private static final float[] WEIGHTS = {0.5f, -1.25f, 2f};
  private static final float BIAS = -0.75f;

  private final SparkSession spark = TestSpark.session();
  private final FlowContext ctx = FlowContext.of(spark);
  @TempDir private Path folder;

  @SuppressWarnings("ArrayRecordComponent") // a column of numbers
  public record Features(String host, float[] features) {}

  @SuppressWarnings("ArrayRecordComponent") // a column of numbers
  public record Given(float[] features) {}

  public record Scored(float score) {}

  public record Alert(String host, float score) {}

  static final class Score implements MultiTransformer<Score.In, Score.Out> {
    public record In(
        Frame<Features> features,
        @AppliedTo("features") ModelItem<FrameModel<Given, Scored>> scorer) {}

    public record Out(Frame<Alert> alerts) {}

    @Override
    public Out transform(In in, FlowContext ctx) {
      return new Out(Frame.of(in.scorer().model().apply(in.features().df())));
    }
  }

  private static Flow<Score.In, Score.Out> flow() {
    return Flow.define(
        "detect", Score.In.class, Score.Out.class, (b, in) -> b.apply("score", new Score(), in));
  }

  private ModelItem<FrameModel<?, ?>> model(String name, byte[] bytes) {
    Path file = folder.resolve(name + ".onnx");
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return OnnxModels.read(name, "3", file);
  }

  @Test
  void addsItsOutputsToTheRowsAsPlainJavaComputesThem() {
    var random = new Random(7);
    var rows = new ArrayList<Features>();
    for (int i = 0; i < 3000; i++) { // more than one batch
      rows.add(
          new Features(
              "h" + i, new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat()}));
    }
    ModelItem<FrameModel<?, ?>> logistic = model("logistic", OnnxFile.logistic(WEIGHTS, BIAS));
    var in =
        new Score.In(Frame.of(spark, Features.class, rows), logistic.as(Given.class, Scored.class));
    flow().dryRun(in, ctx);

    List<Alert> alerts = flow().transform(in, ctx).alerts().ds().collectAsList();

    assertThat(alerts).hasSize(3000);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(alerts.get(i).host()).isEqualTo(rows.get(i).host());
      assertThat(alerts.get(i).score()).isCloseTo(logistic(rows.get(i).features()), within(1e-6f));
    }

    int open = OnnxSessions.count();
    assertThat(flow().transform(in, ctx).alerts().ds().collectAsList()).isEqualTo(alerts);
    assertThat(OnnxSessions.count()).isEqualTo(open);
  }

  private static float logistic(float[] features) {
    double sum = BIAS;
    for (int i = 0; i < features.length; i++) {
      sum += features[i] * WEIGHTS[i];
    }
    return (float) (1 / (1 + Math.exp(-sum)));
  }

  @Test
  void takesSignatureAndDigestFromTheFile() {
    ModelItem<FrameModel<?, ?>> logistic = model("logistic", OnnxFile.logistic(WEIGHTS, BIAS));
    assertThat(logistic).hasToString("model logistic 3");
    assertThat(logistic.model().input().toDDL()).isEqualTo("features ARRAY<FLOAT> NOT NULL");
    assertThat(logistic.model().output().toDDL()).isEqualTo("score FLOAT NOT NULL");
    assertThat(logistic.digest()).matches("sha256:[0-9a-f]{64}");
    assertThat(model("other", OnnxFile.logistic(WEIGHTS, 0)).digest())
        .isNotEqualTo(logistic.digest());
    FrameModel<?, ?> sum = model("sum", OnnxFile.sum()).model();
    assertThat(sum.input().toDDL()).isEqualTo("left BIGINT NOT NULL,right BIGINT NOT NULL");
    assertThat(sum.apply(spark.sql("SELECT 2L AS left, 40L AS RIGHT")).collectAsList())
        .extracting(row -> row.getLong(2))
        .containsExactly(42L);
  }

  @Test
  void isRefusedByAPortThatWantsAnother() {
    Frame<Row> features = Frame.of(spark.sql("SELECT 'a' AS host, array(1f, 2f, 3f) AS features"));
    Score.In in = flow().bind(Map.of("features", features, "scorer", model("sum", OnnxFile.sum())));
    assertThatThrownBy(() -> flow().transform(in, ctx))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run detect: input scorer, rows for model sum 3: column left bigint is missing.
            Cannot run detect: input scorer, rows for model sum 3: column right bigint is missing.
            Cannot run detect: input scorer, rows of model sum 3: column score float is missing.""");
  }

  @Test
  void refusesFilesThatAreNoModelsOfColumns() {
    assertThatThrownBy(() -> OnnxModels.read("none", "1", folder.resolve("none.onnx")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read model none: there is no file %s that can be read."
                .formatted(folder.resolve("none.onnx")));
    assertThatThrownBy(() -> model("text", "no model".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot read model text: text.onnx is no ONNX model: ");
    assertThatThrownBy(() -> model("odd", OnnxFile.odd()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read model odd: its input image has the shape [-1, 3, 2].
            Cannot read model odd: its input text holds STRING.
            Cannot read model odd: its input fixed has the shape [1, 2].
            Cannot read model odd: its output same has the shape [-1, 3, 2].
            Cannot read model odd: its output sameText holds STRING.
            Cannot read model odd: its output sameFixed has the shape [1, 2].""");
  }

  @Test
  void failsOnRowsItCannotTake() {
    FrameModel<?, ?> logistic = model("logistic", OnnxFile.logistic(WEIGHTS, BIAS)).model();
    assertThatThrownBy(
            () ->
                logistic
                    .apply(spark.sql("SELECT array(1f, float(null), 3f) AS features"))
                    .collectAsList())
        .hasStackTraceContaining("column features is null, model logistic takes none");
    assertThatThrownBy(
            () -> logistic.apply(spark.sql("SELECT array(1f, 2f) AS features")).collectAsList())
        .hasStackTraceContaining("column features holds 2 numbers, wanted 3");
  }
}
