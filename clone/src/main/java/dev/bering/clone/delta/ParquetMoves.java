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
  private boolean changed;

  ParquetMoves(LogMoves moves) {
    this.moves = moves;
  }

  /**
   * Copies a Parquet file row by row to a local file.
   *
   * @return whether any value is another one; if not, the file itself will do
   */
  boolean rewrite(InputFile in, Path out) throws IOException {
    changed = false;
    ParquetFiles.rewrite(in, out, this::rewrite);
    return changed;
  }

  private Group rewrite(Group row) throws IOException {
    Map<String, Object> values = new HashMap<>();
    for (String action : new String[] {"add", "remove", "cdc"}) {
      if (has(row, action)) {
        values.put(action, file(row.getGroup(action, 0)));
      }
    }
    if (has(row, "sidecar")) {
      values.put("sidecar", sidecar(row.getGroup("sidecar", 0)));
    }
    return ParquetFiles.with(row, values);
  }

  private Group sidecar(Group sidecar) throws IOException {
    long sizeBytes = moves.sidecarSizeBytes(sidecar.getString("path", 0));
    changed |= !has(sidecar, "sizeInBytes") || sidecar.getLong("sizeInBytes", 0) != sizeBytes;
    return ParquetFiles.with(sidecar, Map.of("sizeInBytes", sizeBytes));
  }

  private Group file(Group file) throws IOException {
    Map<String, Object> values = new HashMap<>();
    String path = file.getString("path", 0);
    String moved = moves.path(path);
    changed |= !moved.equals(path);
    values.put("path", moved);
    if (has(file, "deletionVector")) {
      values.put("deletionVector", vector(file.getGroup("deletionVector", 0)));
    }
    return ParquetFiles.with(file, values);
  }

  private Group vector(Group vector) throws IOException {
    DeletionVector known =
        new DeletionVector(
            vector.getString("storageType", 0),
            vector.getString("pathOrInlineDv", 0),
            has(vector, "offset") ? vector.getInteger("offset", 0) : 0,
            has(vector, "sizeInBytes") ? vector.getInteger("sizeInBytes", 0) : 0);
    DeletionVector moved = moves.vector(known);
    changed |= !moved.equals(known);
    return ParquetFiles.with(
        vector, Map.of("storageType", moved.storageType(), "pathOrInlineDv", moved.pathOrInline()));
  }

  private static boolean has(Group group, String field) {
    return group.getType().containsField(field) && group.getFieldRepetitionCount(field) > 0;
  }
}
