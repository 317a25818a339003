package dev.bering.slices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class ResumeTest {

  /**
   * The flags of this process that the killed one gets too, how Spark treats few rows among them.
   */
  private static final List<String> KEPT = List.of("--add-opens", "-XX:", "-Dspark.sql.");

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  /** The same events for both: their table is copied, log and all. */
  private static void fill(Path one, Path other) throws IOException {
    new Platform(one).allEvents("0 a 10 x", "0 b 90 x", "1 a 20 x", "2 b 30 x", "3 a 70 x");
    try (Stream<Path> files = Files.walk(one.resolve("events"))) {
      for (Path file : files.toList()) {
        Path copy = other.resolve(one.relativize(file));
        Files.createDirectories(Objects.requireNonNull(copy.getParent()));
        Files.copy(file, copy);
      }
    }
  }

  private static void runUntilKilled(Path lake) throws Exception {
    var command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> KEPT.stream().anyMatch(flag::startsWith))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xms512m",
            "-Xmn256m",
            "-Xmx1g",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-cp",
            System.getProperty("java.class.path"),
            KilledRun.class.getName(),
            lake.toString()));
    Path said = Files.createFile(lake.resolve("said"));
    int exit =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start()
            .waitFor();
    assertThat(exit).as("what it said: %s", Files.readString(said)).isEqualTo(9);
  }

  @Test
  void goesOnAfterAKillAsIfNothingHadHappened() throws Exception {
    var killed = new Platform(folder.resolve("killed"));
    var whole = new Platform(folder.resolve("whole"));
    fill(folder.resolve("killed"), folder.resolve("whole"));
    runUntilKilled(folder.resolve("killed"));
    SlicedFlow flow = killed.binding().build();
    assertThat(killed.published(flow, "alerts", 0, 3)).isEmpty();
    assertThat(killed.published(flow, "series.after", 2, 2)).isEmpty();

    assertThat(killed.run(flow, 0, 3).slices()).containsExactly(Platform.hour(2), Platform.hour(3));
    SlicedFlow undisturbed = whole.binding().build();
    whole.run(undisturbed, 0, 3);
    for (String port : List.of("alerts", "series.after")) {
      assertThat(killed.published(flow, port, 0, 3))
          .isEqualTo(whole.published(undisturbed, port, 0, 3))
          .isNotEmpty();
    }
    // Which slice each row is in stands in the row.
    for (String table : List.of("alerts", "series")) {
      assertThat(rows(killed, table)).isEqualTo(rows(whole, table)).isNotEmpty();
    }
  }

  private static List<String> rows(Platform lake, String table) {
    return Platform.text(
        Platform.SPARK
            .read()
            .format("delta")
            .load(lake.at(table))
            .selectExpr("to_json(struct(*))"));
  }
}
