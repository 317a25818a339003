package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.DuckDbEngine;
import dev.bering.parity.Comparison;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.PlanLimits;
import dev.bering.parity.Rung;
import dev.bering.parity.TestTables;
import dev.bering.parity.TieOrder;
import dev.bering.parity.Ties;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** DuckDB and Spark come to the same findings about ties and whole partitions. */
class TiesConformanceTest {

  private static final String HEADER = "id INTEGER|user VARCHAR|score DOUBLE|tags INTEGER[]\n";
  private static final Ties TOP_2 =
      Ties.topK(List.of("user"), List.of(TieOrder.of("score desc nulls last")))
          .keeping(2)
          .from("/candidates");

  private static TestTables onDuckDb;
  private static SparkEngine spark;
  private static TestTables onSpark;

  @BeforeAll
  static void open() {
    onDuckDb = new TestTables(DuckDbEngine.open());
    spark =
        SparkEngine.connect(
            "local[2]",
            Map.of("spark.sql.shuffle.partitions", "1", "spark.sql.adaptive.enabled", "false"));
    onSpark = new TestTables(spark);
  }

  @AfterAll
  static void close() {
    onSpark.close();
    spark.close();
    onDuckDb.close();
  }

  private static ComparisonReport requireSame(ComparisonReport expected, ComparisonReport found) {
    assertThat(found.verdict()).isEqualTo(expected.verdict());
    assertThat(found.reason()).isEqualTo(expected.reason());
    assertThat(found.rows()).isEqualTo(expected.rows());
    assertThat(found.ties()).isEqualTo(expected.ties());
    assertThat(found.absent()).isEqualTo(expected.absent());
    assertThat(found.onlyLeft()).isEqualTo(expected.onlyLeft());
    assertThat(found.onlyRight()).isEqualTo(expected.onlyRight());
    return found;
  }

  @Test
  void rowsThatAreTiedMayBeExchanged() {
    String above = "1|a|nan|[1]\n4|NULL|0.0|[]\n";
    String candidates =
        HEADER + above + "2|a|7|[1, 2]\n3|a|7|NULL\n5|NULL|NULL|[5]\n6|NULL|NULL|[6]";
    String left = HEADER + above + "2|a|7|[1, 2]\n5|NULL|NULL|[5]";
    Comparison byId = Comparison.by("id").ties(TOP_2);
    String right = HEADER + above + "3|a|7|NULL\n6|NULL|NULL|[6]";
    ComparisonReport tied =
        requireSame(
            onDuckDb.report(left, right, candidates, byId, PlanLimits.DEFAULT),
            onSpark.report(left, right, candidates, byId, PlanLimits.DEFAULT));
    assertThat(tied.verdict()).isEqualTo(Rung.EQUIVALENT_BY_TIE);
    assertThat(tied.ties().exchanged()).isEqualTo(2);
  }

  @Test
  void whatIsMoreThanATieAndWholePartitionsAreTold() {
    String header = "id INTEGER|user VARCHAR|score INTEGER|rn INTEGER\n";
    Comparison numbered =
        Comparison.ofMultisets()
            .partitions("user")
            .ties(Ties.rowNumber("rn", List.of("user"), List.of(TieOrder.of("score"))));
    String left = header + "1|a|5|1\n2|a|5|2\n3|a|6|3";
    String right = header + "1|a|5|2\n2|a|5|1\n3|a|6|3";
    ComparisonReport found =
        requireSame(
            onDuckDb.report(left + "\n4|b|1|1", right, numbered, PlanLimits.DEFAULT),
            onSpark.report(left + "\n4|b|1|1", right, numbered, PlanLimits.DEFAULT));
    assertThat(found.reason())
        .isEqualTo(
            "partition user='b' is only on the left (1 row), 2 rows only on the left in partitions"
                + " that both have, 2 rows only on the right, no tie: 1 row differs in more than the"
                + " number, such as user = 'b', score = 1, no tie: 1 row has a number that no row"
                + " tied with it has on the other side, such as user = 'b', score = 1, rn = 1");
  }
}
