package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class SemanticTest {
  private final SparkSession spark = TestSpark.session();
  private final FlowContext ctx = FlowContext.of(spark);

  public record Place(@Semantic("ip-address") String ip) {}

  public record Flowed(
      @Semantic("ip-address") String source, @Semantic("host-id") String host, String note) {}

  public record Located(@Semantic("ip-address") String source, List<Place> places) {}

  public record Addressed(@Semantic("ip-address") String source) {}

  public record Hosted(@Semantic("host-id") String source, @Semantic("person") String note) {}

  public record Plain(String source, String note) {}

  public record In(Frame<Flowed> rows) {}

  public record Addresses(Frame<Addressed> rows) {}

  public record Hosts(Frame<Hosted> rows) {}

  public record Plains(Frame<Plain> rows) {}

  public record Anything(Frame<Row> rows) {}

  private static <I extends Record, O extends Record> MultiTransformer<I, O> giving(
      Class<I> in, Class<O> out, O result) {
    return Transformers.of(in, out, (bundle, ctx) -> result);
  }

  @Test
  void refusesAnotherMeaningAndNone() {
    Frame<?> none = Frame.of(spark.range(1).toDF());
    assertThatThrownBy(
            () ->
                Flow.define(
                    "swap",
                    In.class,
                    Hosts.class,
                    (b, in) ->
                        b.apply(
                            "hosts",
                            giving(Hosts.class, Hosts.class, new Hosts(unchecked(none))),
                            new Hosts(unchecked(in.rows())))))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        new Problem(
                            "FLOW_COLUMN_SEMANTIC",
                            "Cannot wire swap/in.rows to swap/hosts.rows: column source is"
                                + " ip-address, wanted host-id.",
                            "declare @Semantic(\"host-id\") where it is made, or wire another"
                                + " column"),
                        new Problem(
                            "FLOW_COLUMN_SEMANTIC",
                            "Cannot wire swap/in.rows to swap/hosts.rows: column note is of no"
                                + " declared meaning, wanted person.",
                            "declare @Semantic(\"person\") where it is made, or wire another"
                                + " column")));
  }

  /** What a cast, or a binding by name, lets through javac. */
  @SuppressWarnings("unchecked")
  private static <T> Frame<T> unchecked(Frame<?> frame) {
    return (Frame<T>) frame;
  }

  @Test
  void letsAConsumerThatDeclaresNoneReadAny() {
    Flow<In, Plains> flow =
        Flow.define(
            "plain",
            In.class,
            Plains.class,
            (b, in) ->
                b.apply(
                    "copy",
                    Transformers.of(Plains.class, Plains.class, (rows, c) -> rows),
                    new Plains(unchecked(in.rows()))));
    assertThat(flow.transform(new In(flowed()), ctx).rows().columns())
        .containsExactly("source", "note");
  }

  private Frame<Flowed> flowed() {
    return Frame.of(spark, Flowed.class, List.of(new Flowed("10.0.0.1", "h1", "x")));
  }

  @Test
  void refusesAFrameThatSaysItMeansSomethingElse() {
    Flow<Anything, Hosts> flow =
        Flow.define(
            "late",
            Anything.class,
            Hosts.class,
            (b, in) ->
                b.apply(
                    "hosts",
                    Transformers.of(Hosts.class, Hosts.class, (rows, c) -> rows),
                    new Hosts(unchecked(in.rows()))));
    assertThatThrownBy(() -> flow.transform(new Anything(unchecked(flowed())), ctx))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot pass late/in.rows to hosts.rows: column source is ip-address, wanted"
                + " host-id.");
  }

  @Test
  void givesColumnsTheMeaningOfThePortTheyCross() {
    Flow<Anything, Addresses> flow =
        Flow.define(
            "read",
            Anything.class,
            Addresses.class,
            (b, in) ->
                b.apply(
                    "copy",
                    Transformers.of(
                        Anything.class,
                        Addresses.class,
                        (rows, c) -> new Addresses(unchecked(rows.rows()))),
                    in));
    Frame<Row> silent = Frame.of(spark.sql("SELECT '10.0.0.1' AS source, 1 AS more"));
    Frame<Row> fitting = Frame.of(spark.sql("SELECT '10.0.0.1' AS source"));
    StructType columns = RecordEncoder.schema(Addressed.class);
    assertThat(Meaning.all(columns)).containsExactly("source is ip-address");
    assertThat(List.of(silent, fitting))
        .allSatisfy(
            rows ->
                assertThat(
                        Meaning.all(flow.transform(new Anything(rows), ctx).rows().df().schema()))
                    .containsExactly("source is ip-address"));
    Frame<Addressed> guarded = flow.transform(new Anything(silent), ctx).rows().as(Addressed.class);
    assertThat(Meaning.all(guarded.df().schema())).containsExactly("source is ip-address");
    assertThat(guarded.ds().collectAsList()).containsExactly(new Addressed("10.0.0.1"));
  }

  public record Deep(Frame<Located> rows) {}

  @Test
  void showsMeaningsInPlanAndPicture() {
    Flow<Deep, Deep> flow = Flow.define("deep", Deep.class, Deep.class, (b, in) -> in);
    String columns =
        "source STRING NOT NULL,places ARRAY<STRUCT<ip: STRING NOT NULL>> NOT NULL where source is"
            + " ip-address, places.element.ip is ip-address";
    assertThat(flow.plan())
        .hasToString(
            """
            flow deep
              in rows: %s
              out rows <- in.rows: %s
            """
                .formatted(columns, columns));
    assertThat(flow.plan().mermaid())
        .isEqualTo(
            """
            flowchart LR
              n0([rows])
              n1([rows])
              n0 -->|rows: source is ip-address, places.element.ip is ip-address| n1
            """);
  }

  public record Misnamed(@Semantic("IP address") String ip) {}

  @Test
  void refusesAMeaningThatIsNoName() {
    assertThatThrownBy(() -> RecordEncoder.schema(Misnamed.class))
        .hasMessage(
            "Cannot read column SemanticTest.Misnamed.ip: @Semantic(\"IP address\") is no name.");
  }
}
