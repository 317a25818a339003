package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whole partitions that one side lacks are told as such. */
class AbsentPartitionsTest {

  private static final TestTables TABLES = new TestTables();
  private static final String HEADER = "id INTEGER|day DATE|v INTEGER\n";
  private static final String LEFT =
      HEADER + "1|2026-01-01|1\n2|2026-01-02|1\n3|2026-01-02|1\n4|2026-01-02|2\n5|2026-01-03|1";
  private static final String RIGHT = HEADER + "1|2026-01-01|1\n5|2026-01-03|1";

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void aDayThatWasNeverLoadedIsOneFinding() {
    assertThat(TABLES.compare(LEFT, RIGHT, Comparison.by("id").partitions("day")))
        .startsWith("* MISMATCH: partition day=2026-01-02 is only on the left (3 rows)\n")
        .contains(
            """
            rows
              = 2 equal
              - 3 only on the left
            """)
        .contains(
            """
            only on the left
              - partition day=2026-01-02 is only on the left (3 rows)""");
  }

  @Test
  void aTieDoesNotMakeUpForIt() {
    String header = "id INTEGER|u INTEGER|day DATE|score INTEGER\n";
    String one = "1|1|2026-01-01|5";
    String other = "2|1|2026-01-02|5";
    Ties ties =
        Ties.topK(List.of("u"), List.of(TieOrder.of("score desc"))).keeping(1).from("/candidates");
    ComparisonReport report =
        TABLES.report(
            header + one,
            header + other,
            header + one + "\n" + other,
            Comparison.by("id").partitions("day").ties(ties));
    assertThat(report.verdict()).isEqualTo(Rung.MISMATCH);
    assertThat(report.reason())
        .isEqualTo(
            "partition day=2026-01-01 is only on the left (1 row), partition day=2026-01-02 is only"
                + " on the right (1 row)");
  }

  @Test
  void rowsThatAreMissingBesideItAreToldToo() {
    String right = HEADER + "1|2026-01-01|1\n6|2026-01-03|1\n7|NULL|1";
    ComparisonReport report = TABLES.report(LEFT, right, Comparison.by("id").partitions("day"));
    assertThat(report.reason())
        .isEqualTo(
            "partition day=2026-01-02 is only on the left (3 rows), 1 row only on the left in"
                + " partitions that both have, partition day=NULL is only on the right (1 row), 1"
                + " row only on the right in partitions that both have");
    assertThat(report.onlyLeft()).containsExactly(List.of("5"));
    assertThat(report.onlyRight()).containsExactly(List.of("6"));
    assertThat(report.absent().left())
        .isEqualTo(
            new AbsentPartitions.OnlyOn(
                1,
                3,
                1,
                List.of(
                    new AbsentPartition(
                        AbsentPartition.Code.PARTITION_ONLY_LEFT,
                        List.of("2026-01-02"),
                        3,
                        "partition day=2026-01-02 is only on the left (3 rows)"))));
  }

  @Test
  void withoutAKeyTheyAreFoundToo() {
    ComparisonReport report =
        TABLES.report(
            LEFT, RIGHT + "\n9|2026-01-03|9", Comparison.ofMultisets().partitions("day", "v"));
    assertThat(report.reason())
        .isEqualTo(
            "partition day=2026-01-02 v=1 is only on the left (2 rows), partition day=2026-01-02"
                + " v=2 is only on the left (1 row), partition day=2026-01-03 v=9 is only on the"
                + " right (1 row)");
    assertThat(report.onlyLeft()).isEmpty();
    assertThat(report.onlyRight()).isEmpty();
  }

  @Test
  void ofManyTheLargestAreTold() {
    String days = "1|2026-01-01|1";
    String more = "";
    for (int day = 10; day < 18; day++) {
      more += "\n%d|2026-01-%d|1".formatted(day, day);
    }
    ComparisonReport report =
        TABLES.report(
            HEADER + days,
            HEADER + days + more + "\n19|2026-01-17|1",
            Comparison.by("id", "day").partitions("day").sampling(4));
    assertThat(report.reason())
        .isEqualTo(
            "partition day=2026-01-17 is only on the right (2 rows), partition day=2026-01-10 is"
                + " only on the right (1 row), partition day=2026-01-11 is only on the right (1"
                + " row), 5 more partitions likewise (5 rows)");
    assertThat(report.absent().right().sentences())
        .hasSize(5)
        .endsWith("4 more partitions likewise (4 rows)");
    assertThat(report.notes()).isEmpty();
  }

  @Test
  void aRowOfAnotherPartitionHasChanged() {
    ComparisonReport report =
        TABLES.report(
            HEADER + "1|2026-01-01|1",
            HEADER + "1|2026-01-02|1",
            Comparison.by("id").partitions("day"));
    assertThat(report.reason())
        .isEqualTo(
            "1 row changed, partition day=2026-01-01 is only on the left (1 row), partition"
                + " day=2026-01-02 is only on the right (1 row)");
  }

  @Test
  void isAFailureOfItsOwnInJUnit() {
    assertThat(JUnitReport.of(TABLES.report(LEFT, RIGHT, Comparison.by("id").partitions("day"))))
        .contains("name=\"partitions only on the left\"")
        .contains("1 partition, 3 rows")
        .contains("PARTITION_ONLY_LEFT: partition day=2026-01-02 is only on the left (3 rows)")
        .contains("name=\"partitions only on the right\"");
  }

  @Test
  void refusesColumnsThatDivideNothing() {
    Comparison comparison =
        Comparison.by("id")
            .ignoring("v")
            .tolerating("id2", new Tolerance(BigDecimal.ONE, BigDecimal.ZERO))
            .partitions("v", "id2", "none", "tags");
    String table = "id INTEGER|id2 INTEGER|v INTEGER|tags INTEGER[]\n1|1|1|[1]";
    assertThatThrownBy(() -> TABLES.report(table, table, comparison))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::code, Problem::message)
                    .containsExactly(
                        tuple(
                            "COMPARE_RULE_IGNORED",
                            "Cannot compare /left with /right: partition column 'v' is ignored."),
                        tuple(
                            "COMPARE_PARTITION_RULE",
                            "Cannot compare /left with /right: partition column 'id2' has a"
                                + " tolerance."),
                        tuple(
                            "COMPARE_COLUMN_UNKNOWN",
                            "Cannot compare /left with /right: partition column 'none' is on"
                                + " neither side."),
                        tuple(
                            "COMPARE_PARTITION_TYPE",
                            "Cannot compare /left with /right: partition column 'tags' is of type"
                                + " INTEGER[].")));
  }
}
