package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases that another row comparison for Spark is tested by, as far as they mean something here:
 * those of {@code DiffSuite} in G-Research's spark-extension, taken by their names, with data and
 * expectations of our own. Every one runs both ways of comparing. Those of names are in {@link
 * ColumnNamesTest}.
 *
 * <pre>
 * their case                                             here
 * diff with one id column                                pairsRowsByAKey
 * diff with two id columns                               pairsRowsByAKeyOfTwoColumns
 * diff with all id columns                               hasNothingToChangeWhereEveryColumnIsKey
 * diff with no id column                                 countsRowsWithoutAKey; twice is not once, which
 *                                                        there goes unseen
 * diff with no id columns ids taken from left            spellsColumnsAsTheLeftDoes
 * diff with one ID column case-insensitive               spellsColumnsAsTheLeftDoes
 * diff with case-insensitive column names                spellsColumnsAsTheLeftDoes
 * diff with null values                                  tellsNullFromValues
 * diff with null id values                               pairsNullKeysWithNullKeys
 * diff column order                                      matchesColumnsByNameInAnyOrder
 * diff dataframe with duplicate columns                  (refused when a table is opened, by the engine's
 *                                                        ColumnNames and its tests)
 * diff of non-existing id column                         refusesAKeyThatIsNotThere
 * diff of empty schema                                   refusesToCompareNothing
 * diff similar with ignored columns and empty schema     refusesToCompareNothing
 * diff with different types                              refusesTypesWithoutACommonOne
 * diff with ignored columns of different types           ignoresColumnsOfAnyTypes
 * diff similar with ignored columns of different type    ignoresColumnsOfAnyTypes
 * diff with different column names                       reportsColumnsOfOneSideAndComparesTheRest;
 *                                                        there it is refused
 * diff with different number of columns                  the same
 * diff similar with ignored column and different number
 *   of columns                                           the same
 * diff with change column                                saysOfEachRowWhichColumnsChanged
 * diff with change column without id columns             doesNotSayWhichColumnChangedWithoutAKey
 * diff with ignored columns                              ignoresWhatIsNamed
 * diff with ignored and change columns                   ignoresWhatIsNamed
 * diff with ignored columns case-insensitive             ignoresWhatIsNamed
 * diff similar with ignored columns                      ignoresColumnsThatOneSideHas
 * diff similar with ignored columns case-insensitive     ignoresColumnsThatOneSideHas
 * diff with dot in id column                             takesKeysOfAnyName
 * diff with dot in value column                          takesColumnsOfAnyName
 * diff with id column diff in T, non-id column diff in T,
 *   output columns in T, change column name in [non-]id
 *   columns; diffWith left-prefixed id, right-prefixed id takesColumnsOfAnyName, takesKeysOfAnyName: there
 *                                                        names of the output may collide with the tables'
 * diff where [case-(in)sensitive] non-id column produces
 *   diff | change | id column name (13)                  the same
 * diff with left | right-side diff mode and diff | change
 *   column name in value columns (4)                     the same
 *
 * without a counterpart, because
 *   names of the output are not chosen: distinct prefix for; diff with custom diff options; with dots in
 *     diff column, in change column, in prefixes
 *   rows are not laid out in columns, a report shows both values of what differs and nothing of what is
 *     equal: the diff modes column-by-column, side-by-side, left-side, right-side, each also sparse, with
 *     ignored columns, and with a dot in the value column
 *   there are no typed data sets: diff DataFrames; diff as U (with encoder, custom options, a subset of
 *     columns, an extra column, one side); diffWith
 *   letters of names always count alike, as two names that differ in case only are refused: the
 *     case-sensitive ones of id column, column names, ignored columns
 *   a column's type has no nullability: diff with different nullability
 * </pre>
 */
class PeerCasesTest {

  private static final TestTables TABLES = new TestTables();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void pairsRowsByAKey() {
    String one = "id INTEGER|city VARCHAR\n1|Bonn\n2|Kiel\n3|Ulm";
    String other = "id INTEGER|city VARCHAR\n1|Bonn\n2|Wien\n4|Jena";
    assertThat(TABLES.compare(one, other))
        .isEqualTo(
            """
            * MISMATCH: 1 row changed, 1 row only on the left, 1 row only on the right

            rows
              = 1 equal
              * 1 changed
              - 1 only on the left
              + 1 only on the right

            columns
              * city  1 changed

            changed
              * id=2  city: 'Kiel' -> 'Wien'

            only on the left
              - id=3

            only on the right
              + id=4\
            """);
    ComparisonReport reversed = TABLES.report(other, one, Comparison.by("id"));
    assertThat(reversed.rows()).isEqualTo(new RowCounts(3, 3, 1, 1, 1, 1));
    assertThat(reversed.onlyLeft()).containsExactly(List.of("4"));
    assertThat(reversed.onlyRight()).containsExactly(List.of("3"));
    assertThat(TextReports.samples(reversed)).containsExactly("2 city: 'Wien' -> 'Kiel'");
  }

  @Test
  void pairsRowsByAKeyOfTwoColumns() {
    ComparisonReport report =
        TABLES.report(
            "shop INTEGER|nr INTEGER|sum INTEGER\n1|1|5\n2|1|6\n2|2|7\n3|1|8",
            "shop INTEGER|nr INTEGER|sum INTEGER\n1|1|5\n2|1|6\n2|2|70\n1|3|8",
            Comparison.by("shop", "nr"));
    assertThat(report.rows()).isEqualTo(new RowCounts(4, 4, 1, 1, 1, 2));
    assertThat(report.onlyLeft()).containsExactly(List.of("3", "1"));
    assertThat(report.onlyRight()).containsExactly(List.of("1", "3"));
    assertThat(TextReports.samples(report)).containsExactly("2, 2 sum: 7 -> 70");
  }

  @Test
  void hasNothingToChangeWhereEveryColumnIsKey() {
    ComparisonReport report =
        TABLES.report(
            "id INTEGER|city VARCHAR\n1|Bonn\n2|Kiel",
            "id INTEGER|city VARCHAR\n1|Bonn\n2|kiel",
            Comparison.by("id", "city"));
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.rows()).isEqualTo(new RowCounts(2, 2, 1, 1, 0, 1));
    assertThat(report.onlyLeft()).containsExactly(List.of("2", "'Kiel'"));
    assertThat(report.onlyRight()).containsExactly(List.of("2", "'kiel'"));
  }

  @Test
  void countsRowsWithoutAKey() {
    ComparisonReport report =
        TABLES.report(
            "id INTEGER|city VARCHAR\n1|Bonn\n2|Kiel\n2|Kiel\n3|Ulm",
            "id INTEGER|city VARCHAR\n1|Bonn\n2|Kiel\n2|kiel\n3|Ulm",
            Comparison.ofMultisets());
    assertThat(report.rows()).isEqualTo(new RowCounts(4, 4, 1, 1, 0, 3));
    assertThat(report.onlyLeft()).containsExactly(List.of("2", "'Kiel'"));
    assertThat(report.onlyRight()).containsExactly(List.of("2", "'kiel'"));
  }

  @Test
  void tellsNullFromValues() {
    ComparisonReport report =
        TABLES.report(
            "id INTEGER|city VARCHAR\n1|NULL\n2|NULL\n3|Ulm\n4|NULL",
            "id INTEGER|city VARCHAR\n1|NULL\n2|Kiel\n3|NULL\n5|NULL",
            Comparison.by("id"));
    assertThat(report.rows()).isEqualTo(new RowCounts(4, 4, 1, 1, 2, 1));
    assertThat(report.onlyLeft()).containsExactly(List.of("4"));
    assertThat(report.onlyRight()).containsExactly(List.of("5"));
    assertThat(TextReports.samples(report))
        .containsExactly("2 city: NULL -> 'Kiel'", "3 city: 'Ulm' -> NULL");
  }

  @Test
  void pairsNullKeysWithNullKeys() {
    ComparisonReport report =
        TABLES.report(
            "shop INTEGER|nr INTEGER|sum INTEGER\n1|NULL|5\n2|1|6\n2|NULL|7\n3|NULL|8\nNULL|NULL|9",
            """
            shop INTEGER|nr INTEGER|sum INTEGER
            1|NULL|5
            2|1|6
            2|NULL|70
            4|NULL|8
            NULL|NULL|9""",
            Comparison.by("shop", "nr"));
    assertThat(report.rows()).isEqualTo(new RowCounts(5, 5, 1, 1, 1, 3));
    assertThat(report.onlyLeft()).containsExactly(List.of("3", "NULL"));
    assertThat(report.onlyRight()).containsExactly(List.of("4", "NULL"));
    assertThat(TextReports.samples(report)).containsExactly("2, NULL sum: 7 -> 70");
  }

  /** A comparison that makes no sense, and what is said of it. */
  record Refused(String left, String right, Comparison comparison, String code, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static Stream<Refused> refusesAKeyThatIsNotThere() {
    return Stream.of(
        new Refused(
            "id|city\n1|Bonn",
            "id|city\n1|Bonn",
            Comparison.by("number"),
            "COMPARE_KEY_MISSING",
            "Cannot compare /left with /right: key column 'number' is missing on both sides."));
  }

  private static Stream<Refused> refusesToCompareNothing() {
    String left = "id|city\n1|Bonn";
    String right = "id|town\n1|Bonn";
    return Stream.of(
        new Refused(
            left,
            right,
            Comparison.by(),
            "COMPARE_NO_KEY",
            "Cannot compare /left with /right: no key column is named."),
        new Refused(
            left,
            right,
            Comparison.ofMultisets().ignoring("id", "city", "town"),
            "COMPARE_NO_COLUMN",
            "Cannot compare /left with /right: no column is left to compare."));
  }

  private static Stream<Refused> refusesTypesWithoutACommonOne() {
    String left = "id INTEGER|size VARCHAR\n1|2";
    String right = "id INTEGER|size INTEGER\n1|2";
    String message =
        "Cannot compare /left with /right: column 'size' is VARCHAR on the left and INTEGER on the"
            + " right.";
    return Stream.of(Comparison.by("id"), Comparison.ofMultisets())
        .map(
            comparison ->
                new Refused(left, right, comparison, "COMPARE_TYPES_INCOMPATIBLE", message));
  }

  @ParameterizedTest
  @MethodSource({
    "refusesAKeyThatIsNotThere",
    "refusesToCompareNothing",
    "refusesTypesWithoutACommonOne"
  })
  void refuses(Refused refused) {
    assertThatThrownBy(() -> TABLES.report(refused.left(), refused.right(), refused.comparison()))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> assertThat(e.problems()).extracting("code").containsExactly(refused.code()))
        .hasMessage(refused.message());
  }

  @Test
  void ignoresColumnsOfAnyTypes() {
    String left = "id INTEGER|size VARCHAR\n1|large";
    String right = "id INTEGER|size INTEGER[]\n1|[2]";
    for (Comparison comparison : List.of(Comparison.by("id"), Comparison.ofMultisets())) {
      ComparisonReport report = TABLES.report(left, right, comparison.ignoring("size"));
      assertThat(report.verdict()).isEqualTo(Rung.EXACT);
      assertThat(report.columns())
          .filteredOn(column -> column.plan().name().equals("size"))
          .extracting(ColumnResult::rung)
          .containsExactly(Rung.NOT_COMPARED);
    }
  }

  @Test
  void reportsColumnsOfOneSideAndComparesTheRest() {
    String left = "id|city|size\n1|Bonn|5\n2|Kiel|6";
    String right = "id|town|size|zip\n1|Bonn|5|53111\n2|Kiel|60|24103";
    ComparisonReport report = TABLES.report(left, right, Comparison.by("id"));
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.plan().schemaDifferences())
        .containsExactly(
            new SchemaDifference(SchemaDifference.Kind.ONLY_LEFT, "city", "text", ""),
            new SchemaDifference(SchemaDifference.Kind.ONLY_RIGHT, "town", "", "text"),
            new SchemaDifference(SchemaDifference.Kind.ONLY_RIGHT, "zip", "", "text"));
    assertThat(TextReports.samples(report)).containsExactly("'2' size: '6' -> '60'");
    // Naming one of them as ignored does not excuse the others.
    ComparisonReport less =
        TABLES.report(
            "id|city|size\n1|Bonn|5", right, Comparison.by("id").ignoring("city", "town"));
    assertThat(less.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(less.columns())
        .filteredOn(column -> column.rung() == Rung.MISMATCH)
        .extracting(column -> column.plan().name())
        .containsExactly("zip");
  }

  @Test
  void saysOfEachRowWhichColumnsChanged() {
    ComparisonReport report =
        TABLES.report(
            """
            id INTEGER|city VARCHAR|land VARCHAR
            1|Bonn|NW
            2|Kiel|SH
            3|Ulm|BW
            4|Jena|TH
            5|NULL|NULL
            6|Hof|BY
            7|Gera|NULL""",
            """
            id INTEGER|city VARCHAR|land VARCHAR
            1|bonn|NW
            2|Kiel|sh
            3|ulm|bw
            4|NULL|NULL
            5|Trier|RP
            6|Hof|BY
            8|NULL|NULL""",
            Comparison.by("id"));
    assertThat(report.rows()).isEqualTo(new RowCounts(7, 7, 1, 1, 5, 1));
    assertThat(report.columns()).extracting(ColumnResult::changed).containsExactly(4L, 4L);
    assertThat(TextReports.samples(report))
        .containsExactly(
            "1 city: 'Bonn' -> 'bonn'",
            "3 city: 'Ulm' -> 'ulm'",
            "4 city: 'Jena' -> NULL",
            "5 city: NULL -> 'Trier'",
            "2 land: 'SH' -> 'sh'",
            "3 land: 'BW' -> 'bw'",
            "4 land: 'TH' -> NULL",
            "5 land: NULL -> 'RP'");
  }

  @Test
  void doesNotSayWhichColumnChangedWithoutAKey() {
    ComparisonReport report =
        TABLES.report(
            "id INTEGER|city VARCHAR\n1|Bonn\n2|Kiel",
            "id INTEGER|city VARCHAR\n1|Bonn\n2|kiel",
            Comparison.ofMultisets());
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.columns())
        .extracting(ColumnResult::rung)
        .containsExactly(Rung.UNDECIDED, Rung.UNDECIDED);
    assertThat(TextReports.samples(report)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"note", "NOTE", "nOtE"})
  void ignoresWhatIsNamed(String note) {
    ComparisonReport report =
        TABLES.report(
            """
            shop INTEGER|nr INTEGER|city VARCHAR|Note VARCHAR
            1|1|Bonn|a
            1|2|Bonn|NULL
            2|NULL|Kiel|b
            2|1|Ulm|NULL
            3|2|Hof|NULL""",
            """
            shop INTEGER|nr INTEGER|city VARCHAR|note VARCHAR
            1|1|Bonn|z
            1|2|Bonn|z
            2|NULL|Kiel|b
            2|3|Ulm|z
            3|2|hof|z""",
            Comparison.by("shop", "nr").ignoring(note));
    assertThat(report.rows()).isEqualTo(new RowCounts(5, 5, 1, 1, 1, 3));
    assertThat(report.onlyLeft()).containsExactly(List.of("2", "1"));
    assertThat(report.onlyRight()).containsExactly(List.of("2", "3"));
    assertThat(TextReports.samples(report)).containsExactly("3, 2 city: 'Hof' -> 'hof'");
  }

  @Test
  void ignoresColumnsThatOneSideHas() {
    ComparisonReport report =
        TABLES.report(
            "id INTEGER|city VARCHAR|note VARCHAR\n1|Bonn|a\n2|Kiel|b",
            "ID INTEGER|CITY VARCHAR|INFO VARCHAR\n1|Bonn|c\n2|kiel|d",
            Comparison.by("id").ignoring("NOTE", "info"));
    assertThat(report.rows()).isEqualTo(new RowCounts(2, 2, 0, 0, 1, 1));
    assertThat(report.columns())
        .extracting(column -> column.plan().name() + " " + column.rung())
        .containsExactly("city MISMATCH", "note NOT_COMPARED", "INFO NOT_COMPARED");
    assertThat(TextReports.samples(report)).containsExactly("2 city: 'Kiel' -> 'kiel'");
  }
}
