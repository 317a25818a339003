package dev.bering.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which files of a Delta table the rows of a commit came with or went with (Delta protocol, "Add
 * File and Remove File"). Files that were only rewritten, as by OPTIMIZE, are not among them.
 */
public final class DeltaChanges {
  private static final List<String> ALTERING = List.of("metaData", "protocol");

  private DeltaChanges() {}

  /**
   * One commit.
   *
   * @param note its {@code userMetadata}; empty if it has none
   * @param metrics its {@code operationMetrics}
   * @param alters whether it says what the table's columns, properties or protocol are from it on
   */
  public record Commit(
      long version,
      String note,
      Map<String, String> metrics,
      boolean alters,
      List<ChangedFile> files) {
    public Commit {
      metrics = Map.copyOf(metrics);
      files = List.copyOf(files);
    }

    /** A metric that is a number; 0 if the commit does not tell it. */
    public long metric(String name) {
      return Long.parseLong(metrics.getOrDefault(name, "0"));
    }
  }

  /** What became of a file. */
  public enum Change {
    /** It came, and all its rows with it. */
    ADDED,
    /** It came, or stayed, with some of its rows marked as deleted. */
    MASKED,
    /** It went. */
    REMOVED
  }

  /**
   * A file whose rows came or went.
   *
   * @param path as the log spells it: relative to the table or absolute, percent-encoded
   * @param partitionValues by physical column name, as the log spells them; empty for null; no
   *     columns at all where the log does not say
   * @param stats JSON as the protocol's "Per-file Statistics" says; empty where the log does not
   *     say
   */
  public record ChangedFile(
      String path, Change change, Map<String, Optional<String>> partitionValues, String stats) {
    public ChangedFile {
      partitionValues = Map.copyOf(partitionValues);
    }
  }

  /**
   * The newest version, by the names of the files of the log.
   *
   * @throws UserException TABLE_MISSING if there is no Delta table
   */
  public static long latestVersion(Location table) {
    return reading(table, store -> listed(table, store).latestVersion());
  }

  /**
   * The newest version of a table that has had version {@code known}: looks only for what came
   * after it, so that a long log costs no more than a short one.
   *
   * @throws UserException TABLE_MISSING if there is no Delta table any more
   */
  public static long latestVersion(Location table, long known) {
    return reading(table, store -> newest(table, store, known));
  }

  /** Where the log was cleaned up past {@code known}, what came after it may be gone too. */
  private static long newest(Location table, Store store, long known) throws IOException {
    long version = known;
    while (store.status(path(version + 1)).isPresent()) {
      version++;
    }
    return version > known || store.status(path(known)).isPresent()
        ? version
        : Math.max(known, listed(table, store).latestVersion());
  }

  /**
   * The newest version whose rows are those of {@code version}, as every commit between them only
   * rewrote files, as OPTIMIZE does. What VACUUM takes away of the older it keeps of the newer.
   */
  public static long sameRowsUntil(Location table, long version) {
    return reading(
        table,
        store -> {
          var reader = new LogReader(store);
          long same = version;
          while (store.status(path(same + 1)).isPresent()) {
            Commit next = commit(table, store, reader, same + 1);
            if (!next.files().isEmpty()
                || (next.alters() && !sameColumns(table, store, same + 1))) {
              return same;
            }
            same++;
          }
          return same;
        });
  }

  /**
   * The newest commit whose note is {@code note}, of those after {@code after}.
   *
   * @throws UserException DELTA_LOG_GONE if the log does not keep all of them any more
   */
  public static Optional<Commit> find(Location table, String note, long after) {
    return reading(
        table,
        store -> {
          var reader = new LogReader(store);
          long latest =
              after < 0 ? listed(table, store).latestVersion() : newest(table, store, after);
          for (long version = latest; version > after; version--) {
            Commit commit = commit(table, store, reader, version);
            if (commit.note().equals(note)) {
              return Optional.of(commit);
            }
          }
          return Optional.empty();
        });
  }

  /**
   * Whether {@code version}, which alters the table, leaves what its columns are and what files
   * call them. False where the log does not keep the version before.
   */
  public static boolean sameColumns(Location table, long version) {
    return reading(table, store -> sameColumns(table, store, version));
  }

  private static boolean sameColumns(Location table, Store store, long version) {
    if (version == 0) {
      return false;
    }
    try {
      return List.copyOf(DeltaFacts.of(table, store, version - 1).columns().entrySet())
          .equals(List.copyOf(DeltaFacts.of(table, store, version).columns().entrySet()));
    } catch (UserException e) {
      return false;
    }
  }

  private static String path(long version) {
    return "%s/%020d.json".formatted(LogListing.FOLDER, version);
  }

  /** The newest version; empty if there is no Delta table. */
  public static Optional<Long> versionIfThere(Location table) {
    return reading(
        table,
        store -> {
          LogListing log = LogListing.of(store);
          return log.isEmpty() ? Optional.empty() : Optional.of(log.latestVersion());
        });
  }

  /**
   * The commits after version {@code after} up to version {@code upTo}, by version.
   *
   * @throws UserException DELTA_LOG_GONE if the log does not keep all of them any more
   */
  public static SortedMap<Long, Commit> between(Location table, long after, long upTo) {
    return reading(
        table,
        store -> {
          var commits = new TreeMap<Long, Commit>();
          var reader = new LogReader(store);
          for (long version = after + 1; version <= upTo; version++) {
            commits.put(version, commit(table, store, reader, version));
          }
          return commits;
        });
  }

  private interface Question<T> {
    T answer(Store store) throws IOException;
  }

  private static <T> T reading(Location table, Question<T> question) {
    try (Store store = Stores.open(table)) {
      return question.answer(store);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "DELTA_UNREADABLE",
              "Cannot read %s: %s.".formatted(table, Failures.rootFact(e)),
              "check the location and the rights to it"),
          e);
    }
  }

  private static LogListing listed(Location table, Store store) throws IOException {
    LogListing log = LogListing.of(store);
    if (log.isEmpty()) {
      throw UserException.source(
          new Problem(
              "TABLE_MISSING",
              "Cannot read %s: there is no Delta table.".formatted(table),
              "name the folder that holds _delta_log"));
    }
    return log;
  }

  private static Commit commit(Location table, Store store, LogReader reader, long version)
      throws IOException {
    String path = path(version);
    if (store.status(path).isEmpty()) {
      throw UserException.source(
          new Problem(
              "DELTA_LOG_GONE",
              "Cannot tell what version %d of %s changed: its log does not keep it."
                  .formatted(version, table),
              "keep the log longer: delta.logRetentionDuration"));
    }
    var files = new ArrayList<ChangedFile>();
    var note = new StringBuilder();
    var metrics = new HashMap<String, String>();
    var altering = new ArrayList<String>();
    reader.readTrees(
        path,
        action -> {
          ALTERING.stream().filter(action::has).forEach(altering::add);
          JsonNode info = action.path("commitInfo");
          note.append(info.path("userMetadata").asText(""));
          info.path("operationMetrics")
              .properties()
              .forEach(metric -> metrics.put(metric.getKey(), metric.getValue().asText()));
          changed(action).ifPresent(files::add);
        });
    return new Commit(version, note.toString(), metrics, !altering.isEmpty(), files);
  }

  private static Optional<ChangedFile> changed(ObjectNode action) {
    JsonNode file = action.has("add") ? action.path("add") : action.path("remove");
    if (!file.isObject() || !file.path("dataChange").asBoolean(true)) {
      return Optional.empty();
    }
    var values = new HashMap<String, Optional<String>>();
    file.path("partitionValues")
        .properties()
        .forEach(
            value ->
                values.put(
                    value.getKey(),
                    value.getValue().isNull()
                        ? Optional.empty()
                        : Optional.of(value.getValue().asText())));
    return Optional.of(
        new ChangedFile(
            file.path("path").asText(), change(action), values, file.path("stats").asText("")));
  }

  private static Change change(ObjectNode action) {
    if (!action.has("add")) {
      return Change.REMOVED;
    }
    return action.path("add").hasNonNull("deletionVector") ? Change.MASKED : Change.ADDED;
  }
}
