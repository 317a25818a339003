package dev.bering.tables.iceberg;

import dev.bering.stores.Failures;
import dev.bering.tables.RowPositions;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * The rows of data files that are deleted by their positions (Iceberg spec, "Scan Planning"): a
 * deletion vector of a file takes the place of all position deletes.
 */
final class DeletedRows {

  private final Findings findings;
  private final Map<String, LiveFile> data = new HashMap<>();
  private final Map<String, RowPositions> byVector = new HashMap<>();
  private final Map<String, LongStream.Builder> byPosition = new HashMap<>();

  DeletedRows(Findings findings) {
    this.findings = findings;
  }

  /** The deleted rows by the recorded path of their file. */
  Map<String, RowPositions> read(List<LiveFile> files, List<LiveFile> deletes) {
    for (LiveFile file : files) {
      if (data.put(file.recorded(), file) != null) {
        findings.damaged("file %s is in the snapshot twice".formatted(file.recorded()));
      }
    }
    deletes.stream().filter(DeletedRows::isVector).forEach(this::readVector);
    deletes.stream().filter(file -> !isVector(file)).forEach(this::readPositions);
    Map<String, RowPositions> deleted = new HashMap<>(byVector);
    byPosition.forEach(
        (path, positions) ->
            deleted.put(path, RowPositions.of(positions.build().distinct().toArray())));
    return deleted;
  }

  private static boolean isVector(LiveFile file) {
    return file.format().equals("PUFFIN");
  }

  private void readVector(LiveFile file) {
    Manifest.Vector vector = file.detail().entry().vector().orElse(null);
    if (vector == null) {
      findings.damaged("%s is a deletion vector of no data file".formatted(file.recorded()));
      return;
    }
    LiveFile target = data.get(vector.dataFile());
    if (target == null || target.sequenceNumber() > file.sequenceNumber()) {
      return; // of a file that is gone, or was written anew
    }
    try {
      long[] positions =
          VectorReader.positions(
              LocalFiles.in(file.path(), (store, name) -> VectorReader.blob(store, name, vector)));
      if (positions.length != vector.rowCount()) {
        throw new IOException(
            "its deletion vector marks %d rows, and its manifest says %d"
                .formatted(positions.length, vector.rowCount()));
      }
      if (byVector.put(vector.dataFile(), RowPositions.of(positions)) != null) {
        findings.damaged("file %s has two deletion vectors".formatted(vector.dataFile()));
      }
    } catch (IOException | ArithmeticException e) {
      findings.damaged(
          "file %s cannot be read: %s".formatted(file.recorded(), Failures.rootFact(e)));
    }
  }

  private void readPositions(LiveFile file) {
    if (!PositionDeleteFile.isUnderstood(file.format())) {
      findings.unsupported(
          "its position deletes in %s are written in %s, and Parquet and Avro are what is read here"
              .formatted(file.recorded(), file.format()),
          "rewrite the table's position deletes, then compare");
      return;
    }
    try {
      AtomicLong rows = new AtomicLong();
      LocalFiles.in(
          file.path(),
          (store, name) -> {
            PositionDeleteFile.read(
                store,
                name,
                file.stored(store, name).sizeBytes(),
                file.format(),
                (path, position) -> {
                  rows.incrementAndGet();
                  delete(file, path, position);
                });
            return name;
          });
      file.requireRows(rows.get());
    } catch (NoSuchFileException e) {
      findings.damaged("file %s is not there".formatted(file.recorded()));
    } catch (IOException | RuntimeException e) {
      // Parquet's library throws unchecked exceptions at bytes that are no Parquet.
      findings.damaged(
          "file %s cannot be read: %s".formatted(file.recorded(), Failures.rootFact(e)));
    }
  }

  private void delete(LiveFile file, String path, long position) throws IOException {
    LiveFile target = data.get(path);
    if (target == null
        || target.sequenceNumber() > file.sequenceNumber()
        || byVector.containsKey(path)) {
      return;
    }
    boolean names = file.detail().referencedDataFile().filter(path::equals).isPresent();
    if (!names && target.partition() != file.partition()) {
      throw new IOException(
          "it deletes a row of %s, which is in another partition: readers do not agree on what that means"
              .formatted(path));
    }
    byPosition.computeIfAbsent(path, any -> LongStream.builder()).add(position);
  }
}
