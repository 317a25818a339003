package dev.bering.app;

import dev.bering.clone.jdbc.JdbcClonePlanner;
import dev.bering.clone.jdbc.JdbcCloneReport;
import dev.bering.clone.jdbc.JdbcCloneRunner;
import dev.bering.clone.jdbc.JdbcRequest;
import dev.bering.clone.jdbc.JdbcSource;
import dev.bering.clone.jdbc.Refresh;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.tables.Tables;
import java.nio.file.Path;

/**
 * A table of a database as one side of a comparison: read once, in one snapshot, into files of its
 * own, which are compared in its place and are gone afterwards. It is read as {@code bering clone}
 * reads it, so that a value is mapped the same way, or refused.
 *
 * @param address {@code jdbc:PRODUCT://HOST:PORT/DATABASE#SCHEMA.TABLE}
 */
record DatabaseInput(String address, JdbcReading reading) {

  /**
   * Reads the table into a folder, which must be empty.
   *
   * @throws UserException what a clone of the table throws, DIFF_DATABASE if no table is named
   */
  DiffInput read(Path folder, Progress progress) {
    JdbcSource source = source();
    JdbcRequest request =
        reading.requestOf(source, Location.of(folder)).withRefresh(Refresh.singlePass());
    JdbcCloneReport report =
        new JdbcCloneRunner(progress).run(request, new JdbcClonePlanner().plan(request));
    return new DiffInput(
        Tables.open(Location.of(folder)),
        source.toString(),
        "table of a database, %s of one snapshot".formatted(Counts.of(report.rowCount(), "row")));
  }

  private JdbcSource source() {
    int hash = address.lastIndexOf('#');
    if (hash < 0 || hash == address.length() - 1) {
      throw UserException.usage(
          new Problem(
              "DIFF_DATABASE",
              "Cannot read the database: its address names no table.",
              "write '#SCHEMA.TABLE' behind it, as in 'jdbc:postgresql://db/shop#public.orders'"));
    }
    return JdbcSource.of(address.substring(0, hash), address.substring(hash + 1));
  }
}
