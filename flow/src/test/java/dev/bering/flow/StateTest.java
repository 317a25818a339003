package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StateTest {
  public record Count(String host, long count) {}

  public record Wrong(String host, String count) {}

  public record In(Frame<Count> counts) {}

  public record Out(Frame<Count> totals) {}

  public record Two(Frame<Count> counts, Frame<Count> before) {}

  public record Untyped(Frame<Row> rows) {}

  private static final MultiTransformer<Two, Out> ADD =
      Transformers.of(
          Two.class,
          Out.class,
          (in, ctx) ->
              new Out(
                  Frame.of(
                      in.counts()
                          .df()
                          .union(in.before().df())
                          .groupBy("host")
                          .sum("count")
                          .toDF("host", "count"))));

  private static Flow<In, Out> total() {
    return Flow.define(
        "total",
        In.class,
        Out.class,
        (b, in) -> {
          State<Count> series = b.state("series", Count.class);
          var added = b.apply("add", ADD, new Two(in.counts(), series.before()));
          series.after(added.totals());
          return added;
        });
  }

  private static Flow<In, Out> nested() {
    return Flow.define(
        "outer",
        In.class,
        Out.class,
        (b, in) -> {
          var inner = b.apply("detect", total(), in);
          Frame<Count> month = b.history(inner.totals(), Last.days(30));
          return b.apply("again", ADD, new Two(inner.totals(), month));
        });
  }

  @Test
  void standsInThePlanUnderThePathOfItsFlow() {
    assertThat(nested().plan())
        .hasToString(
            """
            flow outer
              in counts: host STRING NOT NULL,count BIGINT NOT NULL
              node detect/add (lambda 1)
                in counts <- in.counts: host STRING NOT NULL,count BIGINT NOT NULL
                in before <- detect/series.before: host STRING NOT NULL,count BIGINT NOT NULL
                out totals: host STRING NOT NULL,count BIGINT NOT NULL
              node again (lambda 1)
                in counts <- detect/add.totals: host STRING NOT NULL,count BIGINT NOT NULL
                in before <- detect.totals.last 30 days: host STRING NOT NULL,count BIGINT NOT NULL
                out totals: host STRING NOT NULL,count BIGINT NOT NULL
              out totals <- again.totals: host STRING NOT NULL,count BIGINT NOT NULL
              nested detect: flow total
              state detect/series <- detect/add.totals: host STRING NOT NULL,count BIGINT NOT NULL
              history of detect/add.totals, last 30 days
            """);
    assertThat(nested().plan().states())
        .extracting(state -> state.before() + " " + state.after())
        .containsExactly("detect/series.before detect/series.after");
  }

  @Test
  void isDrawnAsWhatIsStored() {
    assertThat(total().plan().mermaid())
        .isEqualTo(
            """
            flowchart LR
              n0([counts])
              n1[(series before)]
              n2[add]
              n3([totals])
              n4[(series after)]
              n0 -->|counts| n2
              n1 -->|before| n2
              n2 -->|totals| n3
              n2 -->|totals| n4
            """);
    assertThat(nested().plan().layout().boxes())
        .extracting(box -> box.kind() + " " + box.label() + " " + box.at().level())
        .containsExactly(
            "INPUT counts 0",
            "BEFORE series before 0",
            "BEFORE detect totals last 30 days 0",
            "NODE add 1",
            "NODE again 2",
            "OUTPUT totals 3",
            "AFTER series after 3");
  }

  private static List<String> problems(BiFunction<FlowBuilder, In, Out> body) {
    var told = new AtomicReference<List<String>>(List.of());
    assertThatThrownBy(() -> Flow.define("bad", In.class, Out.class, body))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> told.set(e.problems().stream().map(StateTest::text).toList()));
    return told.get();
  }

  /** A frame whose rows are not what its type says, as raw types allow. */
  @SuppressWarnings("unchecked")
  private static Frame<Wrong> untyped(Frame<?> frame) {
    return (Frame<Wrong>) frame;
  }

  private static String text(Problem problem) {
    return problem.code() + " " + problem.message();
  }

  @Test
  void collectsEverythingThatIsWrong() {
    assertThat(
            problems(
                (b, in) -> {
                  State<Count> open = b.state("open", Count.class);
                  State<Count> twice = b.state("twice", Count.class);
                  b.state("open", Count.class).before();
                  b.state("9", Count.class);
                  State<Wrong> wrong = b.state("wrong", Wrong.class);
                  wrong.after(untyped(in.counts()));
                  var added = b.apply("add", ADD, new Two(open.before(), twice.before()));
                  twice.after(added.totals());
                  twice.after(in.counts());
                  return added;
                }))
        .containsExactly(
            "FLOW_NODE_DUPLICATE Cannot add state open to flow bad: there is a state of this id"
                + " already.",
            "FLOW_NODE_ID Cannot add state '9' to flow bad: its id is not made of letters, digits,"
                + " - and _.",
            "FLOW_COLUMN_TYPE Cannot wire bad/in.counts to bad/wrong.after: column count is bigint,"
                + " wanted string.",
            "FLOW_STATE_TWICE Cannot wire bad/twice.after: it is wired already.",
            "FLOW_STATE_OPEN Cannot build flow bad: nothing says what a slice leaves in state"
                + " open.",
            "FLOW_STATE_OPEN Cannot build flow bad: nothing says what a slice leaves in state 9.",
            "FLOW_HANDLE_UNUSED Cannot build flow bad: nothing uses bad/9.before.",
            "FLOW_HANDLE_UNUSED Cannot build flow bad: nothing uses bad/wrong.before.");
  }

  @Test
  void mayBeOverlookedNeitherBeforeNorAfter() {
    assertThat(
            problems(
                (b, in) -> {
                  b.state("series", Count.class);
                  return new Out(in.counts());
                }))
        .containsExactly(
            "FLOW_STATE_OPEN Cannot build flow bad: nothing says what a slice leaves in state"
                + " series.",
            "FLOW_HANDLE_UNUSED Cannot build flow bad: nothing uses bad/series.before.");
  }

  @Test
  void historyNeedsColumnsAndALength() {
    MultiTransformer<In, Untyped> untyped =
        Transformers.of(
            In.class, Untyped.class, (in, ctx) -> new Untyped(Frame.of(in.counts().df())));
    assertThat(
            problems(
                (b, in) -> {
                  b.history(b.apply("any", untyped, in).rows(), Last.hours(6));
                  return new Out(in.counts());
                }))
        .containsExactly(
            "FLOW_HISTORY_COLUMNS Cannot read the last 6 hours of bad/any.rows: its columns are not"
                + " declared.");
    assertThatThrownBy(() -> Last.days(0))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read a history of PT0S: it does not reach back.");
    assertThat(List.of(Last.days(1), Last.hours(48), new Last(Duration.ofMinutes(90))))
        .extracting(Last::toString)
        .containsExactly("last day", "last 2 days", "last PT1H30M");
  }

  @Test
  @Tag("spark")
  void isEmptyInADryRunAndRefusedInARun() {
    var ctx = FlowContext.of(TestSpark.session());
    nested().dryRun(ctx);
    In in = new In(Frame.of(ctx.spark(), Count.class, List.of()));
    assertThatThrownBy(() -> nested().transform(in, ctx))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run outer: state detect/series is not bound.
            Cannot run outer: the last 30 days of detect/add.totals is not bound.""");
  }
}
