package dev.bering.tables;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One column of text in Parquet files, read without an engine: for tables of Bering's own. */
public final class TextColumn {

  private TextColumn() {}

  /**
   * The values of all rows of a file, in their order.
   *
   * @throws UserException TABLE_UNREADABLE if the file cannot be read, has no such column, or a
   *     null in it
   */
  public static List<String> read(Store store, String path, long sizeBytes, String column)
      throws IOException {
    var values = new ArrayList<String>();
    try {
      ParquetFiles.read(
          ParquetFiles.of(store, path, sizeBytes), row -> values.add(row.getString(column, 0)));
    } catch (RuntimeException e) {
      throw UserException.source(
          new Problem(
              "TABLE_UNREADABLE",
              "Cannot read %s of %s in %s: %s."
                  .formatted(column, path, store.name(), Failures.rootFact(e)),
              "restore the file from a backup"),
          e);
    }
    return values;
  }
}
