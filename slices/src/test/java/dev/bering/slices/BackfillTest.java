package dev.bering.slices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.flow.Pinned;
import dev.bering.flow.Transformers;
import dev.bering.slices.Platform.In;
import dev.bering.slices.Platform.Sums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
    return SlicedFlow.of(flow(), Grain.HOURLY)
        .startingAt("2026-01-01T00")
        .ledger(lake.at("ledger"))
        .reading(
            "events",
            SliceInput.sliced(lake.at("events"), SliceKey.partitions("day", "hour"), late))
        .publishing("sums", lake.at("sums"));
  }

  @Test
  void runsSlicesThatNeedNoOthersTogether() {
    var lake = new Platform(folder);
    for (int hour = 0; hour < 4; hour++) {
      lake.events(hour, "a " + hour + " x");
    }
    SlicedFlow flow = binding(lake, Late.always()).build();
    SlicedReport report = lake.runner().run(SliceRun.of(flow, Platform.hours(0, 3)).parallel(3));
    assertThat(report.slices()).containsExactlyInAnyOrderElementsOf(Platform.hours(0, 3).slices());
    for (int hour = 0; hour < 4; hour++) {
      assertThat(lake.published(flow, "sums", hour, hour)).containsExactly("a " + hour);
    }
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
  }
}
