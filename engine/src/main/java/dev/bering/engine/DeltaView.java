package dev.bering.engine;

import dev.bering.tables.TableSnapshot;
import dev.bering.tables.TableSnapshot.DataFile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One version of a Delta table as a view over its Parquet files (Delta protocol, "Reader
 * Requirements").
 *
 * <p>DuckDB is told the schema by physical name. It then casts what older files hold in a narrower
 * type, fills in null for columns and parts of structs that older files lack, and does not look
 * into folder names. Partition values come from the log, deleted rows from the deletion vectors.
 */
final class DeltaView implements SnapshotView {

  private final TableSnapshot.Delta delta;

  DeltaView(TableSnapshot.Delta delta) {
    this.delta = delta;
  }

  @Override
  public List<RelationColumn> create(DuckDbSession session, String name) throws SQLException {
    List<RelationColumn> columns = new ArrayList<>();
    List<String> projections = new ArrayList<>();
    List<String> schema = new ArrayList<>();
    for (TableSnapshot.Column column : delta.columns()) {
      SqlType type = DeltaTypes.logical(column.type());
      columns.add(new RelationColumn(column.name(), type));
      if (type instanceof SqlType.Unsupported) {
        continue;
      }
      if (delta.files().isEmpty()) {
        projections.add(
            "CAST(NULL AS %s) AS %s".formatted(type.sql(), Sql.identifier(column.name())));
      } else if (column.partition()) {
        projections.add(partitionValues(column, type).projection());
      } else {
        String stored = "c" + schema.size();
        schema.add(
            "%s: {name: '%s', type: %s, default_value: NULL}"
                .formatted(
                    Sql.literal(column.physicalName()),
                    stored,
                    Sql.literal(DeltaTypes.physical(column.type()).sql())));
        projections.add(
            "%s AS %s"
                .formatted(
                    DeltaTypes.renamed(stored, column.type()), Sql.identifier(column.name())));
      }
    }
    if (projections.isEmpty()) {
      // A view needs a column; nobody can know this one's name.
      projections.add("NULL AS " + Sql.identifier(name + " without a readable column"));
    }
    session.execute(
        "CREATE OR REPLACE VIEW %s AS SELECT %s %s"
            .formatted(
                Sql.identifier(name),
                String.join(", ", projections),
                delta.files().isEmpty() ? "WHERE false" : from(session, name, schema)));
    return columns;
  }

  private FileValues partitionValues(TableSnapshot.Column column, SqlType type) {
    return new FileValues(
        column.name(),
        type.sql(),
        delta.files().stream().map(file -> partitionValue(file, column.name())).toList());
  }

  /** "An empty string for any type translates to a null partition value." */
  private Optional<String> partitionValue(DataFile file, String column) {
    Optional<String> value = file.partitionValues().get(column);
    if (value == null) {
      throw new IllegalStateException(
          "no value of partition column '%s' for %s".formatted(column, file.path()));
    }
    return value.filter(text -> !text.isEmpty());
  }

  private String from(DuckDbSession session, String name, List<String> schema) throws SQLException {
    List<String> files = delta.files().stream().map(DataFile::path).map(FilePattern::of).toList();
    String declared =
        schema.isEmpty() ? "" : ", schema = MAP {%s}".formatted(String.join(", ", schema));
    String scan =
        "FROM read_parquet(%s%s, hive_partitioning = false)"
            .formatted(Sql.literals(files), declared);
    return scan
        + DeletedRows.antiJoin(
            session,
            name + " deleted rows",
            delta.files().stream().map(DataFile::deleted).toList());
  }
}
