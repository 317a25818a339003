package dev.bering.tables;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a Delta log's actions that decide which files a table needs (Delta protocol,
 * "Actions"). Actions that name no file and set no rule, such as {@code txn}, are not among them:
 * the log is carried as bytes.
 */
public sealed interface LogAction {

  /**
   * A data file is part of the table from here on.
   *
   * @param path as the log spells it
   */
  record Add(String path, long sizeBytes, Optional<DeletionVector> deletionVector)
      implements LogAction {}

  /**
   * A data file, with this deletion vector, is no longer part of the table.
   *
   * @param changesRows false if its rows are still there, in other files
   */
  record Remove(String path, Optional<DeletionVector> deletionVector, boolean changesRows)
      implements LogAction {}

  /** A file of row changes that the change data feed reads. */
  record Change(String path, long sizeBytes) implements LogAction {}

  /** A further file of a checkpoint's actions. */
  record Sidecar(String path, long sizeBytes) implements LogAction {}

  /** What readers and writers must be able to do. */
  record Protocol(
      int minReaderVersion,
      int minWriterVersion,
      List<String> readerFeatures,
      List<String> writerFeatures)
      implements LogAction {
    public Protocol {
      readerFeatures = List.copyOf(readerFeatures);
      writerFeatures = List.copyOf(writerFeatures);
    }
  }

  /** Which table this is. */
  record Metadata(String tableId) implements LogAction {}

  /** Hears actions in their order. */
  @FunctionalInterface
  interface Sink {
    /** Called once for each action. */
    void accept(LogAction action) throws IOException;
  }
}
