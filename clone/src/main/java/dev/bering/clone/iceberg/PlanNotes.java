package dev.bering.clone.iceberg;

import dev.bering.clone.Note;
import dev.bering.clone.Tally;
import dev.bering.model.Counts;
import dev.bering.tables.iceberg.RecordedPath.UnusablePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a reader of a plan should know: where the replica is not all that the source is. */
final class PlanNotes {

  private final PinnedTable table;
  private final PathMap paths;

  PlanNotes(PinnedTable table, PathMap paths) {
    this.table = table;
    this.paths = paths;
  }

  /** That nobody who must know has said which metadata is current; empty if somebody has. */
  static Optional<Note> assumed(PinnedTable table) {
    return table.current().certainty() == IcebergSource.Certainty.ASSUMED
        ? Optional.of(
            new Note(
                "CLONE_NEWEST_ASSUMED",
                "no catalog was asked: %s has the highest number of the metadata files"
                    .formatted(table.current().file().name()),
                1,
                List.of(table.current().file().name())))
        : Optional.empty();
  }

  List<Note> of(Reach reach, Tally holes) throws UnusablePath {
    List<Note> notes = new ArrayList<>();
    assumed(table).ifPresent(notes::add);
    if (holes.count() > 0) {
      notes.add(
          new Note(
              "CLONE_HISTORY_HOLES",
              "%s of old snapshots %s gone at the source, such as %s"
                  .formatted(
                      Counts.of(holes.count(), "file"),
                      holes.count() == 1 ? "is" : "are",
                      holes.examples().get(0)),
              holes.count(),
              holes.examples()));
    }
    List<String> dropped = reach.dropped().stream().map(String::valueOf).toList();
    if (!dropped.isEmpty()) {
      notes.add(
          new Note(
              "CLONE_SNAPSHOTS_DROPPED",
              "%s can no longer be read at the source and %s left out: %s"
                  .formatted(
                      Counts.of(dropped.size(), "old snapshot"),
                      dropped.size() == 1 ? "is" : "are",
                      String.join(", ", dropped)),
              dropped.size(),
              dropped));
    }
    if (!reach.lostStatistics().isEmpty()) {
      List<String> lostFiles = reach.lostStatistics().stream().sorted().toList();
      notes.add(
          new Note(
              "CLONE_STATISTICS_LOST",
              "%s %s gone or damaged at the source and left out, such as %s"
                  .formatted(
                      Counts.of(lostFiles.size(), "statistics file"),
                      lostFiles.size() == 1 ? "is" : "are",
                      lostFiles.get(0)),
              lostFiles.size(),
              lostFiles.stream().limit(10).toList()));
    }
    int previous = table.metadata().previousFileCount();
    if (previous > 0) {
      notes.add(
          new Note(
              "CLONE_METADATA_LOG_LEFT",
              "the log of %s stays behind; the history of snapshots comes along"
                  .formatted(Counts.of(previous, "earlier metadata file")),
              previous,
              List.of()));
    }
    List<String> properties = table.metadata().otherPropertiesWithLocation();
    if (!properties.isEmpty()) {
      notes.add(
          new Note(
              "CLONE_PROPERTIES_KEPT",
              "%s the source's location, and the replica keeps it: %s"
                  .formatted(
                      properties.size() == 1
                          ? "1 property names"
                          : properties.size() + " properties name",
                      String.join(", ", properties)),
              properties.size(),
              properties));
    }
    List<String> spellings = List.copyOf(paths.mixedSpellings());
    if (!spellings.isEmpty()) {
      notes.add(
          new Note(
              "CLONE_SPELLINGS_MIXED",
              "files are spelled in several ways (%s) and in the replica in one, so a position delete that misses its file at the source for that reason finds it here"
                  .formatted(String.join(" and ", spellings)),
              spellings.size(),
              spellings));
    }
    Map<String, String> relocations = paths.relocations();
    if (!relocations.isEmpty()) {
      notes.add(
          new Note(
              "CLONE_PATHS_MOVED",
              "files come from %s outside the table's own, such as %s"
                  .formatted(
                      Counts.of(relocations.size(), "folder"),
                      relocations.values().iterator().next()),
              relocations.size(),
              relocations.values().stream().limit(10).toList()));
    }
    return notes;
  }
}
