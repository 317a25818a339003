package dev.bering.engine;

import dev.bering.tables.TableSnapshot;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Plain Parquet files seen as one table: columns are matched by name, one that a file lacks is null
 * there. Folders named {@code key=value} are columns too; what they hold is text, because nothing
 * says what it means.
 */
final class ParquetView implements SnapshotView {

  private final TableSnapshot.Parquet parquet;

  ParquetView(TableSnapshot.Parquet parquet) {
    this.parquet = parquet;
  }

  @Override
  public List<RelationColumn> create(DuckDbSession session, String name) throws SQLException {
    List<FileValues> folders = FolderColumns.of(parquet);
    String folderColumns =
        folders.stream().map(values -> ", " + values.projection()).collect(Collectors.joining());
    String files = Sql.literals(parquet.files().stream().map(FilePattern::of).toList());
    session.execute(
        "CREATE OR REPLACE VIEW %s AS SELECT *%s FROM read_parquet(%s, union_by_name = true, hive_partitioning = false)"
            .formatted(Sql.identifier(name), folderColumns, files));
    List<RelationColumn> columns =
        session.query(
            "DESCRIBE " + Sql.identifier(name),
            row -> new RelationColumn(row.string(0), SqlTypeParser.parse(row.string(1))));
    requireOwnNames(session, columns, folders);
    int stored = columns.size() - folders.size();
    List<RelationColumn> typed = new ArrayList<>(columns.subList(0, stored));
    folders.forEach(
        values -> typed.add(new RelationColumn(values.column(), new SqlType.Untyped())));
    return typed;
  }

  /**
   * DuckDB renames what it takes for a second column of the same name ({@code ID} beside {@code id}
   * becomes {@code ID_1}), so a name of that form makes the files' own names worth a look.
   */
  private void requireOwnNames(
      DuckDbSession session, List<RelationColumn> columns, List<FileValues> folders)
      throws SQLException {
    if (columns.stream().noneMatch(column -> column.name().matches("(?s).*_\\d+"))) {
      return;
    }
    for (Path file : parquet.files()) {
      List<String> names = new ArrayList<>(storedNames(session, file));
      folders.forEach(values -> names.add(values.column()));
      ColumnNames.requireDistinct(parquet.location(), names);
    }
  }

  /** Parquet lists its schema parents first, each with the number of its children. */
  private static List<String> storedNames(DuckDbSession session, Path file) throws SQLException {
    record Node(String name, long children) {}
    List<Node> nodes =
        session.query(
            "SELECT name, coalesce(num_children, 0) FROM parquet_schema(%s)"
                .formatted(Sql.literal(FilePattern.of(file))),
            row -> new Node(row.string(0), row.number(1)));
    List<String> names = new ArrayList<>();
    long below = 0;
    for (Node node : nodes.subList(1, nodes.size())) {
      if (below == 0) {
        names.add(node.name());
      } else {
        below--;
      }
      below += node.children();
    }
    return names;
  }
}
