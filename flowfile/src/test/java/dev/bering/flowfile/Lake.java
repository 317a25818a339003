package dev.bering.flowfile;

import static org.assertj.core.api.Assertions.fail;

import dev.bering.flow.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** A folder with events of some hours, and flow files beside them. */
record Lake(Path folder) {
  static final SparkSession SPARK = TestSpark.session();

  Path at(String name) {
    return folder.resolve(name);
  }

  /** Events in hours of 2026-01-01: {@code hour host bytes}, one text a row. */
  void events(String... rows) {
    Dataset<Row> events =
        SPARK
            .createDataset(Arrays.asList(rows), Encoders.STRING())
            .selectExpr(
                "split(value, ' ')[1] AS host",
                "CAST(split(value, ' ')[2] AS BIGINT) AS bytes",
                "DATE'2026-01-01' AS day",
                "CAST(split(value, ' ')[0] AS INT) AS hour");
    events
        .coalesce(1)
        .write()
        .format("delta")
        .mode(SaveMode.Append)
        .partitionBy("day", "hour")
        .save(at("events").toString());
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(at(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The only file of a folder. */
  static Path only(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.reduce((one, other) -> fail("%s and %s".formatted(one, other))).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A flow over the events, hour by hour. */
  Path detection(String... more) {
    return write(
        "detect.yaml",
        """
        flow: dev.bering.flowfile.Detection
        every: hour
        first: 2026-01-01T00
        ledger: ledger
        inputs:
          events: {table: events, partitions: [day, hour]}
        outputs:
          alerts: alerts
        state:
          series: series
        """
            + String.join("\n", more));
  }

  /** The rows of a table, without what the engine adds, as text in order. */
  List<String> rows(String table, String... columns) {
    return SPARK
        .read()
        .format("delta")
        .load(at(table).toString())
        .selectExpr(columns)
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .toList();
  }
}
