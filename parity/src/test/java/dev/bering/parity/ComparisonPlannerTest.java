package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlType;
import dev.bering.engine.TextContent;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonPlannerTest {

  @Test
  void printsWhatItWillDo() {
    Relation left =
        table("old", 10, "id:INTEGER", "Amt:DOUBLE", "note:VARCHAR", "tags:LIST", "gone:DATE");
    Relation right =
        table("new", 12, "id:BIGINT", "amt:DOUBLE", "note:VARCHAR", "tags:LIST", "extra:DATE");
    Comparison comparison =
        Comparison.by("id")
            .tolerating(
                "amt",
                new Tolerance(new java.math.BigDecimal("0.01"), new java.math.BigDecimal("0.001")))
            .ignoring("note");
    assertThat(new ComparisonPlanner().plan(comparison, left, right))
        .hasToString(
            """
            left   /data/old  (Test, 10 rows)
            right  /data/new  (Test, 12 rows)
            key    id
            plan   join all rows by key
              key id: INTEGER on the left and BIGINT on the right compared as BIGINT
              tolerant   Amt    DOUBLE, within 0.01 or 0.1 %
              not        note   ignored
              exact      tags   INTEGER[], row by row
              not        gone   only on the left
              not        extra  only on the right
            note   column 'Amt' of the left is spelled 'amt' on the right
            note   column 'note' is ignored without a reason\
            """);
  }

  @Test
  void takesFingerprintsOfManyRows() {
    Relation table = table("big", 10_000_000, "id:INTEGER", "amt:DOUBLE");
    ComparisonPlan plan = new ComparisonPlanner().plan(Comparison.by("id"), table, table);
    assertThat(plan.strategy()).isEqualTo(Strategy.FINGERPRINTS_FIRST);
    assertThat(plan.bucketCount()).isEqualTo(2048);
    assertThat(plan.toString())
        .contains(
            "plan   fingerprint 2,048 buckets on each side, then join the rows of those that"
                + " differ; join all rows if more than 15 % differ");
  }

  @Test
  void neverTakesMoreBucketsThanItsLimit() {
    assertThat(PlanLimits.DEFAULT.buckets(0)).isEqualTo(1);
    assertThat(PlanLimits.DEFAULT.buckets(5_001)).isEqualTo(1);
    assertThat(PlanLimits.DEFAULT.buckets(10_000)).isEqualTo(2);
    assertThat(PlanLimits.DEFAULT.buckets(Long.MAX_VALUE)).isEqualTo(8_192);
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    Relation left = table("old", 1, "id:INTEGER", "a:INTEGER", "t:VARCHAR");
    Relation right = table("new", 1, "a:INTEGER", "b:INTEGER", "t:VARCHAR");
    Comparison comparison =
        Comparison.by("id", "nr", "a")
            .ignoring("A", "typo")
            .tolerating("a", Tolerance.absolute("1"))
            .tolerating("b", Tolerance.absolute("1"))
            .tolerating("t", Tolerance.absolute("1"))
            .tolerating("typo", Tolerance.absolute("1"))
            .tolerating("wrong", Tolerance.absolute("1"));
    assertThatThrownBy(() -> new ComparisonPlanner().plan(comparison, left, right))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot compare /data/old with /data/new: key column 'id' is missing on the right.
            Cannot compare /data/old with /data/new: key column 'nr' is missing on both sides.
            Cannot compare /data/old with /data/new: key column 'a' is also ignored.
            Cannot compare /data/old with /data/new: key column 'a' has a tolerance, but rows are paired by equal keys.
            Cannot compare /data/old with /data/new: column 'a' has a tolerance and is ignored.
            Cannot compare /data/old with /data/new: tolerance column 'b' is missing on the left.
            Cannot compare /data/old with /data/new: tolerance column 'typo' is on neither side.
            Cannot compare /data/old with /data/new: column 'typo' has a tolerance and is ignored.
            Cannot compare /data/old with /data/new: tolerance column 'wrong' is on neither side.
            Cannot compare /data/old with /data/new: ignored column 'typo' is on neither side.
            Cannot compare /data/old with /data/new: column 't' has a tolerance but is VARCHAR on both sides.\
            """);
  }

  /** Without a tolerance the two are refused, and a tolerance is about how far apart they are. */
  @Test
  void noToleranceMakesATextANumber() {
    Relation left = table("old", 1, "id:INTEGER", "a:TEXTS");
    Relation right = table("new", 1, "id:INTEGER", "a:NUMBERS");
    Comparison comparison = Comparison.by("id").tolerating("a", Tolerance.absolute("0.1"));
    assertThatThrownBy(() -> new ComparisonPlanner().plan(comparison, left, right))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot compare /data/old with /data/new: column 'a' has a tolerance but is text on the"
                + " left and numbers on the right.");
  }

  @Test
  void namesAllIncompatibleColumnsAtOnceWithTheNextStep() {
    Relation left =
        table(
            "old",
            1,
            "id:INTEGER",
            "a:BIGINT",
            "b:DECIMAL",
            "c:TIMESTAMP",
            "d:VARCHAR",
            "e:LIST",
            "f:UNSUPPORTED",
            "g:INTEGER");
    Relation right =
        table(
            "new",
            1,
            "id:INTEGER",
            "a:DOUBLE",
            "b:DOUBLE",
            "c:TIMESTAMP WITH TIME ZONE",
            "d:INTEGER",
            "e:INTEGER",
            "f:UNSUPPORTED",
            "g:INTEGER");
    assertThatThrownBy(() -> new ComparisonPlanner().plan(Comparison.by("id"), left, right))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(ComparisonPlannerTest::fact, Problem::hint)
                    .containsExactly(
                        tuple(
                            "column 'a' is BIGINT on the left and DOUBLE on the right.",
                            "declare a tolerance for it, give both sides one type, or ignore it"),
                        tuple(
                            "column 'b' is DECIMAL(12,2) on the left and DOUBLE on the right.",
                            "declare a tolerance for it, give both sides one type, or ignore it"),
                        tuple(
                            "column 'c' is TIMESTAMP on the left and TIMESTAMP WITH TIME ZONE on"
                                + " the right.",
                            "give both sides one type, or ignore the column"),
                        tuple(
                            "column 'd' is VARCHAR on the left and INTEGER on the right.",
                            "give both sides one type, or ignore the column"),
                        tuple(
                            "column 'e' is INTEGER[] on the left and INTEGER on the right.",
                            "give both sides one type, or ignore the column"),
                        tuple(
                            "column 'f' is variant on both sides, which this engine cannot hold"
                                + " faithfully.",
                            "ignore the column")));
  }

  @Test
  void comparesTheRestIfUnsupportedColumnsAreIgnored() {
    Relation table = table("old", 1, "id:INTEGER", "f:UNSUPPORTED", "g:INTEGER");
    ComparisonPlan plan =
        new ComparisonPlanner().plan(Comparison.by("id").ignoring("f"), table, table);
    assertThat(plan.columns())
        .extracting(ColumnPlan::method)
        .containsExactly(Method.NOT_COMPARED, Method.EXACT_FINGERPRINT);
  }

  @Test
  void wantsAKeyOfAPlainType() {
    Relation table = table("old", 1, "id:LIST", "a:INTEGER");
    assertThatThrownBy(() -> new ComparisonPlanner().plan(Comparison.by("id"), table, table))
        .hasMessage(
            "Cannot compare /data/old with /data/old: key column 'id' is of type INTEGER[].");
    assertThatThrownBy(() -> new ComparisonPlanner().plan(Comparison.by(), table, table))
        .hasMessage("Cannot compare /data/old with /data/old: no key column is named.");
  }

  private static org.assertj.core.groups.Tuple tuple(String fact, String hint) {
    return org.assertj.core.api.Assertions.tuple(fact, hint);
  }

  private static String fact(Problem problem) {
    return problem.message().substring("Cannot compare /data/old with /data/new: ".length());
  }

  private static Relation table(String name, long rows, String... columns) {
    List<RelationColumn> parsed = new ArrayList<>();
    for (String column : columns) {
      int colon = column.indexOf(':');
      parsed.add(new RelationColumn(column.substring(0, colon), type(column.substring(colon + 1))));
    }
    return new Relation(name, "/data/" + name, "Test", parsed, rows, DuckDbEngine.DIALECT);
  }

  private static SqlType type(String name) {
    return switch (name) {
      case "LIST" -> new SqlType.ListOf(new SqlType.Simple("INTEGER"));
      case "DECIMAL" -> new SqlType.Decimal(12, 2);
      case "TEXTS" -> new SqlType.Untyped(TextContent.TEXT);
      case "NUMBERS" -> new SqlType.Untyped(TextContent.NUMBER);
      case "UNSUPPORTED" -> new SqlType.Unsupported("variant");
      default -> new SqlType.Simple(name);
    };
  }
}
