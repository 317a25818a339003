package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time travel by timestamp answers the same where files lose their times, also to Spark. */
@Tag("spark")
class CommitTimesTest {

  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark = SmallTablesSession.named("times");
  }

  private static void append(Path table, long id) {
    spark
        .createDataset(List.of(id), Encoders.LONG())
        .toDF("id")
        .write()
        .format("delta")
        .option("delta.checkpointInterval", "2")
        .mode("append")
        .save(table.toString());
  }

  private static long rowsAt(Path table, Instant time) {
    return spark
        .read()
        .format("delta")
        .option("timestampAsOf", time.toString())
        .load(table.toString())
        .count();
  }

  /** What a store does that keeps no times. */
  private static void forgetTimes(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table.resolve("_delta_log"))) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      }
    }
  }

  @Test
  void sparkFindsTheVersionsOfTheirTimes() throws IOException {
    Path source = folder.resolve("orders");
    Path copy = folder.resolve("copy");
    List<Instant> times = new ArrayList<>();
    for (int version = 0; version < 4; version++) {
      append(source, version);
    }
    Instant first = Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
    for (int version = 0; version < 4; version++) { // afterwards: Spark cleans up what looks old
      Instant time = first.plusSeconds(60L * version);
      Files.setLastModifiedTime(
          source.resolve("_delta_log/%020d.json".formatted(version)), FileTime.from(time));
      times.add(time);
    }
    Cli clone = Cli.run("clone", source, copy, "--in-commit-timestamps");
    assertThat(clone.exitCode()).as(clone.err()).isZero();
    assertThat(Cli.run("check", source, copy).exitCode()).isZero();
    forgetTimes(copy);
    for (int version = 0; version < 4; version++) {
      assertThat(rowsAt(copy, times.get(version))).isEqualTo(version + 1);
    }
    assertThat(rowsAt(copy, times.get(2).plusSeconds(59))).isEqualTo(3);
    append(copy, 9);
    assertThat(spark.read().format("delta").load(copy.toString()).count()).isEqualTo(5);
  }
}
