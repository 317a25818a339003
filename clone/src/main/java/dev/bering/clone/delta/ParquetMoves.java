package dev.bering.clone.delta;

import dev.bering.tables.DeletionVector;
import dev.bering.tables.ParquetFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;

/**
 * Rewrites the paths in Parquet checkpoints and sidecars. Rows, columns and types stay as they are,
 * whatever further columns a writer has added.
 */
public final class ParquetMoves {

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
          with(
              sidecar,
              Map.of("sizeInBytes", moves.sidecarSizeBytes(sidecar.getString("path", 0)))));
    }
    return with(row, changed);
  }

  private Group file(Group file) throws IOException {
    Map<String, Object> changed = new HashMap<>();
    changed.put("path", moves.path(file.getString("path", 0)));
    if (has(file, "deletionVector")) {
      changed.put("deletionVector", vector(file.getGroup("deletionVector", 0)));
    }
    return with(file, changed);
  }

  private Group vector(Group vector) throws IOException {
    DeletionVector moved =
        moves.vector(
            new DeletionVector(
                vector.getString("storageType", 0),
                vector.getString("pathOrInlineDv", 0),
                has(vector, "offset") ? vector.getInteger("offset", 0) : 0,
                has(vector, "sizeInBytes") ? vector.getInteger("sizeInBytes", 0) : 0));
    return with(
        vector, Map.of("storageType", moved.storageType(), "pathOrInlineDv", moved.pathOrInline()));
  }

  private static boolean has(Group group, String field) {
    return group.getType().containsField(field) && group.getFieldRepetitionCount(field) > 0;
  }

  /** The same group with other values in some fields, each a text, a long or a group. */
  public static Group with(Group group, Map<String, Object> values) {
    GroupType type = group.getType();
    SimpleGroup copy = new SimpleGroup(type);
    for (int field = 0; field < type.getFieldCount(); field++) {
      Object value = values.get(type.getFieldName(field));
      if (value instanceof Group changed) {
        copy.add(field, changed);
      } else if (value instanceof Long number) {
        copy.add(field, number.longValue());
      } else if (value instanceof String text) {
        copy.add(field, Binary.fromString(text));
      } else {
        for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
          copyValue(group, copy, field, i);
        }
      }
    }
    return copy;
  }

  private static void copyValue(Group from, SimpleGroup to, int field, int index) {
    if (!from.getType().getType(field).isPrimitive()) {
      to.add(field, from.getGroup(field, index));
      return;
    }
    switch (from.getType().getType(field).asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> to.add(field, from.getInteger(field, index));
      case INT64 -> to.add(field, from.getLong(field, index));
      case BOOLEAN -> to.add(field, from.getBoolean(field, index));
      case FLOAT -> to.add(field, from.getFloat(field, index));
      case DOUBLE -> to.add(field, from.getDouble(field, index));
      case INT96 -> to.add(field, from.getInt96(field, index));
      case BINARY, FIXED_LEN_BYTE_ARRAY -> to.add(field, from.getBinary(field, index));
    }
  }
}
