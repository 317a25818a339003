package dev.bering.slices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.flow.CachePolicy;
import dev.bering.flow.FlowListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class ResumeTest {

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  /** Writes the tables of an hour, and comes to its end before it can publish them. */
  private static void writeUnpublished(Platform lake, SlicedFlow flow, int hour) {
    var ledger = new SliceLedger(flow.ledger());
    var tables = new SliceTables(Platform.SPARK);
    var pins = new Pins();
    Publications published = ledger.publications(flow);
    SliceRange range = Platform.hours(hour, hour);
    new SliceAttempt(
            flow,
            Platform.hour(hour),
            new Present(flow, ledger, tables, pins, Instant.EPOCH),
            published,
            ledger,
            pins,
            tables,
            flow.outputs().stream()
                .collect(
                    Collectors.toMap(
                        SliceTable::port,
                        table ->
                            WrittenTable.of(table, Strays.of(flow), range, published, tables))))
        .run(CachePolicy.standard(), FlowListener.NONE);
    assertThat(rows(lake, "series")).anyMatch(row -> row.startsWith("2026-01-01 0" + hour));
  }

  /** A process claims the slices, and is gone without giving them back. */
  private static void claimUntilKilled(SlicedFlow flow) throws IOException, InterruptedException {
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KilledRun.class.getName(),
                flow.ledger().toString(),
                flow.name())
            .redirectErrorStream(true)
            .start();
    String said = new String(killed.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(killed.waitFor()).as("what it said: %s", said).isEqualTo(9);
  }

  @Test
  void goesOnAfterAKillAsIfNothingHadHappened() throws Exception {
    var lake = new Platform(folder);
    lake.allEvents("0 a 10 x", "0 b 90 x", "1 b 20 x", "2 a 90 x");
    SlicedFlow flow = lake.binding().build();
    lake.run(flow, 0, 0);
    writeUnpublished(lake, flow, 1);
    claimUntilKilled(flow);
    assertThat(lake.published(flow, "alerts", 0, 2)).isEmpty();
    assertThat(lake.published(flow, "series.after", 1, 1)).isEmpty();

    assertThat(lake.run(flow, 0, 2).slices()).containsExactly(Platform.hour(1), Platform.hour(2));
    assertThat(lake.published(flow, "alerts", 0, 2)).containsExactly("a 100", "b 110", "b 110");
    assertThat(lake.published(flow, "series.after", 0, 2))
        .containsExactly("a 10", "a 10", "a 100", "b 110", "b 110", "b 90");
    // Which slice each row is in stands in the row.
    assertThat(rows(lake, "alerts"))
        .containsExactly(
            "2026-01-01 01:00:00 2026-01-01 b 110",
            "2026-01-01 02:00:00 2026-01-01 a 100",
            "2026-01-01 02:00:00 2026-01-01 b 110");
    assertThat(rows(lake, "series"))
        .containsExactly(
            "2026-01-01 00:00:00 2026-01-01 a 10",
            "2026-01-01 00:00:00 2026-01-01 b 90",
            "2026-01-01 01:00:00 2026-01-01 a 10",
            "2026-01-01 01:00:00 2026-01-01 b 110",
            "2026-01-01 02:00:00 2026-01-01 a 100",
            "2026-01-01 02:00:00 2026-01-01 b 110");
  }

  private static List<String> rows(Platform lake, String table) {
    return Platform.text(
        Platform.SPARK
            .read()
            .format("delta")
            .load(lake.at(table))
            .selectExpr(
                "CAST(slice_start AS STRING)", "CAST(slice_day AS STRING)", "host", "bytes"));
  }
}
