package dev.bering.clone.delta;

import dev.bering.tables.DeletionVector;
import dev.bering.tables.ParquetFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.InputFile;

/**
 * Rewrites the paths in Parquet checkpoints and sidecars. Rows, columns and types stay as they are,
 * whatever further columns a writer has added.
 */
final class ParquetMoves {

  private final LogMoves moves;

  ParquetMoves(LogMoves moves) {
    this.moves = moves;
  }

  /** Copies a Parquet file row by row to a local file. */
  void rewrite(InputFile in, Path out) throws IOException {
    ParquetFiles.rewrite(in, out, this::rewrite);
  }

  private Group rewrite(Group row) throws IOException {
    Map<String, Object> changed = new HashMap<>();
    for (String action : new String[] {"add", "remove", "cdc"}) {
      if (has(row, action)) {
        changed.put(action, file(row.getGroup(action, 0)));
      }
    }
    if (has(row, "sidecar")) {
      Group sidecar = row.getGroup("sidecar", 0);
      changed.put(
          "sidecar",
          ParquetFiles.with(
              sidecar,
              Map.of("sizeInBytes", moves.sidecarSizeBytes(sidecar.getString("path", 0)))));
    }
    return ParquetFiles.with(row, changed);
  }

  private Group file(Group file) throws IOException {
    Map<String, Object> changed = new HashMap<>();
    changed.put("path", moves.path(file.getString("path", 0)));
    if (has(file, "deletionVector")) {
      changed.put("deletionVector", vector(file.getGroup("deletionVector", 0)));
    }
    return ParquetFiles.with(file, changed);
  }

  private Group vector(Group vector) throws IOException {
    DeletionVector moved =
        moves.vector(
            new DeletionVector(
                vector.getString("storageType", 0),
                vector.getString("pathOrInlineDv", 0),
                has(vector, "offset") ? vector.getInteger("offset", 0) : 0,
                has(vector, "sizeInBytes") ? vector.getInteger("sizeInBytes", 0) : 0));
    return ParquetFiles.with(
        vector, Map.of("storageType", moved.storageType(), "pathOrInlineDv", moved.pathOrInline()));
  }

  private static boolean has(Group group, String field) {
    return group.getType().containsField(field) && group.getFieldRepetitionCount(field) > 0;
  }
}
