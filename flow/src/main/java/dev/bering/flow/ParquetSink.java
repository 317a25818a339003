package dev.bering.flow;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Keeps the rows of a port in a folder of Parquet files of its own, to read them back soon. What
 * the folder holds is replaced, and not in one step: it is no way to publish rows.
 *
 * @param port as the flow knows it
 * @param location the folder
 */
public record ParquetSink(String port, Location location) implements Sink {
  private static final Pattern OWN = Pattern.compile("part-.*|_SUCCESS");

  public ParquetSink {
    Objects.requireNonNull(port, "port is null");
    Objects.requireNonNull(location, "location is null");
  }

  @Override
  public String target() {
    return location.toString();
  }

  @Override
  public Optional<Location> place() {
    return Optional.of(location);
  }

  @Override
  public List<Problem> problems(String subject, Dataset<Row> rows) {
    try {
      FileSystem files = files(rows.sparkSession());
      return !files.exists(path()) || Arrays.stream(files.listStatus(path())).allMatch(this::isOwn)
          ? List.of()
          : List.of(
              new Problem(
                  "FLOW_SINK_OCCUPIED",
                  subject + ": there are files there that are no Parquet files of Spark's.",
                  "choose an empty location"));
    } catch (IOException e) {
      throw unreadable(subject, e);
    }
  }

  private boolean isOwn(FileStatus file) {
    return OWN.matcher(file.getPath().getName()).matches();
  }

  @Override
  public Receipt write(Dataset<Row> rows, String note) {
    Observed counted = Observed.of(rows);
    counted.rows().write().mode(SaveMode.Overwrite).parquet(location.toString());
    return Receipt.ofRows(counted.count()).withBytes(size(rows.sparkSession()));
  }

  private long size(SparkSession spark) {
    try {
      return files(spark).getContentSummary(path()).getLength();
    } catch (IOException e) {
      throw unreadable("Cannot read the size of " + location, e);
    }
  }

  private FileSystem files(SparkSession spark) throws IOException {
    return path().getFileSystem(spark.sparkContext().hadoopConfiguration());
  }

  private Path path() {
    return new Path(location.toString());
  }

  private static UserException unreadable(String subject, IOException e) {
    return UserException.source(
        new Problem(
            "FLOW_SINK_UNREADABLE",
            "%s: %s.".formatted(subject, NodeFailure.firstLine(e)),
            "check the location and the rights to it"),
        e);
  }
}
