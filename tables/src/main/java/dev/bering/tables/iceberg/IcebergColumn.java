package dev.bering.tables.iceberg;

import dev.bering.tables.ColumnType;

/**
 * A column of an Iceberg table.
 *
 * @param id by which files know it, whatever its name was at the time
 * @param name as users see it
 * @param type by the names that Delta has; one that nobody here reads keeps its own name
 */
public record IcebergColumn(int id, String name, ColumnType type) {

  /** Whether its values can be read; if not, no file says where they are. */
  public boolean isReadable() {
    return IcebergTypes.isReadable(type);
  }
}
