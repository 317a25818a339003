package dev.bering.slices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.flow.HashedRows;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaChanges;
import dev.bering.tables.DeltaFacts;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which slices of a table changed from one version to another. The log says which files rows came
 * with or went with; where the slice is a partition that is exact. Where it is a column, the bounds
 * of the files say which slices may have changed, and the hashes of a slice at both versions
 * whether it did; so they do where columns are others since, as a column may be renamed without a
 * file. What the log does not say is taken as changed.
 *
 * <p>Reads each commit once; good for one plan.
 */
final class InputChanges {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Location table;
  private final SliceKey key;
  private final long current;
  private final SliceTables tables;
  private final Map<String, DeltaFacts.Stored> columns;
  private final TreeMap<Long, List<Span>> spans = new TreeMap<>();
  private final Map<String, Boolean> narrowed = new LinkedHashMap<>();
  private long readAfter;

  /**
   * @param current the version up to which changes count
   */
  InputChanges(Location table, SliceKey key, long current, SliceTables tables) {
    this.table = table;
    this.key = key;
    this.current = current;
    this.tables = tables;
    this.columns = columns(table);
    this.readAfter = current;
  }

  /**
   * A stretch of time in which rows may have come or gone.
   *
   * @param exact whether they did
   */
  private record Span(Instant from, Instant to, boolean exact) {
    private static final Span EVER = new Span(Instant.MIN, Instant.MAX, false);

    boolean overlaps(SliceRange range) {
      return from.isBefore(range.end()) && to.isAfter(range.start());
    }
  }

  private static Map<String, DeltaFacts.Stored> columns(Location table) {
    try (Store store = Stores.open(table)) {
      return DeltaFacts.of(table, store).columns();
    }
  }

  /**
   * Whether a file that came to or went from a table without mapped columns may hold {@code slice}.
   */
  static boolean mayTouch(SliceKey key, DeltaChanges.ChangedFile file, Slice slice) {
    return span(key, Map.of(), file).overlaps(SliceRange.of(slice));
  }

  Location table() {
    return table;
  }

  long current() {
    return current;
  }

  /** Whether rows of {@code range} changed after version {@code recorded}. */
  boolean changed(SliceRange range, long recorded) {
    if (recorded > current) {
      return true; // it is another table, or an older state of it
    }
    try {
      read(recorded);
    } catch (UserException e) {
      return true; // the log is gone: nobody can say that nothing changed
    }
    boolean maybe = false;
    for (List<Span> commit : spans.tailMap(recorded, false).values()) {
      for (Span span : commit) {
        if (span.overlaps(range)) {
          if (span.exact()) {
            return true;
          }
          maybe = true;
        }
      }
    }
    return maybe && narrowed.computeIfAbsent(range + " " + recorded, k -> differ(range, recorded));
  }

  /** Whether anything changed after version {@code recorded}. */
  boolean changedAnywhere(long recorded) {
    if (recorded > current) {
      return true;
    }
    try {
      read(recorded);
    } catch (UserException e) {
      return true;
    }
    return spans.tailMap(recorded, false).values().stream().anyMatch(commit -> !commit.isEmpty());
  }

  private boolean differ(SliceRange range, long recorded) {
    try {
      String before = HashedRows.read(tables.read(table, recorded, key, range));
      return !before.equals(HashedRows.read(tables.read(table, current, key, range)));
    } catch (Exception e) { // Scala throws checked exceptions; vacuumed files fail when read
      return true;
    }
  }

  private void read(long after) {
    if (after < readAfter) {
      DeltaChanges.between(table, after, readAfter)
          .forEach((version, commit) -> spans.put(version, spans(commit)));
      readAfter = after;
    }
  }

  private List<Span> spans(DeltaChanges.Commit commit) {
    var found = new ArrayList<Span>();
    if (commit.alters() && !DeltaChanges.sameColumns(table, commit.version())) {
      found.add(Span.EVER);
    }
    for (DeltaChanges.ChangedFile file : commit.files()) {
      Span span = span(key, columns, file);
      if (!found.contains(span)) {
        found.add(span);
      }
    }
    return found;
  }

  private static Span span(
      SliceKey key, Map<String, DeltaFacts.Stored> columns, DeltaChanges.ChangedFile file) {
    try {
      if (key instanceof SliceKey.Days days) {
        return text(file, physical(columns, days.day()))
            .map(day -> days(LocalDate.parse(day)))
            .orElse(Span.EVER);
      }
      if (key instanceof SliceKey.Hours hours) {
        Optional<String> day = text(file, physical(columns, hours.day()));
        Optional<String> hour = text(file, physical(columns, hours.hour()));
        return day.isPresent() && hour.isPresent()
            ? hour(LocalDate.parse(day.get()), Integer.parseInt(hour.get()))
            : Span.EVER;
      }
      if (key instanceof SliceKey.Stamped) {
        return text(file, physical(columns, SliceKey.Stamped.START))
            .map(InputChanges::stamped)
            .orElse(Span.EVER);
      }
      return bounds(file, physical(columns, ((SliceKey.Time) key).column()));
    } catch (DateTimeException | NumberFormatException | JsonProcessingException e) {
      return Span.EVER;
    }
  }

  /** What files call a column. */
  private static String physical(Map<String, DeltaFacts.Stored> columns, String name) {
    DeltaFacts.Stored stored = columns.get(name);
    return stored == null ? name : stored.physical();
  }

  private static Optional<String> text(DeltaChanges.ChangedFile file, String column) {
    return file.partitionValues().getOrDefault(column, Optional.empty());
  }

  private static Span days(LocalDate day) {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    return new Span(start, start.plus(Duration.ofDays(1)), true);
  }

  private static Span hour(LocalDate day, int hour) {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant().plus(Duration.ofHours(hour));
    return new Span(start, start.plus(Duration.ofHours(1)), true);
  }

  /** A log may spell a time without its zone; then the slice is not known to the hour. */
  private static Span stamped(String start) {
    if (start.endsWith("Z")) {
      Instant at = Instant.parse(start);
      return new Span(at, at.plusNanos(1), true);
    }
    Instant near = LabelText.instant(start.substring(0, "2026-01-01".length()));
    return new Span(near.minus(Duration.ofDays(1)), near.plus(Duration.ofDays(2)), false);
  }

  private static Span bounds(DeltaChanges.ChangedFile file, String column)
      throws JsonProcessingException {
    if (file.stats().isEmpty()) {
      return Span.EVER;
    }
    JsonNode stats = JSON.readTree(file.stats());
    String min = stats.path("minValues").path(column).asText("");
    String max = stats.path("maxValues").path(column).asText("");
    if (min.isEmpty() || max.isEmpty()) {
      return Span.EVER;
    }
    // Bounds are cut to milliseconds, so the largest value may be one later.
    return new Span(
        OffsetDateTime.parse(min).toInstant(),
        OffsetDateTime.parse(max).toInstant().plusMillis(2),
        false);
  }
}
