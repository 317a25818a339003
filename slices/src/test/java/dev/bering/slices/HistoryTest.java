package dev.bering.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Component;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.Last;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.TestSpark;
import dev.bering.flow.Transformers;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.slices.Platform.Total;
import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class HistoryTest {
  private static final Grain HALF_DAY = Grain.every(Duration.ofHours(12));

  public record Timed(Instant at, String host, long bytes) {}

  public record In(Frame<Timed> events) {}

  public record Sums(Frame<Total> sums) {}

  public record Both(Frame<Total> sums, Frame<Total> earlier) {}

  public record Recent(Frame<Total> recent) {}

  public record Rows(Frame<Total> rows) {}

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  private String at(String table) {
    return folder.resolve(table).toString();
  }

  private static Frame<Total> total(Dataset<Row> rows) {
    return Frame.of(rows.groupBy("host").sum("bytes").toDF("host", "bytes"));
  }

  private static final MultiTransformer<In, Sums> SUM =
      Transformers.of(In.class, Sums.class, (in, ctx) -> new Sums(total(in.events().df())));

  private static final MultiTransformer<Both, Recent> ADD =
      Transformers.of(
          Both.class,
          Recent.class,
          (in, ctx) -> new Recent(total(in.sums().df().unionByName(in.earlier().df()))));

  private static final MultiTransformer<Rows, Rows> DAY =
      Transformers.of(Rows.class, Rows.class, (in, ctx) -> new Rows(total(in.rows().df())));

  /** As {@link #DAY}, of a later version. */
  @Component(version = "2")
  static final class DayAnew implements MultiTransformer<Rows, Rows> {
    @Override
    public Rows transform(Rows in, FlowContext ctx) {
      return new Rows(total(in.rows().df()));
    }
  }

  private static Flow<In, Recent> flow() {
    return Flow.define(
        "recent",
        In.class,
        Recent.class,
        (b, in) -> {
          var summed = b.apply("sum", SUM, in);
          Frame<Total> earlier = b.history(summed.sums(), Last.hours(36));
          return b.apply("add", ADD, new Both(summed.sums(), earlier));
        });
  }

  private SlicedFlow.Builder binding() {
    return SlicedFlow.of(flow(), HALF_DAY)
        .startingAt("2026-01-01T00")
        .ledger(at("ledger"))
        .reading("events", SliceInput.sliced(at("events"), SliceKey.time("at")))
        .publishing("sum.sums", at("sums"))
        .publishing("recent", at("recent"));
  }

  private void append(String... rows) {
    List<Timed> events =
        Arrays.stream(rows)
            .map(row -> row.split(" "))
            .map(c -> new Timed(Instant.parse(c[0] + ":00:00Z"), c[1], Long.parseLong(c[2])))
            .toList();
    Frame.of(TestSpark.session(), Timed.class, events)
        .df()
        .coalesce(1)
        .write()
        .format("delta")
        .mode(SaveMode.Append)
        .save(at("events"));
  }

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-03T00:00:00Z"), ZoneOffset.UTC);

  private static SliceRunner runner() {
    return new SliceRunner(TestSpark.session(), CLOCK, Progress.NONE);
  }

  private static SlicePlanner planner() {
    return new SlicePlanner(TestSpark.session(), CLOCK);
  }

  private static String told(LedgerEntry entry) {
    return entry.read("sum.sums.last 36 hours").orElseThrow().source();
  }

  @Test
  void readsWholeDaysWhereTheyAreRolledUpAndSlicesWhereNot() {
    append("2026-01-01T01 a 1", "2026-01-01T13 a 2", "2026-01-02T01 a 4", "2026-01-02T13 a 8");
    SlicedFlow flow = binding().rollingUp("sum.sums", at("sums_daily"), DAY).build();

    SlicedReport report = runner().run(SliceRun.of(flow, "2026-01-01T00", "2026-01-02T12"));
    assertThat(report.done())
        .extracting(done -> done.slice() + ": " + told(done.entry()))
        .containsExactly(
            "2026-01-01T00: nothing",
            "2026-01-01T12: slices 2026-01-01T00 to 2026-01-01T00",
            "2026-01-02T00: days 2026-01-01 to 2026-01-01",
            "2026-01-02T12: days 2026-01-01 to 2026-01-01, slices 2026-01-02T00 to 2026-01-02T00");
    assertThat(report.rolledUp())
        .containsExactly("recent_sum_sums_daily 2026-01-01", "recent_sum_sums_daily 2026-01-02");
    Dataset<Row> recent = runner().published(flow, "recent", report.range());
    assertThat(Platform.text(recent)).containsExactly("a 1", "a 15", "a 3", "a 7");

    // The file of the late row spans both days, yet only one slice holds it.
    append("2026-01-01T14 b 1", "2026-01-02T14 b 0");
    SlicedFlow bare = binding().build();
    assertThat(runner().run(SliceRun.of(bare, "2026-01-01T00", "2026-01-02T00")).done())
        .extracting(done -> done.slice() + ": " + done.reasons() + " " + told(done.entry()))
        .containsExactly(
            "2026-01-01T12: [INPUT_CHANGED events version 0 -> 1] slices 2026-01-01T00 to"
                + " 2026-01-01T00",
            "2026-01-02T00: [HISTORY_CHANGED last 36 hours of sum.sums] slices 2026-01-01T00 to"
                + " 2026-01-01T12");

    // A day whose slices were restated is no day any more until it is rolled up again.
    SlicedReport again = runner().run(SliceRun.of(flow, "2026-01-02T12", "2026-01-02T12"));
    assertThat(told(again.done().get(0).entry()))
        .isEqualTo("slices 2026-01-01T00 to 2026-01-02T00");
    // A run may have ended after the last slice of a day: none runs any more, and yet the day does.
    SlicedReport late = runner().run(SliceRun.of(flow, "2026-01-01T00", "2026-01-01T12"));
    assertThat(late.slices()).isEmpty();
    assertThat(late.rolledUp()).containsExactly("recent_sum_sums_daily 2026-01-01");
    assertThat(Platform.text(runner().published(flow, "recent", report.range())))
        .contains("a 15", "b 1");

    // Days that another component made are no days, until this one has made them.
    SlicedFlow anew = binding().rollingUp("sum.sums", at("sums_daily"), new DayAnew()).build();
    SliceRun asked = SliceRun.of(anew, "2026-01-02T12", "2026-01-02T12");
    SlicedReport redone = runner().run(asked.again(asked.range().slices()));
    assertThat(told(redone.done().get(0).entry()))
        .isEqualTo("slices 2026-01-01T00 to 2026-01-02T00");
    assertThat(redone.rolledUp()).containsExactly("recent_sum_sums_daily 2026-01-02");

    tellsAtThePlanWhatKeepsARunFromReadingDays(anew);
  }

  /** The tables of the flow and of its days, all at once. */
  private void tellsAtThePlanWhatKeepsARunFromReadingDays(SlicedFlow flow) {
    var days = new File(at("sums_daily"));
    SliceRun next = SliceRun.of(flow, "2026-01-02T12", "2026-01-02T12");
    TestSpark.session()
        .sql("ALTER TABLE delta.`%s` ADD COLUMN note STRING".formatted(at("recent")));
    TestSpark.session().sql("ALTER TABLE delta.`%s` ADD COLUMN owner STRING".formatted(days));

    assertThatThrownBy(() -> planner().plan(next))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run recent: the table of recent, %1$s/recent, has other columns: column note string is not declared.
            Cannot run recent_sum_sums_daily: the table of rows, %1$s/sums_daily, has other columns: column owner string is not declared."""
                .formatted(folder));
    assertThat(days.renameTo(new File(at("kept")))).isTrue();
    assertThatThrownBy(() -> planner().plan(next))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run recent: the table of recent, %1$s/recent, has other columns: column note string is not declared.
            Cannot run recent_sum_sums_daily: the table of rows, %1$s/sums_daily, is not the one that was published: it is gone, and version 4 of it is published."""
                .formatted(folder));
    TestSpark.session().range(1).write().format("delta").save(days.toString());
    assertThatThrownBy(() -> runner().run(next))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run recent: the table of recent, %1$s/recent, has other columns: column note string is not declared.
            Cannot run recent_sum_sums_daily: the table of rows, %1$s/sums_daily, is not the one that was published: it has version 0, and version 4 is published.
            Cannot run recent_sum_sums_daily: the table of rows, %1$s/sums_daily, has other columns: column host string is not in it; column bytes bigint is not in it; column id bigint is not declared."""
                .formatted(folder));
  }
}
