package dev.bering.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.model.Location;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The newest commits in the log of a Delta table, as the files say it, so that asking after a
 * commit or the version costs no Spark job. It tells nothing where the log is kept otherwise.
 *
 * <p>Source: Delta protocol, "Delta Log Entries", "Last Checkpoint File", "Commit Provenance
 * Information".
 *
 * @param folder the folder {@code _delta_log}
 */
record DeltaLogText(FileSystem files, Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Where commits wait that are not in the log yet. */
  private static final List<String> STAGED = List.of("_staged_commits", "_commits");

  private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");

  /** The log of {@code table}. */
  static DeltaLogText of(SparkSession spark, Location table) throws IOException {
    var path = new Path(table.toString());
    return new DeltaLogText(
        path.getFileSystem(spark.sparkContext().hadoopConfiguration()),
        new Path(path, "_delta_log"));
  }

  /**
   * The version the table has now; empty where there is none, or commits may lie elsewhere first,
   * as a catalog that commits for the table has them.
   */
  OptionalLong version() throws IOException {
    for (String staged : STAGED) {
      if (files.exists(new Path(folder, staged))) {
        return OptionalLong.empty();
      }
    }
    try {
      long hinted = newest();
      // The note of the last checkpoint may be older than what the log still keeps.
      long newest = hinted < 0 || files.exists(file(hinted)) ? hinted : newestListed();
      return newest < Math.max(hinted, 0) ? OptionalLong.empty() : OptionalLong.of(newest);
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * What the commit that bears {@code note} says it wrote.
   *
   * @param recent how many commits are looked at, the newest first
   */
  Optional<Receipt> find(String note, int recent) throws IOException {
    long newest = newest();
    for (long version = newest; version >= 0 && version > newest - recent; version--) {
      Optional<JsonNode> commit = commit(version);
      if (commit.isEmpty()) {
        return Optional.empty();
      }
      if (commit.get().path("userMetadata").asText("").equals(note)) {
        return receipt(commit.get().path("operationMetrics"), version);
      }
    }
    return Optional.empty();
  }

  private static Optional<Receipt> receipt(JsonNode metrics, long version) {
    return metrics.has("numOutputRows") && metrics.has("numOutputBytes")
        ? Optional.of(
            Receipt.ofRows(
                    metrics.path("numOutputRows").asLong() - metrics.path("numCopiedRows").asLong())
                .withBytes(metrics.path("numOutputBytes").asLong())
                .withVersion(version))
        : Optional.empty();
  }

  /** The newest version; below 0 if there is none. */
  private long newest() throws IOException {
    Optional<Long> checkpoint = lastCheckpoint();
    if (checkpoint.isEmpty()) {
      return newestListed();
    }
    long version = checkpoint.get();
    while (files.exists(file(version + 1))) { // a checkpoint follows every few commits
      version++;
    }
    return version;
  }

  private Optional<Long> lastCheckpoint() throws IOException {
    try (var in = files.open(new Path(folder, "_last_checkpoint"))) {
      JsonNode version = JSON.readTree(in.readAllBytes()).path("version");
      return version.isIntegralNumber() ? Optional.of(version.asLong()) : Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private long newestListed() throws IOException {
    long newest = -1;
    for (FileStatus file : files.listStatus(folder)) {
      Matcher commit = COMMIT.matcher(file.getPath().getName());
      if (commit.matches()) {
        newest = Math.max(newest, Long.parseLong(commit.group(1)));
      }
    }
    return newest;
  }

  private Path file(long version) {
    return new Path(folder, "%020d.json".formatted(version));
  }

  /** What {@code version} says of itself, which stands first in its file as a rule. */
  private Optional<JsonNode> commit(long version) throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(files.open(file(version)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"commitInfo\"")) {
          return Optional.of(JSON.readTree(line).path("commitInfo"));
        }
      }
      return Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
