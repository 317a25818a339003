package dev.bering.clone.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.clone.Publication;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.LogListing;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The times that the commits of a replica bear, where its store keeps none: the source's, each
 * later than the one before (Delta protocol, "In-Commit Timestamps").
 *
 * <p>The time of a version follows from the source's commit and from the time that the version
 * before has at the target. So a later run, or a check, finds the same, also when the source has
 * let go of the commits that the first times were made of.
 */
final class CommitStamps {

  private static final String NOTE = Store.OWN_FOLDER + "/commit-times.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Where the times of a replica begin.
   *
   * @param version the first one that bears a time
   * @param time of that version, in milliseconds
   */
  record Start(long version, long time) {}

  private final Start start;
  private final LogListing source;
  private final LogReader sourceReader;
  private final LogListing target;
  private final LogReader targetReader;
  private final TreeMap<Long, Long> known = new TreeMap<>();

  /** Times of a replica. */
  CommitStamps(
      Start start, Store source, LogListing sourceLog, Store target, LogListing targetLog) {
    this.start = start;
    this.source = sourceLog;
    this.sourceReader = new LogReader(source);
    this.target = targetLog;
    this.targetReader = new LogReader(target);
  }

  /**
   * Where the times of a replica begin; empty if its commits are the source's.
   *
   * @throws UserException CLONE_MARKER_UNREADABLE if there is a note that cannot be understood
   */
  static Optional<Start> noted(Store target) throws IOException {
    if (target.status(NOTE).isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = target.open(NOTE)) {
      JsonNode note = JSON.readTree(in);
      if (note.path("version").isIntegralNumber() && note.path("time").isIntegralNumber()) {
        return Optional.of(new Start(note.get("version").asLong(), note.get("time").asLong()));
      }
    } catch (JsonProcessingException e) {
      // Falls through to the same sentence as a note of the wrong shape.
    }
    throw UserException.usage(
        new Problem(
            "CLONE_MARKER_UNREADABLE",
            "Cannot clone to %s: its %s is not what this version writes."
                .formatted(target.name(), NOTE),
            "use the Bering that made it, or clone into a new folder"));
  }

  /** The note by which later runs go on so; written before the first commit. */
  Publication note() throws IOException {
    byte[] note =
        JSON.writeValueAsBytes(
            JSON.createObjectNode()
                .put("format", 1)
                .put("version", start.version())
                .put("time", start.time()));
    return new Publication.Written(
        NOTE, note.length, Instant.EPOCH, Publication.Rule.REPLACE, Content.of(note));
  }

  /** Where a new replica's times begin: at its oldest commit; empty if it has none. */
  static Optional<Start> begin(LogListing log, LogReader reader, long first) throws IOException {
    Map.Entry<Long, StoredFile> oldest = log.commits().ceilingEntry(first);
    return oldest == null
        ? Optional.empty()
        : Optional.of(new Start(oldest.getKey(), time(oldest.getValue(), reader)));
  }

  /** Whether a note says so already. */
  boolean isNoted(Optional<Start> noted) {
    return noted.equals(Optional.of(start));
  }

  /** What the table must say of them. */
  StampRules rules() {
    return new StampRules(start.version(), start.time());
  }

  /** Whether the version's commit is there, so that it has a time. */
  boolean know(long version) {
    return source.commits().containsKey(version);
  }

  /** When a version was made, in milliseconds since 1970. */
  synchronized long of(long version) throws IOException {
    long oldest = version;
    Optional<Long> before = before(oldest);
    while (before.isEmpty() && oldest > start.version() && know(oldest - 1)) {
      oldest--;
      before = before(oldest);
    }
    for (long v = oldest; v <= version; v++) {
      long time = own(v);
      if (before.isPresent() && time <= before.get()) {
        time = before.get() + 1;
      }
      known.put(v, time);
      before = Optional.of(time);
    }
    return Optional.ofNullable(known.get(version)).orElseThrow();
  }

  /** The time of the version before, if it is known already; empty as well if there is none. */
  private Optional<Long> before(long version) throws IOException {
    if (version <= start.version()) {
      return Optional.empty();
    }
    Long made = known.get(version - 1);
    if (made != null) {
      return Optional.of(made);
    }
    StoredFile commit = target.commits().get(version - 1);
    return commit == null
        ? Optional.empty()
        : targetReader.inCommitTime(commit.path()).map(Instant::toEpochMilli);
  }

  /** What the source says by itself. */
  private long own(long version) throws IOException {
    StoredFile commit = source.commits().get(version);
    if (commit == null) {
      throw new IllegalStateException("no commit " + version);
    }
    return time(commit, sourceReader);
  }

  private static long time(StoredFile commit, LogReader reader) throws IOException {
    return reader.inCommitTime(commit.path()).orElse(commit.modified()).toEpochMilli();
  }
}
