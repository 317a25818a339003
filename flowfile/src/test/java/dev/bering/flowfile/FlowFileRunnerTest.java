package dev.bering.flowfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.profile.Budget;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("spark")
class FlowFileRunnerTest {
  private static final Clock THREE =
      Clock.fixed(Instant.parse("2026-01-01T03:10:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;
  private Lake lake = new Lake(Path.of(""));
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void lake() {
    lake = new Lake(folder);
  }

  private static RunOptions options(String... args) {
    return CommandLine.populateCommand(new RunOptions(), args);
  }

  private static FlowFileRunner runner(Path file) {
    FlowFile read = FlowFile.read(file);
    return new FlowFileRunner(read, Lake.SPARK, THREE);
  }

  private String run(Path file, String... args) {
    return timeless(runner(file).run(options(args), Progress.NONE, told::add).toString());
  }

  private String plan(Path file, String... args) {
    return timeless(runner(file).plan(options(args), told::add).toString());
  }

  private static String timeless(String text) {
    return text.replaceAll("\\d+ h \\d+ min|\\d+ min \\d+ s|\\d+\\.\\d s", "T")
        .replaceAll("in [0-9,]+ tasks?", "in N tasks");
  }

  @Test
  void tellsThatABudgetDoesNotHoldAndWhatTheRunShows() {
    lake.events("0 a 70", "1 a 40");
    Path file = lake.detection("budget: 1s\nbudgets: {sum: 1s}");
    run(file, "--slices", "..2026-01-01T00");
    assertThat(plan(file)).contains("\nthe budget of T a slice ", "\nthe budget of T for sum ");
    told.clear();
    FlowFile read = FlowFile.read(file);
    Duration none = Duration.ofMillis(1); // less than a file can say, so that it never holds
    var tight =
        new FlowFile(
            read.name(),
            read.jars(),
            read.loaded(),
            read.slicing(),
            read.inputs(),
            read.models(),
            read.outputs(),
            read.states(),
            read.rollUps(),
            read.parameters(),
            new Budget(Optional.of(none), Map.of("sum", none)),
            read.spark());
    String ran =
        new FlowFileRunner(tight, Lake.SPARK, THREE)
            .run(options("--slices", "2026-01-01T01"), Progress.NONE, told::add)
            .toString();

    assertThat(told).hasSizeGreaterThanOrEqualTo(3);
    assertThat(told.get(0)).startsWith("budget: 2026-01-01T01: the run will take ");
    assertThat(told)
        .anyMatch(line -> line.startsWith("budget: 2026-01-01T01: sum will take "))
        .anyMatch(line -> line.matches("budget: 2026-01-01T01: why: .+; try: .+"));
    assertThat(ran).contains("  over budget: 2026-01-01T01: the run will take ");
  }

  @Test
  void runsTheSlicesWhoseTimeIsOverAndGoesOnWhereItEnded() {
    lake.events("0 a 70", "1 a 40", "2 b 500");
    Path file = lake.detection("budget: 1h");

    assertThat(plan(file))
        .isEqualTo(
            """
            detect, 2026-01-01T00 to 2026-01-01T02: 0 up to date, 3 to run
              2026-01-01T00: NEW
              2026-01-01T01: NEW
              2026-01-01T02: NEW
            no forecast: no slice was published before
            the budget of T a slice cannot be told
            """);
    String lineage = lake.at("lineage.ndjson").toString();
    String metrics = lake.at("flow.prom").toString();
    assertThat(run(file, "--slices", "..2026-01-01T01", "--lineage", lineage, "--metrics", metrics))
        .isEqualTo(
            """
            detect, 2026-01-01T00 to 2026-01-01T01: ran 2 slices, 0 up to date
              2026-01-01T00: NEW; took T, T of processors in N tasks
                alerts: 0 rows to %1$s/alerts version 0
                series.after: 1 row to %1$s/series version 0
              2026-01-01T01: NEW; took T, T of processors in N tasks
                alerts: 1 row to %1$s/alerts version 1
                series.after: 1 row to %1$s/series version 1
            """
                .formatted(folder));
    assertThat(plan(file))
        .isEqualTo(
            """
            detect, 2026-01-01T00 to 2026-01-01T02: 2 up to date, 1 to run
              2026-01-01T02: NEW
            a slice typically takes T, one in twenty over T, by 2 slices; all of them T
            the budget of T a slice fits
            """);
    assertThat(run(file)).startsWith("detect, 2026-01-01T00 to 2026-01-01T02: ran 1 slice, 2 up");
    assertThat(lake.rows("alerts", "hour(slice_start)", "host", "bytes"))
        .containsExactly("1 a 110", "2 a 110", "2 b 500");
    assertThat(run(file, "--again", "2026-01-01T02", "--slices", "2026-01-01T02", "--no-cache"))
        .startsWith(
            """
            detect, 2026-01-01T02 to 2026-01-01T02: ran 1 slice, 0 up to date
              2026-01-01T02: ASKED; took""");
    assertThat(told).isEmpty();
    assertThat(Lake.text(Path.of(lineage)).lines())
        .as("two slices, each a run of the flow and one of either port, which begin and end")
        .hasSize(2 * 3 * 2)
        .filteredOn(event -> event.contains("\"nominalStartTime\":\"2026-01-01T01:00:00Z\""))
        .hasSize(3 * 2);
    assertThat(Lake.text(Path.of(metrics)))
        .contains("bering_flow_run_seconds_count{flow=\"detect\",outcome=\"ok\"} 2\n");
  }

  @Test
  void slicesThatCannotRunAreRefused() {
    lake.events("0 a 70");
    Path file = lake.detection();

    assertThatThrownBy(() -> run(file, "--slices", "2026-01-01T02..2026-01-01T01"))
        .hasMessage(
            "Cannot take the slices from 2026-01-01T02 to 2026-01-01T01: it ends before it begins.");
    assertThatThrownBy(() -> run(file, "--slices", "yesterday"))
        .hasMessage("Cannot read slice 'yesterday': it is no time in UTC.");
    assertThatThrownBy(() -> run(file, "--slices", "2026-01-01T04.."))
        .hasMessage(
            """
            Cannot run 2026-01-01T04 of detect: it ends at 2026-01-01T05:00:00Z, which is in the future.
            Cannot run 2026-01-01T04 of detect: it needs what 2026-01-01T03 left, which is not published.""");
    assertThatThrownBy(() -> run(file, "--from", "add", "--parallel", "0"))
        .hasMessage(
            """
            Cannot run detect with --from: it runs in slices, each as a whole.
            Cannot run detect with --parallel 0: at least 1 is needed.""");
  }

  @Test
  void aTableThatIsNotThereIsASourceThatIsMissing() {
    var missing = catchThrowableOfType(UserException.class, () -> run(lake.detection()));

    assertThat(missing.exitCode().number()).isEqualTo(3);
    assertThat(missing.getMessage())
        .isEqualTo("Cannot read %s: there is no Delta table.".formatted(lake.at("events")));
  }

  @Test
  void aRunWithoutSlicesIsHeldAgainstEarlierOnes() {
    lake.events("0 a 70");
    lake.write("weight.txt", "0.5");
    String text =
        """
        flow: dev.bering.flowfile.Scoring
        inputs: {events: events}
        models: {weight: weight.txt}
        outputs: {prepare.rows: rows}
        """;
    run(lake.write("score.yaml", text));
    Path past = lake.at("rows/_bering/flows/scoring");
    String slow = Lake.text(Lake.only(past)).replaceAll("(\"elapsedMs\" : )\\d+", "$1 7200000");
    lake.write("rows/_bering/flows/scoring/" + Lake.only(past).getFileName(), slow);
    Path file = lake.write("score.yaml", text + "budget: 1h\n");

    assertThat(plan(file))
        .endsWith(
            """
            a run typically takes T, one in twenty over T, by 1 run
            the budget of T a run does not fit
            """);
    assertThat(run(file)).contains("\nover budget: the run will take T, T over its budget of T: ");
    assertThat(told.get(0))
        .matches(
            "budget: the run will take .+, .+ over its budget of .+: left are .+ of prepare.rows");
    lake.write("rows/_bering/flows/scoring/9999999999999-a.json", "half of");
    told.clear();
    assertThat(plan(file)).contains("no forecast: ");
    assertThat(told).hasSize(1);
    told.clear();
    assertThat(run(file)).doesNotContain("over budget");
    assertThat(told)
        .containsExactly(
            "Cannot read how long a run of scoring took: %s/9999999999999-a.json is no record of a run."
                .formatted(past));
  }

  @Test
  void runsAFlowWithoutSlicesOnWholeTables() {
    lake.events("0 a 70", "1 b 0", "1 b 2");
    lake.write("weight.txt", "0.5");
    Path file =
        lake.write(
            "score.yaml",
            """
            flow: dev.bering.flowfile.Scoring
            inputs: {events: events}
            models: {weight: weight.txt}
            outputs: {scores: scores, prepare.rows: rows}
            budget: 1h
            """);

    assertThat(plan(file))
        .startsWith("run scoring\n")
        .contains("write out.scores to ")
        .endsWith(
            """
            no forecast: no run that did the same work is known to have ended well
            the budget of T a run cannot be told
            """);
    assertThat(run(file, "--parallel", "1"))
        .isEqualTo(
            """
            ran scoring
              in events: %1$s/events version 0
              in weight: model weight 1, text:0.5
              out prepare.rows: 2 rows to %1$s/rows version 0
              out scores: 2 rows to %1$s/scores version 0
              prepare.rows took T, T of processors
              scores took T, T of processors
            took T
            """
                .formatted(folder));
    assertThat(plan(file))
        .endsWith(
            """
            a run typically takes T, one in twenty over T, by 1 run
            the budget of T a run fits
            """);
    assertThat(FlowFile.read(file).past().orElseThrow().label())
        .isEqualTo("1 run up to 2026-01-01T03:10:00Z");
    assertThat(lake.rows("scores", "host", "score")).containsExactly("a 35.0", "b 1.0");
    lake.write("weight.txt", "2");
    assertThat(run(file, "--from", "score", "--given", "prepare.rows=" + lake.at("rows")))
        .contains("  out scores: 2 rows to %s/scores version 1\n".formatted(folder));
    assertThat(lake.rows("scores", "host", "score")).containsExactly("a 140.0", "b 4.0");
    assertThatThrownBy(() -> run(file, "--slices", "2026-01-01", "--only", "score"))
        .hasMessage("Cannot run scoring with --slices: it runs without slices.");
  }
}
