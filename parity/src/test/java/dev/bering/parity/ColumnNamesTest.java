package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Columns are matched by their names, in any order and in letters of either case, and may be called
 * anything. Cases of {@link PeerCasesTest} too.
 */
class ColumnNamesTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "ID", "Id"})
  void spellsColumnsAsTheLeftDoes(String key) {
    ComparisonReport report =
        TABLES.report(
            "Id INTEGER|City VARCHAR\n1|Bonn\n2|Kiel",
            "iD INTEGER|cITY VARCHAR\n1|Bonn\n2|kiel",
            Comparison.by(key));
    assertThat(report.rows()).isEqualTo(new RowCounts(2, 2, 0, 0, 1, 1));
    assertThat(report.keys()).extracting(column -> column.plan().name()).containsExactly("Id");
    assertThat(TextReports.samples(report)).containsExactly("2 City: 'Kiel' -> 'kiel'");
    ComparisonReport keyless =
        TABLES.report(
            "Id INTEGER|City VARCHAR\n1|Bonn",
            "iD INTEGER|cITY VARCHAR\n1|Bonn",
            Comparison.ofMultisets());
    assertThat(keyless.verdict()).isEqualTo(Rung.EXACT);
    assertThat(keyless.columns())
        .extracting(column -> column.plan().name())
        .containsExactly("Id", "City");
  }

  @Test
  void matchesColumnsByNameInAnyOrder() {
    String one = "a VARCHAR|id INTEGER|b VARCHAR|nr INTEGER\nx|1|y|1\nx|1|y|2\nx|2|y|1";
    String other = "nr INTEGER|b VARCHAR|a VARCHAR|id INTEGER\n1|y|x|1\n2|changed|x|1\n2|y|x|2";
    ComparisonReport report = TABLES.report(one, other, Comparison.by("id", "nr"));
    assertThat(report.rows()).isEqualTo(new RowCounts(3, 3, 1, 1, 1, 1));
    assertThat(TextReports.samples(report)).containsExactly("1, 2 b: 'y' -> 'changed'");
    assertThat(report.columns())
        .extracting(column -> column.plan().name())
        .containsExactly("a", "b");
    ComparisonReport reversed = TABLES.report(other, one, Comparison.by("id", "nr"));
    assertThat(TextReports.samples(reversed)).containsExactly("1, 2 b: 'changed' -> 'y'");
    assertThat(reversed.columns())
        .extracting(column -> column.plan().name())
        .containsExactly("b", "a");
    ComparisonReport keyless = TABLES.report(one, other, Comparison.ofMultisets());
    assertThat(keyless.rows()).isEqualTo(new RowCounts(3, 3, 2, 2, 0, 1));
    assertThat(keyless.onlyRight())
        .containsExactlyInAnyOrder(
            List.of("'x'", "1", "'changed'", "2"), List.of("'x'", "2", "'y'", "2"));
  }

  /** Names that mean something to that comparison's output, or to our own queries. */
  private static final List<String> NAMES =
      List.of(
          "diff",
          "change",
          "left_id",
          "right_id",
          "left_value",
          "right_value",
          "the.value",
          "left",
          "right",
          "select",
          "l",
          "r",
          "c1",
          "k1",
          "c0",
          "k0",
          "n",
          "h",
          "h2",
          "kh",
          "bucket",
          "l_c0",
          "r_c0",
          "d_c0",
          "\"quoted\"",
          "it's",
          "Größe");

  @Test
  void takesColumnsOfAnyName() {
    String left = table("id INTEGER", "VARCHAR", "1|one", "2|two", "3|three", "4|NULL");
    String right = table("id INTEGER", "VARCHAR", "1|one", "2|new", "4|NULL", "5|five");
    ComparisonReport report = TABLES.report(left, right, Comparison.by("id"));
    assertThat(report.rows()).isEqualTo(new RowCounts(4, 4, 1, 1, 1, 2));
    assertThat(TextReports.samples(report))
        .containsExactlyElementsOf(
            NAMES.stream().map(name -> "2 " + name + ": 'two' -> 'new'").toList());
    ComparisonReport keyless = TABLES.report(left, right, Comparison.ofMultisets());
    assertThat(keyless.rows()).isEqualTo(new RowCounts(4, 4, 2, 2, 0, 2));
  }

  @Test
  void takesKeysOfAnyName() {
    ComparisonReport report =
        TABLES.report(
            table("x VARCHAR", "INTEGER", "one|1", "two|2", "three|3", "four|NULL"),
            table("x VARCHAR", "INTEGER", "one|1", "new|2", "four|NULL", "five|5"),
            Comparison.by(NAMES.toArray(String[]::new)));
    assertThat(report.rows()).isEqualTo(new RowCounts(4, 4, 1, 1, 1, 2));
    assertThat(TextReports.samples(report))
        .containsExactly("2, ".repeat(NAMES.size() - 1) + "2 x: 'two' -> 'new'");
  }

  /** A table of one column and of all {@link #NAMES}, which have the same value in each row. */
  private static String table(String first, String type, String... rows) {
    StringBuilder table = new StringBuilder(first);
    NAMES.forEach(name -> table.append('|').append(name).append(' ').append(type));
    for (String row : rows) {
      String[] cells = row.split("\\|", -1);
      table.append('\n').append(cells[0]).append(("|" + cells[1]).repeat(NAMES.size()));
    }
    return table.toString();
  }
}
