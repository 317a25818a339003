package dev.bering.tables;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/**
 * Columns that are mapped by id (Delta protocol, "Column Mapping"), for a reader that looks for
 * names. In files that Delta has written each id goes with its physical name; in files that were
 * taken over from an Iceberg table it does not, and such a reader would see nulls.
 */
final class MappedIds {

  private final Location table;
  private final Map<Integer, String> names = new HashMap<>();

  MappedIds(Location table, StructType schema) {
    this.table = table;
    add(schema);
  }

  private void add(DataType type) {
    if (type instanceof StructType struct) {
      for (StructField field : struct.fields()) {
        names.put(ColumnMapping.getColumnId(field), ColumnMapping.getPhysicalName(field));
        add(field.getDataType());
      }
    } else if (type instanceof ArrayType array) {
      add(array.getElementType());
    } else if (type instanceof MapType map) {
      add(map.getKeyType());
      add(map.getValueType());
    }
  }

  /**
   * Refuses files whose names do not go with their ids.
   *
   * @throws UserException with exit code 4, DELTA_IDS_WITHOUT_NAMES
   */
  void requireNamesIn(List<TableSnapshot.DataFile> files) throws IOException {
    try (Store store = Stores.open(table)) {
      for (TableSnapshot.DataFile file : files) {
        String path = table.toPath().relativize(file.path()).toString();
        GroupType schema =
            ParquetFiles.footer(ParquetFiles.of(store, path, file.sizeBytes()))
                .getFileMetaData()
                .getSchema();
        for (Type column : schema.getFields()) {
          if (column.getId() == null) {
            throw unreadable(path, column);
          }
        }
        requireNamesIn(schema, path);
      }
    }
  }

  private void requireNamesIn(GroupType group, String path) {
    for (Type field : group.getFields()) {
      if (field.getId() != null
          && !names
              .getOrDefault(field.getId().intValue(), field.getName())
              .equals(field.getName())) {
        throw unreadable(path, field);
      }
      if (!field.isPrimitive()) {
        requireNamesIn(field.asGroupType(), path);
      }
    }
  }

  private UserException unreadable(String path, Type column) {
    return UserException.undecided(
        List.of(
            new Problem(
                "DELTA_IDS_WITHOUT_NAMES",
                "Cannot read %s: its columns are mapped by id, and column '%s' of %s does not have the name that goes with its id."
                    .formatted(table, column.getName(), path),
                "read it with Spark; this engine looks for names")));
  }
}
