package dev.bering.app;

import dev.bering.clone.ClonePlaces;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds tables that would get into each other's way: two with one target, a target inside another
 * table's target or source, a source inside another's target. Symbolic links are followed.
 */
final class ManyPlaces {

  private final Map<Location, TableEntry> sources = new HashMap<>();
  private final Map<Location, TableEntry> targets = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private ManyPlaces() {}

  /** Everything in the way, in the order of the tables. */
  static List<Problem> problems(List<TableEntry> tables) {
    ManyPlaces places = new ManyPlaces();
    tables.forEach(places::enter);
    tables.forEach(places::check);
    return places.problems;
  }

  private void enter(TableEntry table) {
    Optional<TableEntry> other =
        Optional.ofNullable(targets.putIfAbsent(ClonePlaces.real(table.target()), table));
    other.ifPresent(
        first ->
            overlap(
                table,
                "its target %s is the target of %s too"
                    .formatted(table.target(), first.shownSource())));
    source(table).ifPresent(source -> sources.putIfAbsent(source, table));
  }

  private void check(TableEntry table) {
    Location target = ClonePlaces.real(table.target());
    for (Location above : withAbove(target)) {
      other(sources, above, table)
          .ifPresent(
              other ->
                  overlap(
                      table,
                      "its target %s lies inside source %s"
                          .formatted(table.target(), other.shownSource())));
      other(targets, above, table)
          .filter(other -> !above.equals(target)) // said when it was entered
          .ifPresent(
              other ->
                  overlap(
                      table,
                      "its target %s lies inside %s, the target of %s"
                          .formatted(table.target(), other.target(), other.shownSource())));
    }
    source(table).stream()
        .flatMap(source -> withAbove(source).stream())
        .forEach(
            above ->
                other(targets, above, table)
                    .ifPresent(
                        other ->
                            overlap(
                                table,
                                "it lies inside %s, the target of %s"
                                    .formatted(other.target(), other.shownSource()))));
  }

  private static Optional<TableEntry> other(
      Map<Location, TableEntry> places, Location place, TableEntry table) {
    return Optional.ofNullable(places.get(place)).filter(other -> !other.equals(table));
  }

  /** Where the source is; empty for a database. */
  private static Optional<Location> source(TableEntry table) {
    return table.place().map(place -> ClonePlaces.real(TableFormat.folder(place)));
  }

  private static List<Location> withAbove(Location place) {
    List<Location> all = new ArrayList<>();
    String path = place.path();
    while (!path.isEmpty() && !path.equals("//")) {
      all.add(new Location(place.scheme(), path));
      path = path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
    return all;
  }

  private void overlap(TableEntry table, String fact) {
    problems.add(
        new Problem(
            "CLONE_TARGET_OVERLAP",
            "Cannot clone %s: %s.".formatted(table.shownSource(), fact),
            "give every table a target of its own, outside of all tables"));
  }
}
