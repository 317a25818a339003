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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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
              "Cannot read %s: its address names no table.".formatted(JdbcOptions.shown(address)),
              "write '#SCHEMA.TABLE' behind it, as in 'jdbc:postgresql://db/shop#public.orders'"));
    }
    return JdbcSource.of(address.substring(0, hash), address.substring(hash + 1));
  }

  /** A new folder for the rows of one table. */
  static Path newFolder() {
    try {
      return Files.createTempDirectory("bering-input-");
    } catch (IOException e) {
      throw UserException.temporary(
          new Problem(
              "DIFF_SPACE",
              "Cannot keep the rows of a database: %s.".formatted(e.getMessage()),
              "let java.io.tmpdir be a folder that can be written to, then run it again"),
          e);
    }
  }

  /** Removes such a folder with all that is in it. */
  static void remove(Path folder) {
    try (Stream<Path> below = Files.walk(folder)) {
      List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("rows of a database are left in " + folder, e);
    }
  }
}
