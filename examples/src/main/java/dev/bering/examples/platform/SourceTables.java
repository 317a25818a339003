package dev.bering.examples.platform;

import static org.apache.spark.sql.functions.expr;

import dev.bering.examples.ConnectionSource;
import dev.bering.examples.LogisticModel;
import dev.bering.examples.Spool;
import dev.bering.flow.Frame;
import dev.bering.slices.SliceRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Lays down the three sources as Delta tables: {@code connections} and {@code lines}, a partition
 * an hour, and {@code inventory}; beside them the classifier, and the flow file that binds the
 * platform to all of these.
 */
public final class SourceTables {
  private final PlatformFolder platform;
  private final SparkSession spark;

  /** The sources of {@code platform}. */
  public SourceTables(PlatformFolder platform, SparkSession spark) {
    this.platform = platform;
    this.spark = spark;
  }

  /**
   * Writes all of it, in place of earlier rows. If this fails some of it may be written; laying it
   * down again is safe.
   *
   * @throws dev.bering.model.UserException CONNECTIONS_UNREADABLE, CONNECTIONS_INVALID,
   *     LOG_UNREADABLE, LOG_LINE_TIME
   */
  public void lay(ConnectionSource connections, LoginSource logins) {
    List<LogLine> lines = new LogClock(platform.hours()).lines(logins);
    connections(connections);
    partitioned(Frame.of(spark, LogLine.class, lines).df(), "lines", SaveMode.Overwrite);
    Frame.of(spark, InventoryRow.class, Inventory.rows())
        .df()
        .coalesce(1)
        .write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .save(platform.table("inventory"));
    write("classifier.json", LogisticModel.shippedCard());
    write("platform.yaml", flowFile().replace("{first}", platform.hours().first().label()));
  }

  private void write(String name, String text) {
    try {
      Files.writeString(platform.folder().resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException("laying down " + name, e);
    }
  }

  private static String flowFile() {
    try (InputStream bytes = SourceTables.class.getResourceAsStream("platform.yaml")) {
      if (bytes == null) {
        throw new IllegalStateException("no platform.yaml beside " + SourceTables.class);
      }
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("platform.yaml", e);
    }
  }

  /** The data has no clock: connections are spread over the hours in their order. */
  private void connections(ConnectionSource source) {
    SliceRange hours = platform.hours();
    try (Spool spool = Spool.of(source)) {
      partitioned(
          spark
              .read()
              .schema(Spool.columns())
              .csv(spool.file().toString())
              .withColumn("at", at(hours, spool.rowCount()))
              .selectExpr("*", "CAST(at AS DATE) AS slice_day", "hour(at) AS slice_hour")
              .drop("at"),
          "connections",
          SaveMode.Overwrite);
    }
  }

  private static Column at(SliceRange hours, long rows) {
    return expr(
        "timestamp_seconds(%d + 3600 * (connection_id * %d div %d))"
            .formatted(hours.start().getEpochSecond(), hours.size(), rows));
  }

  /**
   * Adds rows that come late.
   *
   * @param table {@code connections} or {@code lines}
   * @param rows of the columns of the table
   */
  public void append(String table, Dataset<Row> rows) {
    partitioned(rows, table, SaveMode.Append);
  }

  /** One file an hour. */
  private void partitioned(Dataset<Row> rows, String table, SaveMode mode) {
    rows.repartition(rows.col("slice_day"), rows.col("slice_hour"))
        .write()
        .format("delta")
        .mode(mode)
        .partitionBy("slice_day", "slice_hour")
        .save(platform.table(table));
  }
}
