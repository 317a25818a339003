package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class LegacyPlatformTest {

  @TempDir Path folder;

  @Test
  void laysDownATableWithAStreamDeletionVectorsAndACheckpointAndReplacesIt() throws IOException {
    DemoFolder demo = DemoFolder.open(folder.resolve("demo"));
    LegacyPlatform first = lay(demo, ConnectionSource.generated(1, 480));
    assertThat(first.sentence()).isEqualTo("generated, seed 1, 480 connections");
    assertThat(rowCount(first)).isEqualTo(480);

    LegacyPlatform second = lay(demo, ConnectionSource.generated(2, 960));
    assertThat(rowCount(second)).isEqualTo(960).isEqualTo(second.rowCount());

    List<String> log = log(second);
    assertThat(log.stream().filter(line -> line.startsWith("{\"txn\":"))).hasSize(4);
    assertThat(log.stream().filter(line -> line.contains("\"operation\":\"STREAMING UPDATE\"")))
        .hasSize(4);
    assertThat(log.stream().filter(line -> line.contains("\"deletionVector\":{"))).hasSize(3);
    assertThat(second.connections().resolve("_delta_log/00000000000000000003.checkpoint.parquet"))
        .exists();
  }

  @Test
  void leavesAnEarlierPlatformAloneIfTheFileIsWrong() throws IOException {
    DemoFolder demo = DemoFolder.open(folder.resolve("demo"));
    Path earlier = demo.renew("legacy", made -> true).resolve("landing");
    Files.createDirectory(earlier);
    Path wrong = Lines.write(folder.resolve("wrong.csv"), List.of("not,a,connection"));

    assertThatThrownBy(() -> lay(demo, ConnectionSource.file(wrong)))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read connections from " + wrong + ": line 1 has 3 columns, not 42.");
    assertThat(earlier).exists();
  }

  @Test
  void leavesAPlatformAloneInWhichSomebodyKeepsFiles() throws IOException {
    DemoFolder demo = DemoFolder.open(folder.resolve("demo"));
    Path notes = demo.renew("legacy", made -> true).resolve("notes.txt");
    Files.createFile(notes);

    assertThatThrownBy(() -> lay(demo, ConnectionSource.generated(1, 24)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot lay the demo in "
                + demo.part("legacy")
                + ": it holds legacy/notes.txt, which the demo did not make.");
    assertThat(notes).exists();
  }

  private static LegacyPlatform lay(DemoFolder demo, ConnectionSource source) {
    return LegacyPlatform.lay(demo, source, Spark.session(), Progress.NONE);
  }

  private static long rowCount(LegacyPlatform platform) {
    try (Engine engine = DuckDbEngine.open()) {
      Relation connections =
          engine.register("connections", Tables.open(Location.of(platform.connections())));
      return connections.rowCount();
    }
  }

  /** All actions of all commits. */
  private static List<String> log(LegacyPlatform platform) throws IOException {
    try (Stream<Path> files = Files.list(platform.connections().resolve("_delta_log"))) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .flatMap(LegacyPlatformTest::lines)
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
