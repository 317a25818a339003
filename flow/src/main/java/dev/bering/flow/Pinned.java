package dev.bering.flow;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import io.delta.tables.DeltaTable;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One version of a Delta table. A table that is read lazily without a version is not a fixed input:
 * what is appended between the making of the frame and its use is read too.
 *
 * @param location where the table is
 * @param version its version, from 0
 */
public record Pinned(Location location, long version) {

  public Pinned {
    Objects.requireNonNull(location, "location is null");
    if (version < 0) {
      throw new IllegalStateException("version %d of %s".formatted(version, location));
    }
  }

  /**
   * The version the table has now. Pin all inputs before the first is read, and each table once.
   *
   * @throws UserException FLOW_INPUT_UNREADABLE if there is no Delta table
   */
  public static Pinned latest(SparkSession spark, Location location) {
    try {
      OptionalLong listed = DeltaLogText.of(spark, location).version();
      return new Pinned(
          location, listed.isPresent() ? listed.getAsLong() : toldByDelta(spark, location));
    } catch (Exception e) { // Scala throws checked exceptions without saying so
      throw unreadable(
          "Cannot pin %s: %s.".formatted(location, NodeFailure.firstLine(e)),
          "name the folder that holds _delta_log",
          e);
    }
  }

  /** By a job, where the files of the log do not tell; Delta says what is wrong with no table. */
  private static long toldByDelta(SparkSession spark, Location location) {
    return new JobName("pin", "pin " + location, "bering.pin")
        .during(
            spark.sparkContext(),
            () ->
                DeltaTable.forPath(spark, location.toString())
                    .history(1)
                    .select("version")
                    .head()
                    .getLong(0));
  }

  /**
   * The rows of this version.
   *
   * @throws UserException FLOW_INPUT_UNREADABLE if the table no longer keeps it
   */
  public Dataset<Row> read(SparkSession spark) {
    try {
      return spark.read().format("delta").option("versionAsOf", version).load(location.toString());
    } catch (Exception e) { // Scala throws checked exceptions without saying so
      throw unreadable(
          "Cannot read %s: %s.".formatted(this, NodeFailure.firstLine(e)),
          "pin a version that the table still keeps",
          e);
    }
  }

  private static UserException unreadable(String message, String hint, Exception cause) {
    return UserException.source(new Problem("FLOW_INPUT_UNREADABLE", message, hint), cause);
  }

  /** As reports show it. */
  @Override
  public String toString() {
    return location + " version " + version;
  }
}
