package dev.bering.slices;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.flow.Pinned;
import dev.bering.flow.Transformers;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.slices.Platform.In;
import dev.bering.slices.Platform.Sums;
import dev.bering.tables.DeltaChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class BackfillTest {

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  private static Flow<In, Sums> flow() {
    return Flow.of(
        "sums",
        Transformers.of(
            In.class,
            Sums.class,
            (in, ctx) ->
                new Sums(
                    Frame.of(
                        in.events().df().groupBy("host").sum("bytes").toDF("host", "bytes")))));
  }

  private static SlicedFlow.Builder binding(Platform lake, Late late) {
    return binding(flow(), lake, late);
  }

  private static SlicedFlow.Builder binding(Flow<In, Sums> flow, Platform lake, Late late) {
    return SlicedFlow.of(flow, Grain.HOURLY)
        .startingAt("2026-01-01T00")
        .ledger(lake.at("ledger"))
        .reading(
            "events",
            SliceInput.sliced(lake.at("events"), SliceKey.partitions("day", "hour"), late))
        .publishing("sums", lake.at("sums"));
  }

  /** Rows that are written when another slice writes too. */
  private static final class Meeting {
    static final CountDownLatch BOTH = new CountDownLatch(2);

    static boolean isMet() throws InterruptedException {
      BOTH.countDown();
      return BOTH.await(5, TimeUnit.MINUTES);
    }
  }

  private static Flow<In, Sums> meeting(String name) {
    return Flow.of(
        name,
        Transformers.of(
            In.class,
            Sums.class,
            (in, ctx) -> {
              Dataset<Row> sums =
                  in.events().df().groupBy("host").sum("bytes").toDF("host", "bytes");
              return new Sums(
                  Frame.of(
                      ctx.label().matches("2026-01-01T0[12]")
                          ? sums.filter((FilterFunction<Row>) row -> Meeting.isMet())
                          : sums));
            }));
  }

  @Test
  void runsSlicesThatNeedNoOthersTogether() {
    var lake = new Platform(folder);
    lake.allEvents("0 a 0 x", "1 a 1 x", "2 a 2 x", "3 a 3 x");
    SlicedFlow flow = binding(meeting("sums"), lake, Late.always()).build();
    // Hours 1 and 2 write no row before both of them write.
    SlicedReport report = lake.runner().run(SliceRun.of(flow, Platform.hours(0, 3)).parallel(2));
    assertThat(report.slices()).containsExactlyInAnyOrderElementsOf(Platform.hours(0, 3).slices());
    assertThat(lake.published(flow, "sums", 0, 3)).containsExactly("a 0", "a 1", "a 2", "a 3");
    assertThat(stamped(lake))
        .containsExactly(
            "0 2026-01-01 2026-01-01 00:00:00",
            "1 2026-01-01 2026-01-01 01:00:00",
            "2 2026-01-01 2026-01-01 02:00:00",
            "3 2026-01-01 2026-01-01 03:00:00");
    Publications published = new SliceLedger(flow.ledger()).publications(flow);
    assertThat(published.places("sums", published.slices()).keySet())
        .extracting(Pinned::version)
        .containsExactly(3L);
    assertThat(lake.run(flow, 0, 3).slices()).isEmpty();

    lake.events(1, "a 9 x");
    assertThat(lake.plan(flow, 0, 3).running()).containsExactly(Platform.hour(1));
    assertThat(lake.plan(binding(lake, Late.ignored()).build(), 0, 3).running()).isEmpty();
    // It is 06:00: hour 1 ended four hours ago.
    assertThat(lake.plan(binding(lake, Late.within(Duration.ofHours(3))).build(), 0, 3).running())
        .isEmpty();
    assertThat(lake.plan(binding(lake, Late.within(Duration.ofHours(5))).build(), 0, 3).running())
        .containsExactly(Platform.hour(1));
    assertThat(lake.plan(binding(lake, Late.ignored().lookback(2)).build(), 0, 4).toString())
        .isEqualTo(
            """
            slices of sums, 2026-01-01T00 to 2026-01-01T04: 2 up to date
              2026-01-01T02: LOOKBACK
              2026-01-01T03: LOOKBACK
              2026-01-01T04: NEW
            """);
    assertThat(
            new SlicePlanner(Platform.SPARK, Clock.systemUTC())
                .plan(SliceRun.of(flow, Platform.hours(0, 1)).again(List.of(Platform.hour(0))))
                .toString())
        .contains("2026-01-01T00: ASKED");
  }

  @Test
  void readsAgainWhatIsBoundToAnotherTableOrMadeAgainAtItsPlace() throws IOException {
    var lake = new Platform(folder);
    lake.events(0, "a 1 x");
    lake.events("others", 0, "a 2 x");
    SlicedFlow flow = binding(lake, Late.always()).build();
    lake.run(flow, 0, 0);
    assertThat(lake.plan(flow, 0, 0).running()).isEmpty();

    SlicedFlow rebound =
        binding(lake, Late.always())
            .reading(
                "events",
                SliceInput.sliced(
                    lake.at("others"), SliceKey.partitions("day", "hour"), Late.ignored()))
            .build();
    assertThat(lake.plan(rebound, 0, 0).toString().replace(folder.toString(), "/lake"))
        .isEqualTo(
            """
            slices of sums, 2026-01-01T00 to 2026-01-01T00: 0 up to date
              2026-01-01T00: INPUT_CHANGED events from /lake/events by Hours[day=day, hour=hour] to \
            /lake/others by Hours[day=day, hour=hour]
            """);

    Files.move(folder.resolve("events"), folder.resolve("old"));
    Files.move(folder.resolve("others"), folder.resolve("events"));
    assertThat(lake.plan(flow, 0, 0).toString())
        .isEqualTo(
            """
            slices of sums, 2026-01-01T00 to 2026-01-01T00: 0 up to date
              2026-01-01T00: INPUT_CHANGED events was dropped and made again
            """);

    Files.move(folder.resolve("sums"), folder.resolve("lost"));
    String replaced =
        "Cannot run sums: the table of sums, %s, is not the one that was published: "
            .formatted(lake.at("sums"));
    assertThatThrownBy(() -> lake.run(flow, 0, 0))
        .isInstanceOf(UserException.class)
        .hasMessage(replaced + "it is gone, and version 0 of it is published.");
    Files.move(folder.resolve("old"), folder.resolve("sums"));
    assertThatThrownBy(() -> lake.run(flow, 0, 0))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            %sit was dropped and made again.
            Cannot run sums: the table of sums, %s, has other columns: column note string is not \
            declared; column day date is not declared; column hour tinyint is not declared."""
                .formatted(replaced, lake.at("sums")));
    assertThatThrownBy(() -> lake.published(flow, "sums", 0, 0))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read sums of sums: its table, %s, is not the one that was published: it was dropped and made again."
                .formatted(lake.at("sums")));
  }

  @Test
  void runsAgainWhatIsPublishedToAnotherTableAndTakesNoTableOfAnotherFlow() throws IOException {
    var lake = new Platform(folder);
    lake.events(0, "a 1 x", "b 2 x");
    SlicedFlow flow = binding(lake, Late.always()).build();
    lake.run(flow, 0, 0);
    SlicedFlow moved =
        SlicedFlow.of(flow(), Grain.HOURLY)
            .startingAt("2026-01-01T00")
            .ledger(lake.at("ledger"))
            .reading(
                "events", SliceInput.sliced(lake.at("events"), SliceKey.partitions("day", "hour")))
            .publishing("sums", lake.at("others"))
            .build();
    assertThat(lake.plan(moved, 0, 0).toString().replace(folder.toString(), "/lake"))
        .contains("2026-01-01T00: OUTPUT_MOVED sums from /lake/sums to /lake/others");
    lake.run(moved, 0, 0);
    assertThat(lake.plan(moved, 0, 0).running()).isEmpty();
    assertThat(lake.published(moved, "sums", 0, 0)).containsExactly("a 1", "b 2");

    // No slice is published at the first place any more, so the flow may return to it.
    Files.move(folder.resolve("sums"), folder.resolve("gone"));
    assertThat(lake.run(flow, 0, 0).slices()).containsExactly(Platform.hour(0));
    assertThat(lake.published(flow, "sums", 0, 0)).containsExactly("a 1", "b 2");

    SlicedFlow other = binding(meeting("other"), lake, Late.always()).build();
    assertThatThrownBy(() -> lake.run(other, 0, 0))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run other: the table of sums, %s, is published to by flow sums."
                .formatted(lake.at("sums")));
  }

  @Test
  void readsWhatWasRewrittenAndCleanedUp() {
    var lake = new Platform(folder);
    lake.events(0, "a 1 x", "b 2 x");
    Flow<In, Sums> scattered =
        Flow.of(
            "sums",
            Transformers.of(
                In.class,
                Sums.class,
                (in, ctx) ->
                    new Sums(
                        Frame.of(
                            in.events()
                                .df()
                                .select("host", "bytes")
                                .repartition(2, expr("bytes"))))));
    SlicedFlow flow = binding(scattered, lake, Late.always()).build();
    lake.run(flow, 0, 0);
    Platform.SPARK.sql("OPTIMIZE delta.`%s`".formatted(lake.at("sums")));
    Platform.SPARK.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", false);
    Platform.SPARK.sql("VACUUM delta.`%s` RETAIN 0 HOURS".formatted(lake.at("sums")));
    Platform.SPARK.conf().unset("spark.databricks.delta.retentionDurationCheck.enabled");
    assertThat(DeltaChanges.latestVersion(Location.of(lake.at("sums")))).isPositive();
    assertThat(lake.published(flow, "sums", 0, 0)).containsExactly("a 1", "b 2");
  }

  @Test
  void seesThatColumnsWereRenamedIntoEachOther() {
    var lake = new Platform(folder);
    lake.events(0, "a 1 b");
    SlicedFlow flow = binding(lake, Late.always()).build();
    lake.run(flow, 0, 0);
    String table = "ALTER TABLE delta.`%s` ".formatted(lake.at("events"));
    Platform.SPARK.sql(
        table
            + "SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name',"
            + " 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5')");
    assertThat(lake.plan(flow, 0, 0).running()).isEmpty();
    Platform.SPARK.sql(table + "RENAME COLUMN host TO was");
    Platform.SPARK.sql(table + "RENAME COLUMN note TO host");
    Platform.SPARK.sql(table + "RENAME COLUMN was TO note");
    assertThat(lake.plan(flow, 0, 0).running()).containsExactly(Platform.hour(0));
  }

  @Test
  void tellsOfFilesThatAreGoneAndRunsAgainWhatFailed() throws IOException {
    var lake = new Platform(folder);
    lake.events(0, "a 1 x");
    SlicedFlow flow = binding(lake, Late.always()).build();
    lake.run(flow, 0, 0);
    try (Stream<Path> files = Files.walk(folder.resolve("events/day=2026-01-01"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    SliceRun again = SliceRun.of(flow, Platform.hours(0, 0)).again(List.of(Platform.hour(0)));
    assertThatThrownBy(() -> lake.runner().run(again))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run 2026-01-01T00 of sums: a file of what it reads is gone; it reads %s by"
                    .formatted(lake.at("events"))
                + " Hours[day=day, hour=hour] version 0.");
    // It is published, and yet what was asked for has not happened.
    assertThat(lake.published(flow, "sums", 0, 0)).containsExactly("a 1");
    assertThat(lake.plan(flow, 0, 0).toString())
        .isEqualTo(
            """
            slices of sums, 2026-01-01T00 to 2026-01-01T00: 0 up to date
              2026-01-01T00: FAILED attempt 2
            """);
  }

  @Test
  void tellsSlicesInUtcWhateverTheZoneOfTheSession() {
    var lake = new Platform(folder);
    lake.allEvents("0 a 1 x", "1 a 2 x");
    SlicedFlow flow = binding(lake, Late.always()).build();
    SparkSession zoned = Platform.SPARK.newSession();
    zoned.conf().set("spark.sql.session.timeZone", "America/New_York");
    var elsewhere = new SliceRunner(zoned, Clock.systemUTC(), Progress.NONE);
    elsewhere.run(SliceRun.of(flow, Platform.hours(0, 1)));

    assertThat(lake.published(flow, "sums", 0, 0)).containsExactly("a 1");
    assertThat(lake.published(flow, "sums", 1, 1)).containsExactly("a 2");
    assertThat(Platform.text(elsewhere.published(flow, "sums", Platform.hours(1, 1))))
        .containsExactly("a 2");
    lake.events(1, "a 3 x");
    assertThat(lake.run(flow, 0, 1).slices()).containsExactly(Platform.hour(1));
    assertThat(stamped(lake))
        .containsExactly("1 2026-01-01 2026-01-01 00:00:00", "3 2026-01-01 2026-01-01 01:00:00");
  }

  /** All that lies in the table of sums, with the slice that each row says it is in. */
  private static List<String> stamped(Platform lake) {
    return Platform.text(
        Platform.SPARK
            .read()
            .format("delta")
            .load(lake.at("sums"))
            .selectExpr("bytes", "CAST(slice_day AS STRING)", "CAST(slice_start AS STRING)"));
  }
}
