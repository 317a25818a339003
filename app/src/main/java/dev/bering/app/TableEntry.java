package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import java.util.List;

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
    String name = JdbcOptions.isDatabase(source) ? target.name() : Location.of(source).toString();
    return new TableEntry(name, source, target, options);
  }

  /** The source, for reports. */
  String shownSource() {
    return JdbcOptions.isDatabase(source)
        ? JdbcOptions.shown(source)
        : Location.of(source).toString();
  }

  /** What is wrong with its options. */
  List<Problem> problems() {
    return options.problems(source);
  }

  /** The clone of this table. */
  TableClone open(Transfer transfer) {
    return options.open(source, target.toString(), transfer);
  }
}
