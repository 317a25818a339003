package dev.bering.tables.iceberg;

import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A file of a snapshot, with rows or with deletes, of which nothing is known but what its manifest
 * says.
 *
 * @param sequenceNumber of its data
 * @param partition a number that files of one partition share
 * @param partitionValues by the ids of columns
 */
record LiveFile(
    Path path,
    Manifest.Detail detail,
    long sequenceNumber,
    PartitionSpec spec,
    int partition,
    Map<Integer, Optional<String>> partitionValues) {

  /** As metadata spells it. */
  String recorded() {
    return detail.entry().path();
  }

  /**
   * The file as it is stored.
   *
   * @throws NoSuchFileException if it is not there
   * @throws IOException if it is not as long as its manifest says
   */
  StoredFile stored(Store store, String name) throws IOException {
    StoredFile stored = store.status(name).orElseThrow(() -> new NoSuchFileException(name));
    long expectedBytes = detail.entry().sizeBytes();
    if (stored.sizeBytes() != expectedBytes) {
      throw new IOException(
          "it has %d bytes, and its manifest says %d".formatted(stored.sizeBytes(), expectedBytes));
    }
    return stored;
  }

  /** Ends with an error if it has not as many rows as its manifest says. */
  void requireRows(long rows) throws IOException {
    if (rows != detail.rowCount()) {
      throw new IOException(
          "it has %d rows, and its manifest says %d".formatted(rows, detail.rowCount()));
    }
  }

  String format() {
    return detail.entry().format();
  }
}
