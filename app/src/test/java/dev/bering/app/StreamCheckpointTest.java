package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream that was stopped at the source goes on at the target, as writer and as reader, with no
 * row lost or doubled, and with the source gone.
 */
@Tag("spark")
class StreamCheckpointTest {

  private static SparkSession spark;

  /** A stream of two batches, which each test has its own copy of. */
  @TempDir private static Path arranged;

  @TempDir Path folder;

  @BeforeAll
  static void runStream() throws Exception {
    spark = SmallTablesSession.named("streams");
    append(arranged.resolve("in"), 0, 10);
    append(arranged.resolve("in"), 10, 20);
    stream(arranged.resolve("in"), arranged.resolve("out"), arranged.resolve("checkpoint"));
  }

  @BeforeEach
  void copyStream() throws IOException {
    try (Stream<Path> paths = Files.walk(arranged)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(arranged.relativize(path));
        Files.createDirectories(copy.resolveSibling("."));
        Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void append(Path table, long from, long to) {
    spark
        .createDataset(LongStream.range(from, to).boxed().toList(), Encoders.LONG())
        .toDF("id")
        .write()
        .format("delta")
        .mode("append")
        .save(table.toString());
  }

  /** Runs the stream from {@code input} to {@code output} until it has seen everything. */
  private static void stream(Path input, Path output, Path checkpoint) throws Exception {
    StreamingQuery query =
        spark
            .readStream()
            .format("delta")
            .option("maxFilesPerTrigger", 1)
            .load(input.toString())
            .writeStream()
            .format("delta")
            .option("checkpointLocation", checkpoint.toString())
            .trigger(Trigger.AvailableNow())
            .start(output.toString());
    query.awaitTermination();
  }

  private static List<Long> ids(Path table) {
    Dataset<Row> rows = spark.read().format("delta").load(table.toString());
    return rows.orderBy("id").as(Encoders.LONG()).collectAsList();
  }

  private static List<Long> upTo(long end) {
    return LongStream.range(0, end).boxed().toList();
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  @Test
  void goesOnAsWriterAndAsReader() throws Exception {
    append(at("in"), 20, 30);

    Cli out =
        Cli.run(
            "clone",
            at("out"),
            at("out2"),
            "--with-checkpoint",
            at("checkpoint") + "=" + at("checkpoint2"));
    assertThat(out.exitCode()).as(out.err()).isZero();
    Cli in =
        Cli.run(
            "clone",
            at("in"),
            at("in2"),
            "--with-checkpoint",
            at("checkpoint") + "=" + at("checkpoint2"));
    assertThat(in.exitCode()).as(in.err()).isZero();
    for (String gone : List.of("in", "out", "checkpoint")) {
      Files.move(at(gone), at(gone + ".gone"));
    }

    append(at("in2"), 30, 40);
    stream(at("in2"), at("out2"), at("checkpoint2"));
    assertThat(ids(at("out2"))).isEqualTo(upTo(40));
  }

  @Test
  void repeatsABatchThatTheCheckpointDoesNotKnowAndDoublesNothing() throws Exception {
    // The stream died after its last batch was in the table and before that was noted.
    try (var commits = Files.list(at("checkpoint/commits"))) {
      for (Path commit :
          commits.filter(path -> path.getFileName().toString().contains("1")).toList()) {
        Files.delete(commit);
      }
    }
    Cli cli =
        Cli.run(
            "clone",
            at("out"),
            at("out2"),
            "--with-checkpoint",
            at("checkpoint") + "=" + at("checkpoint2"));
    assertThat(cli.exitCode()).as(cli.err()).isZero();
    stream(at("in"), at("out2"), at("checkpoint2"));
    assertThat(ids(at("out2"))).isEqualTo(upTo(20));
  }

  @Test
  void refusesACheckpointThatIsAheadOrSomebodyElses() throws IOException, Exception {
    Cli.write(
        at("other/_delta_log/00000000000000000000.json"),
        """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"other","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[]}","partitionColumns":[],"configuration":{}}}
        """);
    Cli foreign = Cli.run("clone", at("other"), at("x"), "--with-checkpoint", at("checkpoint"));
    assertThat(foreign.exitCode()).isEqualTo(2);
    assertThat(foreign.err())
        .containsPattern(
            "Cannot move streaming checkpoint %s with %s: its stream [0-9a-f-]{36} neither writes nor reads that table\\."
                .formatted(at("checkpoint"), at("other")));
    assertThat(at("x")).doesNotExist();

    Cli snapshot =
        Cli.run(
            "clone",
            at("in"),
            at("x"),
            "--mode",
            "snapshot",
            "--with-checkpoint",
            at("checkpoint"));
    assertThat(snapshot.exitCode()).isEqualTo(2);
    assertThat(snapshot.err())
        .startsWith(
            "Cannot move streaming checkpoint %s with %s: its stream reads the table, and a snapshot is another table to it."
                .formatted(at("checkpoint"), at("in")));

    Files.writeString(at("checkpoint/commits/7"), "v1\n{\"nextBatchWatermarkMs\":0}");
    Cli ahead = Cli.run("clone", at("out"), at("out2"), "--with-checkpoint", at("checkpoint"));
    assertThat(ahead.exitCode()).isEqualTo(5);
    assertThat(ahead.err())
        .containsPattern(
            "Cannot trust streaming checkpoint %s: batch 7 has ended, and the table holds batches up to [0-6]\\."
                .formatted(at("out2/_checkpoints/checkpoint")));
  }
}
