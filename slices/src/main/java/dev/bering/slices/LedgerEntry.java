package dev.bering.slices;

import dev.bering.model.Location;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the ledger says of one attempt at one slice of one flow.
 *
 * @param flow the name of the flow
 * @param attempt the first is 1
 * @param code the hash of the components and their versions
 * @param parameters the hash of the parameters
 * @param cost what it took, by names such as {@code cpu-ms}
 * @param failure what went wrong; empty if it is done
 */
public record LedgerEntry(
    String flow,
    Slice slice,
    Kind kind,
    String runId,
    int attempt,
    String code,
    String parameters,
    List<Read> reads,
    List<Model> models,
    List<Written> written,
    Map<String, Long> cost,
    Instant started,
    Instant finished,
    String failure) {

  /** In {@code cost} before the name of a port: the milliseconds that writing it took. */
  static final String WRITE = "write-ms ";

  /** What became of the attempt. */
  public enum Kind {
    /** All its ports are published, by this entry. */
    DONE,
    /** Nothing of it is published. */
    FAILED
  }

  public LedgerEntry {
    Objects.requireNonNull(flow, "flow is null");
    Objects.requireNonNull(slice, "slice is null");
    Objects.requireNonNull(kind, "kind is null");
    reads = List.copyOf(reads);
    models = List.copyOf(models);
    written = List.copyOf(written);
    cost = Map.copyOf(cost);
  }

  /**
   * What was read at one port.
   *
   * @param source the table and how its slices are told, or what was published, with the slices
   * @param version the version of the table; empty where more than one was read
   * @param content the hash of the rows; of an input that is a table, the id of the table
   */
  public record Read(String port, String source, OptionalLong version, String content) {}

  /** A model that was used. */
  public record Model(String port, String name, String version, String digest) {}

  /**
   * What was written at one port.
   *
   * @param tableId the {@code metaData.id} of the table; empty if the entry does not say
   * @param version the version that the table had since
   * @param content the hash of the rows; empty if it could not be told
   * @param strays commits to the table since the entry before that are not of this slice and run
   */
  public record Written(
      String port,
      Location table,
      String tableId,
      long version,
      long rows,
      long bytes,
      String content,
      List<Stray> strays) {
    public Written {
      strays = List.copyOf(strays);
    }
  }

  /**
   * A commit that no entry had published when it was seen.
   *
   * @param slice the label of the slice that it wrote; empty if it may have written any
   */
  public record Stray(String slice, long version) {}

  /** What was written at {@code port}. */
  public Optional<Written> written(String port) {
    return written.stream().filter(to -> to.port().equals(port)).findFirst();
  }

  /** What was read at {@code port}. */
  public Optional<Read> read(String port) {
    return reads.stream().filter(from -> from.port().equals(port)).findFirst();
  }

  /** How long it took from its begin to its end. */
  public Duration elapsed() {
    return Duration.between(started, finished);
  }

  /** How long each port took to compute and write; empty where the entry does not tell. */
  public Map<String, Duration> writes() {
    var writes = new LinkedHashMap<String, Duration>();
    cost.forEach(
        (name, value) -> {
          if (name.startsWith(WRITE)) {
            writes.put(name.substring(WRITE.length()), Duration.ofMillis(value));
          }
        });
    return writes;
  }
}
