package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {

  @TempDir private Path folder;

  private List<JobRun> read(String text) throws IOException {
    return RunFile.read(Files.writeString(folder.resolve("runs"), text));
  }

  @Test
  void linesOfJsonAreRuns() throws IOException {
    List<JobRun> runs =
        read(
            """
            {"job": "etl", "platform": "emr", "runId": "r1", "clusterId": "j-1", "cluster": "own", "startedAt": "2026-03-01T01:00:00+01:00", "endedAt": "2026-03-01T01:00:00Z", "succeeded": true, "logicalDate": "2026-03-01", "bytesRead": 12, "coreHours": 1.5, "tags": {"team": "x"}}

            {"job": "etl", "platform": "emr", "runId": "r1", "attempt": 2, "succeeded": null}
            """);
    JobRun first = runs.get(0);
    assertThat(first.startedAt()).contains(Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(first.succeeded()).contains(true);
    assertThat(first.clusterUse()).contains(JobRun.ClusterUse.OWN);
    assertThat(first.logicalDate()).contains(LocalDate.parse("2026-03-01"));
    assertThat(first.bytesRead()).isEqualTo(OptionalLong.of(12));
    assertThat(first.rowsRead()).isEmpty();
    assertThat(first.coreHours()).isEqualTo(OptionalDouble.of(1.5));
    assertThat(first.tags()).containsEntry("team", "x");
    assertThat(runs.get(1)).isEqualTo(JobRun.named("etl", "emr", "r1", 2));
  }

  @Test
  void csvNamesItsColumns() throws IOException {
    List<JobRun> runs =
        read(
            """
            job,platform,runId,clusterId,rowsRead,tag:team\r
            "a ""job"", really",emr,r1,,7,x\r
            etl,emr,r2,j-1,,
            """);
    assertThat(runs.get(0).job()).isEqualTo("a \"job\", really");
    assertThat(runs.get(0).clusterId()).isEmpty();
    assertThat(runs.get(0).rowsRead()).isEqualTo(OptionalLong.of(7));
    assertThat(runs.get(0).tags()).containsEntry("team", "x");
    assertThat(runs.get(1).clusterId()).isEqualTo(Optional.of("j-1"));
    assertThat(runs.get(1).tags()).isEmpty();
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {"job": "etl", "platform": "emr", "runId": "r1", "coreHours": -1, "atempt": 2}
                    {"job": "etl"}
                    [1]
                    {"job": "etl", "platform": "emr", "runId": "r2", "startedAt": "2026-03-01T02:00:00", "succeeded": "yes"}
                    {"job": "etl", "platform": "emr", "runId": "r3", "startedAt": "2026-03-01T02:00:00Z", "endedAt": "2026-03-01T01:00:00Z"}
                    {"job": "etl", "platform": "emr", "runId": "r4"}
                    {"job": "etl", "platform": "emr", "runId": "r4"}
                    {"job": "etl",
                    """))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read runs of FILE: line 1: 'atempt' is no column of runs.
            Cannot read runs of FILE: line 1: coreHours '-1' is not a number from 0 on.
            Cannot read runs of FILE: line 2: it has no platform.
            Cannot read runs of FILE: line 2: it has no runId.
            Cannot read runs of FILE: line 3: it is no object.
            Cannot read runs of FILE: line 4: startedAt '2026-03-01T02:00:00' is not a time with a zone.
            Cannot read runs of FILE: line 4: succeeded 'yes' is not 'true' or 'false'.
            Cannot read runs of FILE: line 5: it ended at 2026-03-01T01:00:00Z, before it started at 2026-03-01T02:00:00Z.
            Cannot read runs of FILE: line 7: attempt 1 of run 'r4' is there already, in line 6.
            Cannot read runs of FILE: line 8: it is no JSON: Unexpected end-of-input within/between Object entries."""
                .replace("FILE", folder.resolve("runs").toString()));
  }

  @Test
  void csvIsAsStrict() {
    assertThatThrownBy(() -> read("job,platform,runId\netl,emr\netl,emr,r1,\n"))
        .hasMessage(
            """
            Cannot read runs of FILE: line 2: it has 2 cells, and the first line names 3.
            Cannot read runs of FILE: line 3: it has 4 cells, and the first line names 3."""
                .replace("FILE", folder.resolve("runs").toString()));
    assertThatThrownBy(() -> read("job,plattform,runId,job\n"))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.message() + " " + problem.hint())
                    .startsWith(
                        "Cannot read runs of %s: line 1: 'plattform' is no column of runs. did you mean platform?"
                            .formatted(folder.resolve("runs"))));
    assertThatThrownBy(() -> read("job,platform,runId\netl,emr,\"r1\n"))
        .hasMessage(
            "Cannot read runs of %s: line 2: a quoted cell has no end."
                .formatted(folder.resolve("runs")));
  }

  @Test
  void aFileThatIsNoneIsRefused() throws IOException {
    assertThatThrownBy(() -> RunFile.read(folder.resolve("none")))
        .hasMessage(
            "Cannot read runs of %s: there is no such file.".formatted(folder.resolve("none")));
    Path latin =
        Files.write(folder.resolve("latin"), "job,\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> RunFile.read(latin))
        .hasMessage("Cannot read runs of %s: it is no text in UTF-8.".formatted(latin));
  }
}
