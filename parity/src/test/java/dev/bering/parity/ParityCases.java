package dev.bering.parity;

import java.util.List;

/**
 * Pairs of small tables that comparison tools have got wrong, as {@link TestTables} takes them.
 * Every engine has to get them right.
 */
public final class ParityCases {

  private ParityCases() {}

  /** How many kinds of pairs of different tables other comparison tools call equal. */
  public static final int TRAPS = 18;

  /**
   * Two tables that differ.
   *
   * @param trap the number of its kind, from 1 to {@link #TRAPS}
   */
  public record Different(
      int trap,
      String name,
      String calledEqualBy,
      Comparison comparison,
      String left,
      String right) {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Two tables that are equal.
   *
   * @param name what about them is not
   * @param rung on which they are
   */
  public record Equal(String name, Rung rung, Comparison comparison, String left, String right) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Pairs of different tables that some other comparison tool calls equal. */
  public static List<Different> different() {
    return List.of(
        different(
            1, "bigint 2^53 and 2^53 + 1",
            "datacompy on Spark",
            "id INTEGER|v BIGINT\n1|9007199254740992",
            "id INTEGER|v BIGINT\n1|9007199254740993"),
        different(
            2, "double 16777216 and 16777217",
            "DVT, casts to float32",
            "id INTEGER|v DOUBLE\n1|16777216",
            "id INTEGER|v DOUBLE\n1|16777217"),
        different(
            2, "decimal 16777216 and 16777217",
            "DVT, casts to float32",
            "id INTEGER|v DECIMAL(18,2)\n1|16777216",
            "id INTEGER|v DECIMAL(18,2)\n1|16777217"),
        different(
            2, "double 0.12341 and 0.12342",
            "DVT, rounds to 4 digits",
            "id INTEGER|v DOUBLE\n1|0.12341",
            "id INTEGER|v DOUBLE\n1|0.12342"),
        different(
            3, "decimal 1.0004 and 1.0001",
            "sqlmesh, 3 decimals",
            "id INTEGER|v DECIMAL(18,6)\n1|1.0004",
            "id INTEGER|v DECIMAL(18,6)\n1|1.0001"),
        different(
            4, "NaN and 5",
            "PySpark assertDataFrameEqual",
            "id INTEGER|v DOUBLE\n1|nan",
            "id INTEGER|v DOUBLE\n1|5"),
        different(
            4, "5 and Infinity",
            "PySpark assertDataFrameEqual",
            "id INTEGER|v DOUBLE\n1|5",
            "id INTEGER|v DOUBLE\n1|inf"),
        different(
            4, "Infinity and -Infinity",
            "PySpark assertDataFrameEqual",
            "id INTEGER|v DOUBLE\n1|inf",
            "id INTEGER|v DOUBLE\n1|-inf"),
        different(
            5, "('ab','c') and ('a','bc')",
            "lakebridge, concatenates",
            "id INTEGER|a VARCHAR|b VARCHAR\n1|ab|c",
            "id INTEGER|a VARCHAR|b VARCHAR\n1|a|bc"),
        different(6, "'x ' and 'x'", "lakebridge, trims", "id|v\n1|x ", "id|v\n1|x"),
        different(
            6, "null and '_null_recon_'",
            "lakebridge, sentinel",
            "id|v\n1|NULL",
            "id|v\n1|_null_recon_"),
        different(7, "null and '<null>'", "data-diff, sentinel", "id|v\n1|NULL", "id|v\n1|<null>"),
        different(7, "'' and null", "pgCompare", "id|v\n1|''", "id|v\n1|NULL"),
        different(7, "null and ' '", "pgCompare", "id|v\n1|NULL", "id|v\n1| "),
        new Different(
            8,
            "rows [a,a] and [a], without a key",
            "spark-extension, chispa sets",
            Comparison.ofMultisets(),
            "id VARCHAR|v INTEGER\na|1\na|1",
            "id VARCHAR|v INTEGER\na|1"),
        different(
            8, "rows [a,a] and [a]",
            "spark-extension without a key, chispa sets",
            "id VARCHAR|v INTEGER\na|1\na|1",
            "id VARCHAR|v INTEGER\na|1"),
        new Different(
            9,
            "rows {1,1} and {2,2}, without a key",
            "every XOR-only fingerprint",
            Comparison.ofMultisets(),
            "id INTEGER|v INTEGER\n1|1\n1|1",
            "id INTEGER|v INTEGER\n1|2\n1|2"),
        new Different(
            9,
            "a row added twice, without a key",
            "every XOR-only fingerprint",
            Comparison.ofMultisets(),
            "id INTEGER|v INTEGER\n1|1",
            "id INTEGER|v INTEGER\n1|1\n2|2\n2|2"),
        different(
            9, "rows {1,1} and {2,2}",
            "every XOR-only fingerprint",
            "id INTEGER|v INTEGER\n1|1\n1|1",
            "id INTEGER|v INTEGER\n1|2\n1|2"),
        different(
            9, "a row added twice",
            "every XOR-only fingerprint",
            "id INTEGER|v INTEGER\n1|1",
            "id INTEGER|v INTEGER\n1|1\n2|2\n2|2"),
        different(
            10, "(null,1) and (1,null)",
            "fingerprints on Spark's xxhash64",
            "id INTEGER|a INTEGER|b INTEGER\n1|NULL|1",
            "id INTEGER|a INTEGER|b INTEGER\n1|1|NULL"),
        different(
            10, "[[1,2],[3]] and [[1],[2,3]]",
            "fingerprints on Spark's xxhash64",
            "id INTEGER|v INTEGER[][]\n1|[[1, 2], [3]]",
            "id INTEGER|v INTEGER[][]\n1|[[1], [2, 3]]"),
        different(
            10, "[[null]] and [[]]",
            "fingerprints on DuckDB's hash",
            "id INTEGER|v INTEGER[][]\n1|[[NULL]]",
            "id INTEGER|v INTEGER[][]\n1|[[]]"),
        different(
            10, "[1,null] and [1]",
            "fingerprints on Spark's xxhash64",
            "id INTEGER|v INTEGER[]\n1|[1, NULL]",
            "id INTEGER|v INTEGER[]\n1|[1]"),
        different(
            10, "[] and null",
            "fingerprints on Spark's xxhash64 and on DuckDB's hash",
            "id INTEGER|v INTEGER[]\n1|[]",
            "id INTEGER|v INTEGER[]\n1|NULL"),
        different(
            11, "values of two rows swapped",
            "Presto checksum(), DVT and deequ column aggregates",
            "id INTEGER|v INTEGER\n1|10\n2|20",
            "id INTEGER|v INTEGER\n1|20\n2|10"),
        different(
            11, "values of two rows swapped, texts",
            "XOR over DuckDB's hash(key, value)",
            "id INTEGER|v VARCHAR\n1|one\n2|two",
            "id INTEGER|v VARCHAR\n1|two\n2|one"),
        different(
            12, "+0.5 on one row, -0.5 on another",
            "checksums by sum",
            "id INTEGER|v DOUBLE\n1|10\n2|20",
            "id INTEGER|v DOUBLE\n1|10.5\n2|19.5"),
        different(
            13, "a row missing in the new table",
            "dqx by default",
            "id INTEGER|v INTEGER\n1|1\n2|2",
            "id INTEGER|v INTEGER\n1|1"),
        different(
            13, "one row missing and one too many",
            "inner joins with equal counts",
            "id INTEGER|v INTEGER\n1|1\n2|2",
            "id INTEGER|v INTEGER\n1|1\n3|2"),
        different(
            14, "a value of a map changed",
            "dqx, skips maps",
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{a=1, b=2}",
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{a=1, b=3}"),
        different(
            15, "an array in another order",
            "lakebridge, spark-frame, Presto verifier",
            "id INTEGER|v INTEGER[]\n1|[1, 2]",
            "id INTEGER|v INTEGER[]\n1|[2, 1]"),
        different(
            16, "two columns with crossed values",
            "deequ columnMatchRowLevel",
            "id INTEGER|a INTEGER|b INTEGER\n1|10|20",
            "id INTEGER|a INTEGER|b INTEGER\n1|20|10"),
        different(
            17, "a column of another type",
            "sqlmesh, dqx: leave it out",
            "id INTEGER|v INTEGER\n1|1",
            "id INTEGER|v VARCHAR\n1|2"),
        different(
            18, "both tables empty", "most tools", "id INTEGER|v INTEGER", "id INTEGER|v INTEGER"));
  }

  /** Pairs of tables that are equal although something about them is not. */
  public static List<Equal> equal() {
    return List.of(
        equal("signs of zero", Rung.EXACT, "id INTEGER|v DOUBLE\n1|0.0", "id INTEGER|v DOUBLE\n1|-0.0"),
        equal("signs of zero", Rung.EXACT, "id INTEGER|v FLOAT\n1|0.0", "id INTEGER|v FLOAT\n1|-0.0"),
        equal("signs of zero", Rung.EXACT, "id DOUBLE|v INTEGER\n0.0|1", "id DOUBLE|v INTEGER\n-0.0|1"),
        equal("NaN", Rung.EXACT, "id INTEGER|v DOUBLE\n1|nan", "id INTEGER|v DOUBLE\n1|nan"),
        equal(
            "signs of zero", Rung.EXACT,
            "id INTEGER|v DOUBLE[]\n1|[-0.0, nan]",
            "id INTEGER|v DOUBLE[]\n1|[0.0, nan]"),
        equal(
            "scales of decimals", Rung.NORMALISED,
            "id INTEGER|v DECIMAL(9,1)\n1|1.0",
            "id INTEGER|v DECIMAL(9,2)\n1|1.00"),
        equal(
            "scales of decimals", Rung.NORMALISED,
            "id INTEGER|v DECIMAL(9,1)\n1|1.5",
            "id INTEGER|v DECIMAL(38,20)\n1|1.50"),
        equal("wider types", Rung.NORMALISED, "id INTEGER|v INTEGER\n1|7", "id BIGINT|v BIGINT\n1|7"),
        equal("wider types", Rung.NORMALISED, "id INTEGER|v TINYINT\n1|7", "id INTEGER|v UTINYINT\n1|7"),
        equal("wider types", Rung.NORMALISED, "id INTEGER|v FLOAT\n1|0.5", "id INTEGER|v DOUBLE\n1|0.5"),
        equal("wider types", Rung.NORMALISED, "id INTEGER|v INTEGER\n1|2", "id INTEGER|v DOUBLE\n1|2.0"),
        equal(
            "wider types", Rung.NORMALISED, "id INTEGER|v INTEGER\n1|2", "id INTEGER|v DECIMAL(9,2)\n1|2.00"),
        equal(
            "order of a map", Rung.EXACT,
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{a=1, b=2}",
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{b=2, a=1}"),
        equal(
            "order of a map", Rung.EXACT,
            "id INTEGER|v STRUCT(m MAP(VARCHAR, MAP(INTEGER, INTEGER))[])\n"
                + "1|{'m': [{a={1=2, 3=4}}, NULL]}",
            "id INTEGER|v STRUCT(m MAP(VARCHAR, MAP(INTEGER, INTEGER))[])\n"
                + "1|{'m': [{a={3=4, 1=2}}, NULL]}"),
        equal(
            "order of parts", Rung.NORMALISED,
            "id INTEGER|v STRUCT(a INTEGER, b VARCHAR)\n1|{'a': 1, 'b': x}",
            "id INTEGER|v STRUCT(b VARCHAR, a BIGINT)\n1|{'b': x, 'a': 1}"),
        equal(
            "nanoseconds", Rung.NORMALISED,
            "id INTEGER|v TIMESTAMP_NS\n1|2026-01-01 10:00:00.123456000",
            "id INTEGER|v TIMESTAMP\n1|2026-01-01 10:00:00.123456"),
        equal(
            "zones", Rung.EXACT,
            "id INTEGER|v TIMESTAMP WITH TIME ZONE\n1|2026-01-01 10:00:00+02",
            "id INTEGER|v TIMESTAMP WITH TIME ZONE\n1|2026-01-01 08:00:00+00"),
        new Equal(
            "order of rows that occur twice",
            Rung.EXACT,
            Comparison.ofMultisets(),
            "id INTEGER|v VARCHAR\n1|a\n2|b\n1|a\n1|NULL",
            "id INTEGER|v VARCHAR\n1|NULL\n1|a\n1|a\n2|b"),
        new Equal(
            "order of JSON",
            Rung.NORMALISED,
            Comparison.by("id").normalising("v", new Normaliser.JsonText()),
            "id INTEGER|v VARCHAR\n1|{\"a\": 1, \"b\": [1.0, null]}",
            "id INTEGER|v VARCHAR\n1|{\"b\":[1,null],\"a\":1}"),
        new Equal(
            "random ids",
            Rung.UP_TO_BIJECTION,
            Comparison.by("id").randomId("v"),
            "id INTEGER|v VARCHAR\n1|7c9e\n2|NULL\n3|7c9e\n4|12ab",
            "id INTEGER|v VARCHAR\n1|x\n2|NULL\n3|x\n4|7c9e"),
        new Equal(
            "tied rows",
            Rung.EQUIVALENT_BY_TIE,
            Comparison.by("id")
                .ties(Ties.rowNumber("n", List.of("user"), List.of(TieOrder.of("score desc")))),
            "id INTEGER|user VARCHAR|score INTEGER|n INTEGER\n1|a|9|1\n2|a|7|2\n3|a|7|3",
            "id INTEGER|user VARCHAR|score INTEGER|n INTEGER\n1|a|9|1\n2|a|7|3\n3|a|7|2"),
        equal("order of rows", Rung.EXACT, "id INTEGER|v INTEGER\n1|1\n2|2", "id INTEGER|v INTEGER\n2|2\n1|1"),
        equal("texts of a CSV file", Rung.NORMALISED, "id|v\n1|1.50", "id BIGINT|v DECIMAL(9,2)\n1|1.5"),
        equal("texts of a CSV file", Rung.NORMALISED, "id|v\n1|1.0", "id BIGINT|v INTEGER\n1|1"),
        equal("texts of a CSV file", Rung.NORMALISED, "id|v\n1|NULL", "id BIGINT|v INTEGER\n1|NULL"),
        equal(
            "texts of a CSV file", Rung.NORMALISED,
            "id|v\n1|2026-01-01T10:00:00.000+02:00",
            "id BIGINT|v TIMESTAMP WITH TIME ZONE\n1|2026-01-01 08:00:00+00"));
  }

  private static Different different(
      int trap, String name, String calledEqualBy, String left, String right) {
    return new Different(trap, name, calledEqualBy, Comparison.by("id"), left, right);
  }

  private static Equal equal(String name, Rung rung, String left, String right) {
    return new Equal(name, rung, Comparison.by("id"), left, right);
  }
}
