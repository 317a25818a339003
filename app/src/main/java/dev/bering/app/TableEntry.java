package dev.bering.app;

import dev.bering.clone.CheckReport;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import java.util.List;
import java.util.Optional;

/**
 * One table of many.
 *
 * @param name what reports call it
 * @param source as its user wrote it; shown by {@link #shownSource}, as it may hold what nobody
 *     should see
 */
record TableEntry(String name, String source, Location target, TableOptions options) {

  /** A table that reports call by its source. */
  static TableEntry of(String source, Location target, TableOptions options) {
    String name = options.place(source).map(Location::toString).orElse(target.name());
    return new TableEntry(name, source, target, options);
  }

  /** Where the source lies; empty for what a database or a catalog knows by name. */
  Optional<Location> place() {
    return options.place(source);
  }

  /** The source, for reports. */
  String shownSource() {
    return place().map(Location::toString).orElseGet(() -> JdbcOptions.shown(source));
  }

  /** What is wrong with its options. */
  List<Problem> problems() {
    return options.problems(source);
  }

  /** The clone of this table. */
  TableClone open(Transfer transfer) {
    return options.open(source, target.toString(), transfer);
  }

  /**
   * Compares the table with its clone.
   *
   * @throws dev.bering.model.UserException what keeps them from being compared
   */
  CheckReport check(Progress progress) {
    return options.check(source, target, progress);
  }
}
