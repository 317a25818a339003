package dev.bering.flowfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Cost;
import dev.bering.flow.FlowReport;
import dev.bering.flow.Receipt;
import dev.bering.flow.RunPlan;
import dev.bering.flow.Sink;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.profile.Budget;
import dev.bering.profile.Forecast;
import dev.bering.slices.SliceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {
  private static final Instant THREE = Instant.parse("2026-01-01T03:00:00Z");

  @TempDir Path folder;

  private RunHistory history() {
    return new RunHistory(
        "scoring", Map.of("scores", output("scores"), "prepare.rows", output("rows")));
  }

  private FileOutput output(String table) {
    return new FileOutput(Location.of(folder.resolve(table)), SliceKey.stamped());
  }

  private Sink sink(String port, String table) {
    return Sink.of(port, Location.of(folder.resolve(table)));
  }

  private RunPlan plan() {
    return RunPlan.of(
        new Scoring().flow().plan(),
        List.of(sink("scores", "scores"), sink("prepare.rows", "rows")));
  }

  private static Cost cost(long inputBytes) {
    Duration none = Duration.ZERO;
    return new Cost(
        1,
        new Cost.Tasks(1, none, none, none, none, none, none, 0),
        new Cost.Data(inputBytes, 0, 0, 0, 0, 0, 0),
        none);
  }

  private FlowReport.Written written(RunPlan.Write write, int minutes) {
    return new FlowReport.Written(
        "",
        write.sink(),
        Receipt.ofRows(7),
        Duration.ofMinutes(minutes),
        write.nodes(),
        1,
        cost(500));
  }

  /** A run by the nodes of {@code plan}, whose writes took so many minutes each. */
  private FlowReport report(String id, RunPlan plan, int minutes) {
    return new FlowReport(
        "scoring",
        id,
        "",
        List.of(),
        List.of(),
        List.of(),
        plan.writes().stream().map(write -> written(write, minutes)).toList(),
        List.of(),
        List.of(),
        List.of(),
        cost(0),
        Map.of(),
        Duration.ofMinutes(2L * minutes));
  }

  private String forecast(RunPlan plan, Budget budget) {
    return RunForecast.of(history().of(plan), Forecast.Step.all(plan), budget).toString();
  }

  @Test
  void whatEarlierRunsTookForecastsTheNextOne() {
    Budget budget =
        new Budget(Optional.of(Duration.ofMinutes(60)), Map.of("score", Duration.ofMinutes(25)));

    assertThat(forecast(plan(), budget))
        .isEqualTo(
            """
            no forecast: no run that did the same work is known to have ended well
            the budget of 1 h 0 min a run cannot be told
            the budget of 25 min 0 s for score cannot be told""");
    history().keep(report("a", plan(), 20), THREE);
    history().keep(report("b", plan(), 22), THREE.plusSeconds(3600));
    history().keep(report("c", plan(), 40), THREE.plusSeconds(7200));
    assertThat(forecast(plan(), budget))
        .isEqualTo(
            """
            a run typically takes 44 min 0 s, one in twenty over 1 h 20 min, by 3 runs
            the budget of 1 h 0 min a run is tight
            the budget of 25 min 0 s for score is tight, typically it takes 22 min 0 s""");
    assertThat(history().of(plan()).medianInputBytes()).isEqualTo(1000);
  }

  @Test
  void runsThatDidOtherWorkTellNothing() {
    RunPlan scores = RunPlan.of(new Scoring().flow().plan(), List.of(sink("scores", "scores")));
    RunPlan rows = RunPlan.of(new Scoring().flow().plan(), List.of(sink("prepare.rows", "rows")));
    history().keep(report("rows", rows, 3), THREE);
    history().keep(report("scores", scores, 5), THREE);

    assertThat(history().of(plan()).all()).isEmpty();
    assertThat(history().of(rows).all()).hasSize(1);
    assertThat(history().of(scores).all())
        .as("the table that the history is in was not written, and may not be there")
        .isEmpty();
  }

  @Test
  void theNewestRunsAreKept() throws IOException {
    Path runs = Files.createDirectories(folder.resolve("rows/_bering/flows/scoring"));
    for (int i = 0; i < PastRuns.LOOKED_AT; i++) {
      Files.writeString(runs.resolve("%013d-run%d.json".formatted(i, i)), "{}");
    }
    history().keep(report("last", plan(), 1), THREE);

    try (Stream<Path> files = Files.list(runs)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .hasSize(PastRuns.LOOKED_AT)
          .noneMatch(name -> name.endsWith("-run0.json"))
          .anyMatch(name -> name.endsWith("-run1.json"))
          .anyMatch(name -> name.endsWith("-last.json"));
    }
  }

  @Test
  void filesThatAreNoRunsAreRefusedTogether() throws IOException {
    Path runs = Files.createDirectories(folder.resolve("rows/_bering/flows/scoring"));
    Files.writeString(runs.resolve("1-a.json"), "{\"run\": \"a\"}");
    Files.writeString(runs.resolve("2-b.json"), "half of");

    assertThatThrownBy(() -> history().of(plan()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read how long a run of scoring took: %1$s/1-a.json is no record of a run.
            Cannot read how long a run of scoring took: %1$s/2-b.json is no record of a run."""
                .formatted(runs));
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("rows"));
    Files.writeString(folder.resolve("rows/_bering"), "no folder");

    assertThatThrownBy(() -> history().keep(report("a", plan(), 1), THREE))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "Cannot keep how long the run of scoring took in %s: "
                .formatted(folder.resolve("rows")));
  }
}
