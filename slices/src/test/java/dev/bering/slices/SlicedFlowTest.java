package dev.bering.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Ddl;
import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.flow.Last;
import dev.bering.flow.ModelItem;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.PortSpec;
import dev.bering.flow.State;
import dev.bering.flow.Transformers;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SlicedFlowTest {
  public record Event(Instant at, String host, long bytes) {}

  public record Total(String host, long bytes) {}

  public record In(Frame<Event> events, Frame<Total> limits, ModelItem<String> scorer) {}

  public record Totals(Frame<Total> totals, @Ddl("slice_day DATE") Frame<Row> days) {}

  public record Both(
      Frame<Event> events, Frame<Total> limits, ModelItem<String> scorer, Frame<Total> before) {}

  public record Two(Frame<Total> totals, Frame<Total> month) {}

  public record Out(Frame<Total> totals, Frame<Row> any) {}

  private static <I extends Record, O extends Record> MultiTransformer<I, O> any(
      Class<I> in, Class<O> out) {
    return Transformers.of(
        in,
        out,
        (bundle, ctx) -> {
          throw new UnsupportedOperationException();
        });
  }

  private static Flow<In, Out> flow() {
    return Flow.define(
        "detect",
        In.class,
        Out.class,
        (b, in) -> {
          State<Total> series = b.state("series", Total.class);
          var summed =
              b.apply(
                  "sum",
                  any(Both.class, Totals.class),
                  new Both(in.events(), in.limits(), in.scorer(), series.before()));
          series.after(summed.totals());
          b.ignore(summed.days(), "published only");
          return b.apply(
              "score",
              any(Two.class, Out.class),
              new Two(summed.totals(), b.history(summed.totals(), Last.days(30))));
        });
  }

  public record Parts(List<Frame<Event>> parts, Optional<Frame<Total>> limits) {}

  public record Gathered(Frame<Total> totals) {}

  @Test
  void hasAsManyOptionalAndRepeatedInputsAsAreBound() {
    SlicedFlow.Builder builder =
        SlicedFlow.of(Flow.of("gather", any(Parts.class, Gathered.class)), Grain.HOURLY)
            .startingAt("2026-01-01T00")
            .ledger("/lake/ledger")
            .reading("parts[0]", SliceInput.whole("/lake/a"))
            .reading("parts[1]", SliceInput.whole("/lake/b"))
            .publishing("totals", "/lake/totals");
    assertThat(builder.build().flow().plan().inputs())
        .extracting(PortSpec::name)
        .containsExactly("parts[0]", "parts[1]");

    assertThatThrownBy(builder.reading("parts[3]", SliceInput.whole("/lake/c"))::build)
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .containsExactly(
                        "Cannot slice gather: input parts[2] is not bound.",
                        "Cannot slice gather: there is no input parts[3]."));
  }

  @Test
  void tellsAllThatIsWrongAtOnce() {
    var builder =
        SlicedFlow.of(flow(), Grain.HOURLY)
            .startingAt("2026-01-01T00:30")
            .reading("event", SliceInput.whole("/lake/events"))
            .reading("events", SliceInput.sliced("/lake/events", SliceKey.partitions("day")))
            .reading("scorer", SliceInput.whole("/lake/scorer"))
            .publishing("totals", "/lake/events/totals", SliceKey.time("at"))
            .publishing("any", "/lake/any", SliceKey.time("at"))
            .publishing("sum.days", "/lake/any/days")
            .publishing("alerts", "/lake/alerts");
    assertThatThrownBy(builder::build)
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems().stream().map(p -> p.code() + " " + p.message()))
                    .containsExactlyElementsOf(
                        Arrays.asList(
                            """
                            SLICE_LABEL Cannot read slice '2026-01-01T00:30': slices of an hour begin at 2026-01-01T00 and 2026-01-01T01.
                            SLICE_LEDGER Cannot slice detect: it has no ledger.
                            SLICE_INPUT_UNBOUND Cannot slice detect: input limits is not bound.
                            SLICE_INPUT_UNBOUND Cannot slice detect: input scorer is not bound.
                            SLICE_INPUT_UNKNOWN Cannot slice detect: there is no input event.
                            SLICE_INPUT_KIND Cannot slice detect: input scorer is a model.
                            SLICE_INPUT_KEY Cannot slice detect: input events is sliced by day, which does not tell slices of an hour apart.
                            SLICE_KEY_COLUMN Cannot slice port totals of detect by column at: there is no such column.
                            SLICE_OUTPUT_INPUT Cannot slice detect: port totals is published to /lake/events/totals, and input event is read from /lake/events.
                            SLICE_OUTPUT_INPUT Cannot slice detect: port totals is published to /lake/events/totals, and input events is read from /lake/events.
                            SLICE_OUTPUT_COLUMNS Cannot slice detect: port any does not declare its columns.
                            SLICE_OUTPUT_STAMP Cannot slice detect: port sum.days has a column slice_day, which the engine adds.
                            SLICE_OUTPUT_OVERLAP Cannot slice detect: port any is published to /lake/any, and port sum.days to /lake/any/days.
                            SLICE_OUTPUT_UNKNOWN Cannot slice detect: there is no port alerts.
                            SLICE_STATE_TABLE Cannot slice detect: state series has no table.
                            SLICE_HISTORY_TABLE Cannot slice detect: the last 30 days of sum.totals is read, which is not published.
                            """
                                .split("\n"))));
  }

  private static SlicedFlow.Builder bound() {
    return SlicedFlow.of(flow(), Grain.HOURLY)
        .startingAt("2026-01-01T00")
        .ledger("/lake/ledger")
        .reading("events", SliceInput.sliced("/lake/events", SliceKey.time("at")))
        .reading("limits", SliceInput.whole("/lake/limits"))
        .model("scorer", ModelItem.of("scorer", "1", "x"))
        .keeping("series", "/lake/series")
        .publishing("sum.totals", "/lake/totals");
  }

  @Test
  void isBoundAndKnowsWhatItRolledUp() {
    SlicedFlow sliced =
        bound().rollingUp("sum.totals", "/lake/totals_daily", any(Day.class, Day.class)).build();
    assertThat(sliced.isStateful()).isTrue();
    assertThat(sliced.until(Instant.parse("2026-01-01T02:59:59Z")))
        .hasToString("2026-01-01T00 to 2026-01-01T01");
    assertThat(sliced.until(Instant.parse("2025-01-01T00:00:00Z"))).hasToString("no slice");
    assertThat(sliced.rollUps()).containsOnlyKeys("sum.totals");
    SlicedFlow daily = sliced.rollUps().values().iterator().next();
    assertThat(daily.name()).isEqualTo("detect_sum_totals_daily");
    assertThat(daily.first()).hasToString("2026-01-01");
    assertThat(daily.isStateful()).isFalse();
  }

  public record Day(Frame<Total> rows) {}

  public record OtherDay(Frame<Event> rows) {}

  @Test
  void rollsUpWhatIsPublishedInTheSameColumns() {
    assertThatThrownBy(
            () ->
                bound()
                    .rollingUp("sum.totals", "/lake/d", any(Day.class, OtherDay.class))
                    .rollingUp("totals", "/lake/e", any(Day.class, Day.class))
                    .build())
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot slice detect: port sum.totals is rolled up by a component that does not turn its rows into rows of the same columns.
            Cannot slice detect: port totals is to be rolled up, which is not published.""");
  }

  @Test
  void rollsUpToTablesOfTheirOwn() {
    assertThatThrownBy(
            () ->
                bound()
                    .rollingUp("sum.totals", "/lake/totals", any(Day.class, Day.class))
                    .rollingUp("sum.totals", "/lake/events", any(Day.class, Day.class))
                    .build())
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot slice detect: port sum.totals is published to /lake/totals, and port sum.totals by day to /lake/totals.
            Cannot slice detect: port sum.totals by day is published to /lake/events, and input events is read from /lake/events.
            Cannot slice detect: ports sum.totals and sum.totals are both to be rolled up by flow detect_sum_totals_daily.""");
  }

  @Test
  void readsWhatOthersPublishInTheSameLedger() {
    SlicedFlow source = bound().build();
    assertThatThrownBy(
            () ->
                SlicedFlow.of(flow(), Grain.every(java.time.Duration.ofMinutes(90)))
                    .startingAt("2026-01-01T00:00")
                    .ledger("/lake/other")
                    .reading("events", SliceInput.published(source, "sum.days"))
                    .reading("limits", SliceInput.whole("/lake/limits"))
                    .model("scorer", ModelItem.of("scorer", "1", "x"))
                    .keeping("series", "/lake/other/series")
                    .publishing("sum.totals", "/lake/x")
                    .build())
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot slice detect: input events reads sum.days of detect, which is not published.
            Cannot slice detect: input events reads slices of an hour, of which PT1H30M is no multiple.
            Cannot slice detect: input events reads what detect publishes, whose ledger is /lake/ledger.
            Cannot slice detect: port series.after is published to /lake/other/series, and the ledger is /lake/other.""");
  }
}
