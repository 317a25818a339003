package dev.bering.tables.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.tables.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The equality deletes of a snapshot, by the columns that they go by. */
final class EqualityDeleteFiles {

  private final TableMetadata metadata;
  private final Findings findings;
  private final Map<Integer, JsonNode> columns = new TreeMap<>();
  private final Map<Group, List<LiveFile>> groups = new LinkedHashMap<>();

  private record Group(EqualityDeletes.Scope scope, List<Integer> ids) {}

  EqualityDeleteFiles(List<LiveFile> files, TableMetadata metadata, Findings findings) {
    this.metadata = metadata;
    this.findings = findings;
    for (LiveFile file : files) {
      add(file);
    }
  }

  private void add(LiveFile file) {
    List<Integer> ids = List.copyOf(new TreeSet<>(file.detail().equalityIds()));
    if (ids.isEmpty()) {
      findings.damaged(
          "%s deletes rows by their values, and says of no column".formatted(file.recorded()));
      return;
    }
    for (int id : ids) {
      JsonNode column = metadata.column(id);
      ColumnType type = IcebergTypes.of(column.path("type"));
      if (column.isMissingNode()) {
        refuse(file, "of column %d, which is no column of the table's own".formatted(id));
      } else if (!isComparable(type)) {
        refuse(
            file, "of column '%s' of type %s".formatted(column.path("name").asText(), type.ddl()));
      }
      columns.put(id, column);
    }
    // Of a spec without fields, deletes hold everywhere.
    EqualityDeletes.Scope scope =
        file.spec().partitioned() ? EqualityDeletes.Scope.PARTITION : EqualityDeletes.Scope.TABLE;
    groups.computeIfAbsent(new Group(scope, ids), any -> new ArrayList<>()).add(file);
  }

  private void refuse(LiveFile file, String which) {
    findings.unsupported(
        "%s deletes rows by their values %s, which is not read here"
            .formatted(file.recorded(), which),
        "rewrite the table's data files so that no such deletes are left, then compare");
  }

  /** Readers do not agree on which floating-point numbers are equal: zeros have signs. */
  private static boolean isComparable(ColumnType type) {
    return IcebergTypes.isReadable(type)
        && (type instanceof ColumnType.Decimal
            || (type instanceof ColumnType.Primitive primitive
                && !primitive.name().equals("float")
                && !primitive.name().equals("double")));
  }

  /** The columns that deletes go by, as schemas tell them; perhaps not in the current one. */
  Map<Integer, JsonNode> columns() {
    return columns;
  }

  List<EqualityDeletes> read(FileReader reader) {
    List<EqualityDeletes> deletes = new ArrayList<>();
    groups.forEach(
        (group, files) -> {
          List<JsonNode> fields =
              columns.entrySet().stream()
                  .filter(column -> group.ids().contains(column.getKey()))
                  .map(Map.Entry::getValue)
                  .toList();
          List<IcebergFile> read = reader.read(files, fields, Map.of());
          for (IcebergFile file : read) {
            if (!file.sources().values().stream().allMatch(ColumnSource.Stored.class::isInstance)) {
              findings.damaged(
                  "%s deletes rows by the values of a column that it does not have"
                      .formatted(file.path()));
            }
          }
          deletes.add(
              new EqualityDeletes(
                  group.scope(), fields.stream().map(SnapshotReader::column).toList(), read));
        });
    return deletes;
  }
}
