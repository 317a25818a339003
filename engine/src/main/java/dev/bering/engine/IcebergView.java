package dev.bering.engine;

import dev.bering.tables.RowPositions;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.iceberg.ColumnSource;
import dev.bering.tables.iceberg.EqualityDeletes;
import dev.bering.tables.iceberg.IcebergColumn;
import dev.bering.tables.iceberg.IcebergFile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One snapshot of an Iceberg table as a view over its Parquet files (Iceberg spec, "Scan Planning"
 * and "Column Projection").
 *
 * <p>Files that look alike are scanned together, each column from where it is in them; the scans
 * are put one behind the other. Rows that are deleted by position are left out of the scans, those
 * that are deleted by value out of the whole: a row is if a delete of its values, from its
 * partition or from all, has a greater sequence number.
 */
final class IcebergView implements SnapshotView {

  private static final String SEQUENCE = "sequence_number";
  private static final String PARTITION = "partition_number";

  private final TableSnapshot.Iceberg table;

  IcebergView(TableSnapshot.Iceberg table) {
    this.table = table;
  }

  @Override
  public List<RelationColumn> create(DuckDbSession session, String name) throws SQLException {
    ColumnNames.requireDistinct(
        table.location(), table.columns().stream().map(IcebergColumn::name).toList());
    List<RelationColumn> columns =
        table.columns().stream()
            .map(column -> new RelationColumn(column.name(), IcebergTypes.of(column)))
            .toList();
    String projection =
        readable()
            .map(column -> alias(column.id()) + " AS " + Sql.identifier(column.name()))
            .collect(Collectors.joining(", "));
    if (projection.isEmpty()) {
      // A view needs a column; nobody can know this one's name.
      projection = "NULL AS " + Sql.identifier(name + " without a readable column");
    }
    session.execute(
        "CREATE OR REPLACE VIEW %s AS SELECT %s FROM (%s) AS r%s"
            .formatted(
                Sql.identifier(name), projection, rows(session, name), deletes(session, name)));
    return columns;
  }

  private Stream<IcebergColumn> readable() {
    return table.columns().stream().filter(IcebergColumn::isReadable);
  }

  private static String alias(int columnId) {
    return "c" + columnId;
  }

  /** What is read of each row: the table's columns, and those that deletes go by. */
  private Map<Integer, IcebergColumn> needed() {
    Map<Integer, IcebergColumn> needed = new TreeMap<>();
    readable().forEach(column -> needed.put(column.id(), column));
    for (EqualityDeletes deletes : table.deletes()) {
      deletes.columns().forEach(column -> needed.putIfAbsent(column.id(), column));
    }
    return needed;
  }

  private String rows(DuckDbSession session, String name) throws SQLException {
    List<IcebergColumn> columns = List.copyOf(needed().values());
    List<String> scans = new ArrayList<>();
    for (List<IcebergFile> alike : alike(table.files())) {
      List<RowPositions> deleted = alike.stream().map(IcebergFile::deleted).toList();
      scans.add(
          scan(alike, columns)
              + DeletedRows.antiJoin(
                  session, "%s deleted rows %d".formatted(name, scans.size()), deleted));
    }
    return scans.isEmpty() ? nothing(columns) : String.join(" UNION ALL ", scans);
  }

  private static List<List<IcebergFile>> alike(List<IcebergFile> files) {
    Map<Integer, List<IcebergFile>> groups = new LinkedHashMap<>();
    for (IcebergFile file : files) {
      groups.computeIfAbsent(file.layout(), any -> new ArrayList<>()).add(file);
    }
    return List.copyOf(groups.values());
  }

  /** Columns by their ids, sequence number and partition of each row. */
  private static String scan(List<IcebergFile> files, List<IcebergColumn> columns) {
    IcebergColumns values = new IcebergColumns(files);
    Map<Integer, ColumnSource> sources = files.get(0).sources();
    List<String> projections = new ArrayList<>();
    for (IcebergColumn column : columns) {
      ColumnSource source = sources.get(column.id());
      if (source == null) {
        throw new IllegalStateException("nobody has looked for %s".formatted(column));
      }
      projections.add(values.value(source, column.type()) + " AS " + alias(column.id()));
    }
    projections.add(number(files.stream().map(IcebergFile::sequenceNumber).toList(), SEQUENCE));
    projections.add(
        number(files.stream().map(file -> (long) file.partition()).toList(), PARTITION));
    return "SELECT %s FROM read_parquet(%s, hive_partitioning = false)"
        .formatted(
            String.join(", ", projections),
            Sql.literals(files.stream().map(IcebergFile::path).map(FilePattern::of).toList()));
  }

  private static String number(List<Long> values, String alias) {
    return new FileValues(
            alias, "BIGINT", values.stream().map(value -> Optional.of(value.toString())).toList())
        .projection();
  }

  private static String nothing(List<IcebergColumn> columns) {
    String nulls =
        columns.stream()
            .map(
                column ->
                    "CAST(NULL AS %s) AS %s, "
                        .formatted(IcebergTypes.of(column.type()).sql(), alias(column.id())))
            .collect(Collectors.joining());
    return "SELECT %sNULL::BIGINT AS %s, NULL::BIGINT AS %s WHERE false"
        .formatted(nulls, SEQUENCE, PARTITION);
  }

  private String deletes(DuckDbSession session, String name) throws SQLException {
    StringBuilder joins = new StringBuilder();
    for (int i = 0; i < table.deletes().size(); i++) {
      EqualityDeletes deletes = table.deletes().get(i);
      String values = "%s deleted values %d".formatted(name, i);
      boolean everywhere = deletes.scope() == EqualityDeletes.Scope.TABLE;
      List<String> keys = new ArrayList<>();
      deletes.columns().forEach(column -> keys.add(alias(column.id())));
      if (!everywhere) {
        keys.add(PARTITION);
      }
      String scans =
          alike(deletes.files()).stream()
              .map(files -> scan(files, deletes.columns()))
              .collect(Collectors.joining(" UNION ALL "));
      session.execute(
          "CREATE OR REPLACE TABLE %s AS SELECT %s, max(%s) AS %s FROM (%s) GROUP BY %s"
              .formatted(
                  Sql.identifier(values),
                  String.join(", ", keys),
                  SEQUENCE,
                  SEQUENCE,
                  scans,
                  String.join(", ", keys)));
      int number = i;
      String same =
          keys.stream()
              .map(key -> "r.%s IS NOT DISTINCT FROM e%d.%s".formatted(key, number, key))
              .collect(Collectors.joining(" AND "));
      joins.append(
          " ANTI JOIN %s AS e%d ON %s AND r.%s < e%d.%s"
              .formatted(Sql.identifier(values), i, same, SEQUENCE, i, SEQUENCE));
    }
    return joins.toString();
  }
}
