package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Detection.Feature;
import dev.bering.model.UserException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class FrameModelTest {
  private final SparkSession spark = TestSpark.session();
  private final FlowContext ctx = FlowContext.of(spark);

  public record Sizes(long bytes) {}

  public record Scored(double score) {}

  public record Alerted(String host, double score) {}

  static final class Apply implements MultiTransformer<Apply.In, Apply.Out> {
    public record In(
        Frame<Feature> features,
        @AppliedTo("features") ModelItem<FrameModel<Sizes, Scored>> scorer) {}

    public record Out(Frame<Alerted> alerts) {}

    @Override
    public Out transform(In in, FlowContext ctx) {
      return new Out(Frame.of(in.scorer().model().apply(in.features().df())));
    }
  }

  private static final FrameModel<Sizes, Scored> HALVES =
      FrameModel.of(Sizes.class, Scored.class, row -> new Scored(row.bytes() / 2.0));

  private static Flow<Apply.In, Apply.Out> flow() {
    return Flow.define(
        "detect", Apply.In.class, Apply.Out.class, (b, in) -> b.apply("score", new Apply(), in));
  }

  private Frame<Feature> features() {
    return Frame.of(spark, Feature.class, List.of(new Feature("a", "ann", 3)));
  }

  @Test
  void addsItsColumnsToTheRows() {
    var in = new Apply.In(features(), ModelItem.of("halves", "1", "crc:1", HALVES));
    assertThat(flow().transform(in, ctx).alerts().ds().collectAsList())
        .containsExactly(new Alerted("a", 1.5));
    flow().dryRun(in, ctx);
  }

  @Test
  void showsItsSignatureInThePlan() {
    assertThat(flow().plan().toString())
        .contains(
            "in scorer <- in.scorer: model FrameModel: bytes BIGINT NOT NULL -> score DOUBLE NOT"
                + " NULL\n");
  }

  public record Duration(long bytes, int duration) {}

  public record Wrong(@Nullable String score) {}

  @Test
  void refusesAModelOfAnotherSignatureBeforeDataIsRead() {
    FrameModel<Duration, Wrong> wrong =
        FrameModel.of(Duration.class, Wrong.class, row -> new Wrong("x"));
    Frame<Row> never = Frame.of(spark.sql("SELECT 'a' AS host, 'b' AS owner, 1L AS bytes, 1 AS x"));
    Apply.In in =
        flow().bind(Map.of("features", never, "scorer", ModelItem.of("wrong", "2", "crc", wrong)));
    assertThatThrownBy(() -> flow().transform(in, ctx))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run detect: input scorer, rows for model wrong 2: column duration int is \
            missing.
            Cannot run detect: input scorer, rows of model wrong 2: column score is string, \
            wanted double.""");
  }

  public record Loose(Frame<Feature> features, ModelItem<FrameModel<?, ?>> scorer) {}

  @Test
  void namesTheComponentThatWantsIt() {
    Flow<Loose, Apply.Out> loose =
        Flow.define(
            "loose",
            Loose.class,
            Apply.Out.class,
            (b, in) ->
                b.apply("score", new Apply(), new Apply.In(in.features(), unchecked(in.scorer()))));
    FrameModel<Sizes, Wrong> wrong = FrameModel.of(Sizes.class, Wrong.class, row -> new Wrong("x"));
    assertThatThrownBy(
            () ->
                loose.transform(
                    new Loose(features(), ModelItem.of("wrong", "2", "crc", wrong)), ctx))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot pass loose/in.scorer to score.scorer, rows of model wrong 2: column score is"
                + " string, wanted double.");
  }

  /** What a cast, or a binding by name, lets through javac. */
  @SuppressWarnings("unchecked")
  private static <T> ModelItem<T> unchecked(ModelItem<?> model) {
    return (ModelItem<T>) model;
  }

  public record Missing(
      Frame<Feature> features,
      @AppliedTo("features") ModelItem<FrameModel<Duration, Scored>> scorer,
      @AppliedTo("feature") ModelItem<FrameModel<Sizes, Scored>> other,
      @AppliedTo("features") Frame<Feature> frame) {}

  @Test
  void refusesAModelThatIsAppliedToAFrameWithoutItsColumns() {
    assertThatThrownBy(() -> Bundle.of(Missing.class))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read port FrameModelTest.Missing.scorer, applied to features: column duration \
            int is missing.
            Cannot read port FrameModelTest.Missing.other: it is applied to feature, which is no \
            frame of declared columns.
            Cannot read port FrameModelTest.Missing.frame: it is applied to another, but is no \
            model.""");
  }
}
