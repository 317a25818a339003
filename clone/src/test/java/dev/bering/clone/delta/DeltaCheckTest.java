package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.add;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.CheckReport;
import dev.bering.model.ExitCode;
import dev.bering.model.UserException;
import dev.bering.tables.DeltaTableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DeltaCheckTest extends ReplicaCase {

  @Test
  void checkNamesEveryKindOfDifference() throws IOException {
    DeltaTableFixture source = orders().append("c.parquet", 5);
    clone(source.folder(), target());
    Files.delete(target().resolve("c.parquet"));
    Files.writeString(target().resolve("a.parquet"), "0123456789");
    Files.writeString(target().resolve("stray.parquet"), "x");
    source.append("d.parquet", 5);
    CheckReport report = check(source.folder(), target());
    assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(report.text())
        .isEqualToNormalizingNewlines(
            """
            + _delta_log/00000000000000000004.json  (not at the target)
            * a.parquet  (same size, other content)
            + c.parquet  (not at the target)
            + d.parquet  (not at the target)
            - stray.parquet  (not at the source)
            = 5  - 1  + 3  * 1  ! 0  at version 4
            """);
  }

  @Test
  void checkRefusesWhatIsNoTable() {
    Path source = orders().folder();
    UserException e = refusal(() -> check(source, target()));
    assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE);
    assertThat(e)
        .hasMessage(
            "Cannot check %s: it has no _delta_log, so it is no Delta table.".formatted(target()));
  }

  @Test
  void aCloneThatHasNotEndedIsNoProof() throws IOException {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    Path marker = target().resolve("_bering/clone.json");
    Files.writeString(marker, "{\"format\":1,\"tableId\":\"orders-id\",\"source\":\"elsewhere\"}");
    CheckReport report = check(source.folder(), target());
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report.text()).startsWith("! _bering  (the last clone has not ended)");
    clone(source.folder(), target());
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void seesThatSomebodyHasWrittenToATargetThatKeepsMoreHistory() throws IOException {
    DeltaTableFixture source = longHistory();
    clone(source.folder(), target());
    for (int version = 0; version < 4; version++) {
      Files.delete(source.log("%020d.json".formatted(version)));
    }
    Files.delete(
        source.log("00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json"));
    new DeltaTableFixture(target())
        .file("foreign.parquet", 3)
        .logFile("00000000000000000007.json", add("foreign.parquet", 3) + "\n");
    CheckReport report = check(source.folder(), target());
    assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(report.text())
        .startsWith("- _delta_log/00000000000000000007.json  (not at the source)");
  }

  @Test
  void aLiveFileThatNobodyHasIsNoHole() throws IOException {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    Files.delete(source.folder().resolve("a.parquet"));
    Files.delete(target().resolve("a.parquet"));
    CheckReport report = check(source.folder(), target());
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report.text())
        .startsWith("! a.parquet  (the newest version needs it, and the source lost it)");
  }
}
