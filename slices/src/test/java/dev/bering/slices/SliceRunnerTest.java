package dev.bering.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Pinned;
import dev.bering.model.UserException;
import dev.bering.slices.LedgerEntry.Kind;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SliceRunnerTest {

  // A failing write may still be tidying up; the folder goes with target/.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  private String plain(Object told) {
    return told.toString().replace(folder.toString(), "/lake");
  }

  @Test
  void redoesExactlyWhatALateChangeReaches() {
    var lake = new Platform(folder);
    lake.allEvents("0 a 10 x", "0 b 90 x", "1 a 20 x", "2 a 70 x", "2 b 30 x");
    SlicedFlow flow = lake.binding().build();

    assertThat(plain(lake.plan(flow, 0, 1)))
        .isEqualTo(
            """
            slices of detect, 2026-01-01T00 to 2026-01-01T01: 0 up to date
              2026-01-01T00: NEW
              2026-01-01T01: NEW
            """);
    assertThat(plain(lake.run(flow, 0, 1)))
        .isEqualTo(
            """
            ran 2 slices of detect, 2026-01-01T00 to 2026-01-01T01: 0 up to date
              2026-01-01T00: NEW
                alerts: 0 rows to /lake/alerts version 0
                series.after: 2 rows to /lake/series version 0
              2026-01-01T01: NEW
                alerts: 0 rows to /lake/alerts version 0
                series.after: 2 rows to /lake/series version 1
            """);
    assertThat(lake.run(flow, 0, 2).slices()).containsExactly(Platform.hour(2));
    assertThat(lake.published(flow, "alerts", 0, 2)).containsExactly("a 100", "b 120");
    assertThat(lake.published(flow, "series.after", 2, 2)).containsExactly("a 100", "b 120");
    assertThat(lake.run(flow, 0, 2).slices()).isEmpty();

    // What the flow does not read of a row changes: the slice runs, what it leaves does not change.
    lake.events(1, "a 20 y");
    assertThat(plain(lake.plan(flow, 0, 2)))
        .isEqualTo(
            """
            slices of detect, 2026-01-01T00 to 2026-01-01T02: 1 up to date
              2026-01-01T01: INPUT_CHANGED events version 0 -> 1
              2026-01-01T02: PERHAPS
            """);
    SlicedReport cutOff = lake.run(flow, 0, 2);
    assertThat(cutOff.slices()).containsExactly(Platform.hour(1));
    assertThat(cutOff.current()).isEqualTo(2);

    // Bytes move from a to b in hour 1 and back again in hour 2.
    lake.allEvents("1 b 20 x", "2 a 90 x", "2 b 10 x");
    SlicedReport cascaded = lake.run(flow, 0, 2);
    assertThat(cascaded.slices()).containsExactly(Platform.hour(1), Platform.hour(2));
    assertThat(cascaded.done().get(1).reasons())
        .extracting(Reason::toString)
        .containsExactly("INPUT_CHANGED events version 0 -> 2", "STATE_CHANGED series");
    assertThat(lake.published(flow, "alerts", 0, 2)).containsExactly("a 100", "b 110", "b 120");

    SlicedFlow other = lake.binding().parameter("limit", "7").build();
    assertThat(lake.plan(other, 0, 2).running()).hasSize(3);
    assertThat(lake.plan(other, 0, 0).steps().get(0).reasons())
        .extracting(Reason::toString)
        .containsExactly("PARAMETERS");
  }

  @Test
  void publishesNothingOfASliceThatFails() {
    var lake = new Platform(folder);
    lake.allEvents("0 a 100 x", "1 a 1 x");
    SlicedFlow flow = lake.binding().build();
    lake.run(flow, 0, 1);
    SlicedFlow strict =
        SlicedFlow.of(StrayRows.flow(), Grain.HOURLY)
            .startingAt("2026-01-01T00")
            .ledger(lake.at("ledger"))
            .reading("totals", SliceInput.published(flow, "alerts"))
            .publishing("timed", lake.at("timed"), SliceKey.time("at"))
            .build();
    lake.run(strict, 0, 0);

    assertThatThrownBy(() -> lake.run(strict, 1, 1))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run stray/stray: a row of timed is outside slice 2026-01-01T01: at is"
                + " 2026-01-01 00:30:00.");
    assertThat(lake.published(strict, "timed", 0, 1)).hasSize(1);
    LedgerEntry failed = new SliceLedger(strict.ledger()).entries().get(3);
    assertThat(failed.kind()).isEqualTo(Kind.FAILED);
    assertThat(failed.failure()).startsWith("Cannot run stray/stray: a row of timed");
    assertThat(plain(lake.plan(strict, 0, 1)))
        .isEqualTo(
            """
            slices of stray, 2026-01-01T00 to 2026-01-01T01: 1 up to date
              2026-01-01T01: FAILED attempt 1
            """);
    assertThatThrownBy(() -> lake.run(strict, 2, 2))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run 2026-01-01T02 of stray: input totals reads alerts of detect, of which"
                + " 2026-01-01T02 is not published.");
  }

  @Test
  void refusesSlicesThatCannotRunBeforeAnythingIsRead() {
    var lake = new Platform(folder);
    SlicedFlow flow = lake.binding().build();
    assertThatThrownBy(() -> lake.plan(flow, 2, 6))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run 2026-01-01T06 of detect: it ends at 2026-01-01T07:00:00Z, which is in the future.
            Cannot run 2026-01-01T02 of detect: it needs what 2026-01-01T01 left, which is not published.
            Cannot read %s: there is no Delta table."""
                .formatted(lake.at("events")));
    assertThatThrownBy(() -> lake.runner().run(SliceRun.of(flow, "2025-12-31T23", "2026-01-01T00")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot run 2025-12-31T23 of detect: its first slice is 2026-01-01T00.
            Cannot read %s: there is no Delta table."""
                .formatted(lake.at("events")));
    assertThatThrownBy(() -> SliceRun.of(flow, SliceRange.of(Grain.DAILY.slice("2026-01-01"))))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot run slices of a day of detect: its slices are of an hour.");
    SliceRun one = SliceRun.of(flow, Platform.hours(0, 0));
    assertThatThrownBy(() -> one.again(List.of(Platform.hour(1))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run [2026-01-01T01] of detect again: not in the range 2026-01-01T00 to 2026-01-01T00.");
    assertThat(folder.resolve("alerts")).doesNotExist();
    assertThat(new SliceLedger(flow.ledger()).entries()).isEmpty();
  }

  @Test
  void refusesAStateOfAnOlderShape() {
    var lake = new Platform(folder);
    lake.events(0, "a 1 x");
    Platform.SPARK
        .sql(
            "SELECT 'a' AS host, 1 AS bytes, 2 AS old, DATE'2026-01-01' AS slice_day,"
                + " TIMESTAMP'2026-01-01T00:00:00Z' AS slice_start")
        .write()
        .format("delta")
        .save(lake.at("series"));
    assertThatThrownBy(() -> lake.run(lake.binding().build(), 0, 0))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot run detect: state series in %s has an older shape: column bytes is int in it,"
                    .formatted(lake.at("series"))
                + " declared bigint; column old int is not declared.");
    assertThat(new SliceLedger(lake.location("ledger")).entries()).isEmpty();
  }

  @Test
  void readsAroundWhatIsWrittenAndNotPublished() {
    var lake = new Platform(folder);
    lake.allEvents("0 a 100 x", "1 b 100 x", "2 c 100 x");
    SlicedFlow flow = lake.binding().build();
    lake.run(flow, 0, 1);
    String start = "TIMESTAMP'2026-01-01T00:00:00Z'";
    Platform.SPARK
        .sql(
            "SELECT 'a' AS host, -1L AS bytes, DATE'2026-01-01' AS slice_day, %s AS slice_start"
                .formatted(start))
        .write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .option("replaceWhere", "slice_start = " + start)
        .save(lake.at("alerts"));
    assertThat(lake.published(flow, "alerts", 0, 1)).containsExactly("a 100", "a 100", "b 100");
    lake.run(flow, 2, 2);
    assertThat(lake.published(flow, "alerts", 0, 2))
        .containsExactly("a 100", "a 100", "a 100", "b 100", "b 100", "c 100");
    assertThat(
            new SliceLedger(flow.ledger())
                .publications(flow)
                .places("alerts", Platform.hours(0, 2).slices())
                .keySet())
        .extracting(Pinned::version)
        .containsExactly(0L, 1L, 3L);
  }
}
