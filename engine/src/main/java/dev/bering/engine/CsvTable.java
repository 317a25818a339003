package dev.bering.engine;

import dev.bering.tables.TableSnapshot;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A CSV file parsed once into a table of texts: comma, double quotes, a header line, UTF-8.
 *
 * <p>Nothing between two commas is null; {@code ""} is the empty text. A line with another number
 * of fields than the header is an error. A wholly empty line is null in a file of one column and is
 * no row in a wider one.
 */
final class CsvTable implements SnapshotView {

  private final TableSnapshot.Csv csv;

  CsvTable(TableSnapshot.Csv csv) {
    this.csv = csv;
  }

  @Override
  public List<RelationColumn> create(DuckDbSession session, String name) throws SQLException {
    List<String> names = CsvHeader.read(csv);
    ColumnNames.requireDistinct(csv.location(), names);
    // Names by position: DuckDB would otherwise guess at the header and at the dialect.
    String positions =
        IntStream.range(0, names.size())
            .mapToObj(i -> "'c%d': 'VARCHAR'".formatted(i))
            .collect(Collectors.joining(", "));
    String projection =
        IntStream.range(0, names.size())
            .mapToObj(i -> "c%d AS %s".formatted(i, Sql.identifier(names.get(i))))
            .collect(Collectors.joining(", "));
    String parsed = Sql.identifier(name + " parsed");
    session.execute(
        """
        CREATE OR REPLACE TABLE %s AS SELECT %s FROM read_csv(%s, auto_detect = false,
          columns = {%s}, header = true, delim = ',', quote = '"', escape = '"', nullstr = '',
          allow_quoted_nulls = false, null_padding = false, strict_mode = true)
        """
            .formatted(parsed, projection, Sql.literal(FilePattern.of(csv.file())), positions));
    session.execute("CREATE OR REPLACE VIEW %s AS FROM %s".formatted(Sql.identifier(name), parsed));
    return names.stream().map(column -> new RelationColumn(column, new SqlType.Untyped())).toList();
  }
}
