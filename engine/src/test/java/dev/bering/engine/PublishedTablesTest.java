package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.PublishedTables;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DuckDB sees in every published Delta table what Delta Kernel sees in it. */
class PublishedTablesTest {

  private static final Engine ENGINE = DuckDbEngine.open();
  private static final KernelRows KERNEL = new KernelRows();

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @ParameterizedTest
  @CsvSource({"delta-golden-tables, 85", "delta-kernel-tables, 11", "delta-spark-tables, 6"})
  void seesTheSameRowsAsKernel(String archive, int atLeast) throws IOException {
    Assumptions.assumeThat(PublishedTables.isThere(archive)).isTrue();
    List<String> compared = new ArrayList<>();
    for (Path table : PublishedTables.unpack(archive, folder)) {
      Relation relation;
      try {
        TableSnapshot snapshot = Tables.open(Location.of(table));
        relation = ENGINE.register("t", snapshot);
      } catch (UserException e) {
        continue; // made to be unreadable, or published without its data files
      }
      if (relation.columns().stream().anyMatch(c -> c.type() instanceof SqlType.Unsupported)) {
        continue; // Kernel cannot read variants either
      }
      assertThat(rows(relation)).as(table.toString()).isEqualTo(KERNEL.read(table));
      compared.add(table.getFileName().toString());
    }
    assertThat(compared).hasSizeGreaterThanOrEqualTo(atLeast);
  }

  private static List<String> rows(Relation relation) {
    List<RelationColumn> columns = relation.columns();
    if (columns.isEmpty()) {
      return List.of();
    }
    String values =
        columns.stream().map(PublishedTablesTest::comparable).collect(Collectors.joining(", "));
    List<String> rows =
        new ArrayList<>(
            ENGINE.query(
                "SELECT %s FROM t".formatted(values),
                row -> {
                  StringBuilder text = new StringBuilder();
                  for (int i = 0; i < columns.size(); i++) {
                    String value = row.text(i).orElse("null");
                    boolean isDecimal = columns.get(i).type() instanceof SqlType.Decimal;
                    text.append('|')
                        .append(
                            isDecimal && !value.equals("null")
                                ? new BigDecimal(value).toPlainString()
                                : value);
                  }
                  return text.toString();
                }));
    rows.sort(null);
    return rows;
  }

  private static String comparable(RelationColumn column) {
    String name = Sql.identifier(column.name());
    return switch (column.type().sql()) {
      case "DATE" -> name + " - DATE '1970-01-01'";
      case "TIMESTAMP", "TIMESTAMP WITH TIME ZONE" -> "epoch_us(%s)".formatted(name);
      case "BLOB" -> "hex(%s)".formatted(name);
      default ->
          column.type() instanceof SqlType.Simple || column.type() instanceof SqlType.Decimal
              ? name
              : "CASE WHEN %s IS NOT NULL THEN 'nested' END".formatted(name);
    };
  }
}
