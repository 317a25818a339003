package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pairs of different tables that some other comparison tool calls equal. None may be green here, by
 * either way of comparing; the verdicts are printed as a table.
 */
class WrongGreenTest {

  private static final TestTables TABLES = new TestTables();
  private static final List<String> VERDICTS = new ArrayList<>();

  /** One pair; the key is the column id. */
  record Case(String name, String calledEqualBy, String left, String right) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        pair(
            "bigint 2^53 and 2^53 + 1",
            "datacompy on Spark",
            "id INTEGER|v BIGINT\n1|9007199254740992",
            "id INTEGER|v BIGINT\n1|9007199254740993"),
        pair(
            "double 16777216 and 16777217",
            "DVT, casts to float32",
            "id INTEGER|v DOUBLE\n1|16777216",
            "id INTEGER|v DOUBLE\n1|16777217"),
        pair(
            "decimal 16777216 and 16777217",
            "DVT, casts to float32",
            "id INTEGER|v DECIMAL(18,2)\n1|16777216",
            "id INTEGER|v DECIMAL(18,2)\n1|16777217"),
        pair(
            "double 0.12341 and 0.12342",
            "DVT, rounds to 4 digits",
            "id INTEGER|v DOUBLE\n1|0.12341",
            "id INTEGER|v DOUBLE\n1|0.12342"),
        pair(
            "decimal 1.0004 and 1.0001",
            "sqlmesh, 3 decimals",
            "id INTEGER|v DECIMAL(18,6)\n1|1.0004",
            "id INTEGER|v DECIMAL(18,6)\n1|1.0001"),
        pair(
            "NaN and 5",
            "PySpark assertDataFrameEqual",
            "id INTEGER|v DOUBLE\n1|nan",
            "id INTEGER|v DOUBLE\n1|5"),
        pair(
            "5 and Infinity",
            "PySpark assertDataFrameEqual",
            "id INTEGER|v DOUBLE\n1|5",
            "id INTEGER|v DOUBLE\n1|inf"),
        pair(
            "Infinity and -Infinity",
            "PySpark assertDataFrameEqual",
            "id INTEGER|v DOUBLE\n1|inf",
            "id INTEGER|v DOUBLE\n1|-inf"),
        pair(
            "('ab','c') and ('a','bc')",
            "lakebridge, concatenates",
            "id INTEGER|a VARCHAR|b VARCHAR\n1|ab|c",
            "id INTEGER|a VARCHAR|b VARCHAR\n1|a|bc"),
        pair("'x ' and 'x'", "lakebridge, trims", "id|v\n1|x ", "id|v\n1|x"),
        pair(
            "null and '_null_recon_'",
            "lakebridge, sentinel",
            "id|v\n1|NULL",
            "id|v\n1|_null_recon_"),
        pair("null and '<null>'", "data-diff, sentinel", "id|v\n1|NULL", "id|v\n1|<null>"),
        pair("'' and null", "pgCompare", "id|v\n1|''", "id|v\n1|NULL"),
        pair("null and ' '", "pgCompare", "id|v\n1|NULL", "id|v\n1| "),
        pair(
            "rows [a,a] and [a]",
            "spark-extension without a key, chispa sets",
            "id VARCHAR|v INTEGER\na|1\na|1",
            "id VARCHAR|v INTEGER\na|1"),
        pair(
            "rows {1,1} and {2,2}",
            "every XOR-only fingerprint",
            "id INTEGER|v INTEGER\n1|1\n1|1",
            "id INTEGER|v INTEGER\n1|2\n1|2"),
        pair(
            "a row added twice",
            "every XOR-only fingerprint",
            "id INTEGER|v INTEGER\n1|1",
            "id INTEGER|v INTEGER\n1|1\n2|2\n2|2"),
        pair(
            "(null,1) and (1,null)",
            "fingerprints on Spark's xxhash64",
            "id INTEGER|a INTEGER|b INTEGER\n1|NULL|1",
            "id INTEGER|a INTEGER|b INTEGER\n1|1|NULL"),
        pair(
            "[[1,2],[3]] and [[1],[2,3]]",
            "fingerprints on Spark's xxhash64",
            "id INTEGER|v INTEGER[][]\n1|[[1, 2], [3]]",
            "id INTEGER|v INTEGER[][]\n1|[[1], [2, 3]]"),
        pair(
            "[[null]] and [[]]",
            "fingerprints on DuckDB's hash",
            "id INTEGER|v INTEGER[][]\n1|[[NULL]]",
            "id INTEGER|v INTEGER[][]\n1|[[]]"),
        pair(
            "[1,null] and [1]",
            "fingerprints on Spark's xxhash64",
            "id INTEGER|v INTEGER[]\n1|[1, NULL]",
            "id INTEGER|v INTEGER[]\n1|[1]"),
        pair(
            "[] and null",
            "fingerprints on Spark's xxhash64 and on DuckDB's hash",
            "id INTEGER|v INTEGER[]\n1|[]",
            "id INTEGER|v INTEGER[]\n1|NULL"),
        pair(
            "values of two rows swapped",
            "Presto checksum(), DVT and deequ column aggregates",
            "id INTEGER|v INTEGER\n1|10\n2|20",
            "id INTEGER|v INTEGER\n1|20\n2|10"),
        pair(
            "values of two rows swapped, texts",
            "XOR over DuckDB's hash(key, value)",
            "id INTEGER|v VARCHAR\n1|one\n2|two",
            "id INTEGER|v VARCHAR\n1|two\n2|one"),
        pair(
            "+0.5 on one row, -0.5 on another",
            "checksums by sum",
            "id INTEGER|v DOUBLE\n1|10\n2|20",
            "id INTEGER|v DOUBLE\n1|10.5\n2|19.5"),
        pair(
            "a row missing in the new table",
            "dqx by default",
            "id INTEGER|v INTEGER\n1|1\n2|2",
            "id INTEGER|v INTEGER\n1|1"),
        pair(
            "one row missing and one too many",
            "inner joins with equal counts",
            "id INTEGER|v INTEGER\n1|1\n2|2",
            "id INTEGER|v INTEGER\n1|1\n3|2"),
        pair(
            "a value of a map changed",
            "dqx, skips maps",
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{a=1, b=2}",
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{a=1, b=3}"),
        pair(
            "an array in another order",
            "lakebridge, spark-frame, Presto verifier",
            "id INTEGER|v INTEGER[]\n1|[1, 2]",
            "id INTEGER|v INTEGER[]\n1|[2, 1]"),
        pair(
            "two columns with crossed values",
            "deequ columnMatchRowLevel",
            "id INTEGER|a INTEGER|b INTEGER\n1|10|20",
            "id INTEGER|a INTEGER|b INTEGER\n1|20|10"),
        pair(
            "a column of another type",
            "sqlmesh, dqx: leave it out",
            "id INTEGER|v INTEGER\n1|1",
            "id INTEGER|v VARCHAR\n1|2"),
        pair("both tables empty", "most tools", "id INTEGER|v INTEGER", "id INTEGER|v INTEGER"));
  }

  private static Case pair(String name, String calledEqualBy, String left, String right) {
    return new Case(name, calledEqualBy, left, right);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isNotGreen(Case pair) {
    String direct = verdict(pair, PlanLimits.DEFAULT);
    String fingerprints = verdict(pair, TestTables.FINGERPRINTS);
    VERDICTS.add(
        "%-36s  %-50s  %-34s  %s"
            .formatted(pair.name(), pair.calledEqualBy(), direct, fingerprints));
    assertThat(List.of(direct, fingerprints)).doesNotContain("EXACT", "NORMALISED", "TOLERANT");
    assertThat(direct).isEqualTo(fingerprints);
  }

  private static String verdict(Case pair, PlanLimits limits) {
    try {
      return TABLES
          .report(pair.left(), pair.right(), Comparison.by("id"), limits)
          .verdict()
          .toString();
    } catch (UserException e) {
      return "refused, " + e.problems().get(0).code();
    }
  }

  @AfterAll
  static void print() {
    TABLES.close();
    System.out.printf(
        "%-36s  %-50s  %-34s  %s%n",
        "different, but", "called equal by", "direct join", "fingerprints");
    VERDICTS.forEach(System.out::println);
    System.out.printf(
        "%-36s  %-50s  %s%n",
        "a rewrite rule that is too broad",
        "Spark's own TPC-DS golden files",
        "does not apply: a comparison has no rewrite rules");
  }
}
