package dev.bering.parity;

import java.util.List;

/**
 * Pairs of small tables that comparison tools have got wrong, as {@link TestTables} takes them; the
 * key is the column id. Every engine has to get them right.
 */
public final class ParityCases {

  private ParityCases() {}

  /** Two tables that differ. */
  public record Different(String name, String calledEqualBy, String left, String right) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Two tables that are equal, and on which rung. */
  public record Equal(String name, Rung rung, String left, String right) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Pairs of different tables that some other comparison tool calls equal. */
  public static List<Different> different() {
    return List.of(
        different(
            "bigint 2^53 and 2^53 + 1",
            "datacompy on Spark",
            "id INTEGER|v BIGINT\n1|9007199254740992",
            "id INTEGER|v BIGINT\n1|9007199254740993"),
        different(
            "double 16777216 and 16777217",
            "DVT, casts to float32",
            "id INTEGER|v DOUBLE\n1|16777216",
            "id INTEGER|v DOUBLE\n1|16777217"),
        different(
            "decimal 16777216 and 16777217",
            "DVT, casts to float32",
            "id INTEGER|v DECIMAL(18,2)\n1|16777216",
            "id INTEGER|v DECIMAL(18,2)\n1|16777217"),
        different(
            "double 0.12341 and 0.12342",
            "DVT, rounds to 4 digits",
            "id INTEGER|v DOUBLE\n1|0.12341",
            "id INTEGER|v DOUBLE\n1|0.12342"),
        different(
            "decimal 1.0004 and 1.0001",
            "sqlmesh, 3 decimals",
            "id INTEGER|v DECIMAL(18,6)\n1|1.0004",
            "id INTEGER|v DECIMAL(18,6)\n1|1.0001"),
        different(
            "NaN and 5",
            "PySpark assertDataFrameEqual",
            "id INTEGER|v DOUBLE\n1|nan",
            "id INTEGER|v DOUBLE\n1|5"),
        different(
            "5 and Infinity",
            "PySpark assertDataFrameEqual",
            "id INTEGER|v DOUBLE\n1|5",
            "id INTEGER|v DOUBLE\n1|inf"),
        different(
            "Infinity and -Infinity",
            "PySpark assertDataFrameEqual",
            "id INTEGER|v DOUBLE\n1|inf",
            "id INTEGER|v DOUBLE\n1|-inf"),
        different(
            "('ab','c') and ('a','bc')",
            "lakebridge, concatenates",
            "id INTEGER|a VARCHAR|b VARCHAR\n1|ab|c",
            "id INTEGER|a VARCHAR|b VARCHAR\n1|a|bc"),
        different("'x ' and 'x' in CSV", "lakebridge, trims", "id|v\n1|x ", "id|v\n1|x"),
        different(
            "'x ' and 'x'",
            "lakebridge, trims",
            "id INTEGER|v VARCHAR\n1|x ",
            "id INTEGER|v VARCHAR\n1|x"),
        different(
            "null and '_null_recon_' in CSV",
            "lakebridge, sentinel",
            "id|v\n1|NULL",
            "id|v\n1|_null_recon_"),
        different(
            "null and '_null_recon_'",
            "lakebridge, sentinel",
            "id INTEGER|v VARCHAR\n1|NULL",
            "id INTEGER|v VARCHAR\n1|_null_recon_"),
        different(
            "null and '<null>'",
            "data-diff, sentinel",
            "id INTEGER|v VARCHAR\n1|NULL",
            "id INTEGER|v VARCHAR\n1|<null>"),
        different("'' and null in CSV", "pgCompare", "id|v\n1|''", "id|v\n1|NULL"),
        different(
            "'' and null",
            "pgCompare",
            "id INTEGER|v VARCHAR\n1|''",
            "id INTEGER|v VARCHAR\n1|NULL"),
        different(
            "null and ' '",
            "pgCompare",
            "id INTEGER|v VARCHAR\n1|NULL",
            "id INTEGER|v VARCHAR\n1| "),
        different(
            "'' and ' '", "pgCompare", "id INTEGER|v VARCHAR\n1|''", "id INTEGER|v VARCHAR\n1| "),
        different(
            "2^53 + 1 as text, 2^53 as double",
            "every cast of text to double",
            "id|v\n1|9007199254740993.0",
            "id INTEGER|v DOUBLE\n1|9007199254740992"),
        different(
            "rows [a,a] and [a]",
            "spark-extension without a key, chispa sets",
            "id VARCHAR|v INTEGER\na|1\na|1",
            "id VARCHAR|v INTEGER\na|1"),
        different(
            "rows {1,1} and {2,2}",
            "every XOR-only fingerprint",
            "id INTEGER|v INTEGER\n1|1\n1|1",
            "id INTEGER|v INTEGER\n1|2\n1|2"),
        different(
            "a row added twice",
            "every XOR-only fingerprint",
            "id INTEGER|v INTEGER\n1|1",
            "id INTEGER|v INTEGER\n1|1\n2|2\n2|2"),
        different(
            "(null,1) and (1,null)",
            "fingerprints on Spark's xxhash64",
            "id INTEGER|a INTEGER|b INTEGER\n1|NULL|1",
            "id INTEGER|a INTEGER|b INTEGER\n1|1|NULL"),
        different(
            "[[1,2],[3]] and [[1],[2,3]]",
            "fingerprints on Spark's xxhash64",
            "id INTEGER|v INTEGER[][]\n1|[[1, 2], [3]]",
            "id INTEGER|v INTEGER[][]\n1|[[1], [2, 3]]"),
        different(
            "[[null]] and [[]]",
            "fingerprints on DuckDB's hash",
            "id INTEGER|v INTEGER[][]\n1|[[NULL]]",
            "id INTEGER|v INTEGER[][]\n1|[[]]"),
        different(
            "[1,null] and [1]",
            "fingerprints on Spark's xxhash64",
            "id INTEGER|v INTEGER[]\n1|[1, NULL]",
            "id INTEGER|v INTEGER[]\n1|[1]"),
        different(
            "[] and null",
            "fingerprints on Spark's xxhash64 and on DuckDB's hash",
            "id INTEGER|v INTEGER[]\n1|[]",
            "id INTEGER|v INTEGER[]\n1|NULL"),
        different(
            "values of two rows swapped",
            "Presto checksum(), DVT and deequ column aggregates",
            "id INTEGER|v INTEGER\n1|10\n2|20",
            "id INTEGER|v INTEGER\n1|20\n2|10"),
        different(
            "values of two rows swapped, texts",
            "XOR over DuckDB's hash(key, value)",
            "id INTEGER|v VARCHAR\n1|one\n2|two",
            "id INTEGER|v VARCHAR\n1|two\n2|one"),
        different(
            "+0.5 on one row, -0.5 on another",
            "checksums by sum",
            "id INTEGER|v DOUBLE\n1|10\n2|20",
            "id INTEGER|v DOUBLE\n1|10.5\n2|19.5"),
        different(
            "a row missing in the new table",
            "dqx by default",
            "id INTEGER|v INTEGER\n1|1\n2|2",
            "id INTEGER|v INTEGER\n1|1"),
        different(
            "one row missing and one too many",
            "inner joins with equal counts",
            "id INTEGER|v INTEGER\n1|1\n2|2",
            "id INTEGER|v INTEGER\n1|1\n3|2"),
        different(
            "a value of a map changed",
            "dqx, skips maps",
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{a=1, b=2}",
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{a=1, b=3}"),
        different(
            "an array in another order",
            "lakebridge, spark-frame, Presto verifier",
            "id INTEGER|v INTEGER[]\n1|[1, 2]",
            "id INTEGER|v INTEGER[]\n1|[2, 1]"),
        different(
            "two columns with crossed values",
            "deequ columnMatchRowLevel",
            "id INTEGER|a INTEGER|b INTEGER\n1|10|20",
            "id INTEGER|a INTEGER|b INTEGER\n1|20|10"),
        different(
            "a column of another type",
            "sqlmesh, dqx: leave it out",
            "id INTEGER|v INTEGER\n1|1",
            "id INTEGER|v VARCHAR\n1|2"),
        different(
            "both tables empty", "most tools", "id INTEGER|v INTEGER", "id INTEGER|v INTEGER"));
  }

  /** Pairs of tables that are equal although something about them is not. */
  public static List<Equal> equal() {
    return List.of(
        new Equal(
            "0.0 and -0.0",
            Rung.EXACT,
            "id INTEGER|v DOUBLE\n1|0.0",
            "id INTEGER|v DOUBLE\n1|-0.0"),
        new Equal(
            "0.0 and -0.0 as floats",
            Rung.EXACT,
            "id INTEGER|v FLOAT\n1|0.0",
            "id INTEGER|v FLOAT\n1|-0.0"),
        new Equal(
            "0.0 and -0.0 as keys",
            Rung.EXACT,
            "id DOUBLE|v INTEGER\n0.0|1",
            "id DOUBLE|v INTEGER\n-0.0|1"),
        new Equal(
            "NaN and NaN", Rung.EXACT, "id INTEGER|v DOUBLE\n1|nan", "id INTEGER|v DOUBLE\n1|nan"),
        new Equal(
            "-0.0 and NaN in a list",
            Rung.EXACT,
            "id INTEGER|v DOUBLE[]\n1|[-0.0, nan]",
            "id INTEGER|v DOUBLE[]\n1|[0.0, nan]"),
        new Equal(
            "decimals 1.0 and 1.00",
            Rung.NORMALISED,
            "id INTEGER|v DECIMAL(9,1)\n1|1.0",
            "id INTEGER|v DECIMAL(9,2)\n1|1.00"),
        new Equal(
            "decimals of different widths",
            Rung.NORMALISED,
            "id INTEGER|v DECIMAL(9,1)\n1|1.5",
            "id INTEGER|v DECIMAL(38,20)\n1|1.50"),
        new Equal(
            "int and bigint",
            Rung.NORMALISED,
            "id INTEGER|v INTEGER\n1|7",
            "id BIGINT|v BIGINT\n1|7"),
        new Equal(
            "signed and unsigned",
            Rung.NORMALISED,
            "id INTEGER|v TINYINT\n1|7",
            "id INTEGER|v UTINYINT\n1|7"),
        new Equal(
            "float and double",
            Rung.NORMALISED,
            "id INTEGER|v FLOAT\n1|0.5",
            "id INTEGER|v DOUBLE\n1|0.5"),
        new Equal(
            "int and double",
            Rung.NORMALISED,
            "id INTEGER|v INTEGER\n1|2",
            "id INTEGER|v DOUBLE\n1|2.0"),
        new Equal(
            "int and decimal",
            Rung.NORMALISED,
            "id INTEGER|v INTEGER\n1|2",
            "id INTEGER|v DECIMAL(9,2)\n1|2.00"),
        new Equal(
            "the entries of a map in another order",
            Rung.EXACT,
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{a=1, b=2}",
            "id INTEGER|v MAP(VARCHAR, INTEGER)\n1|{b=2, a=1}"),
        new Equal(
            "the entries of nested maps in another order",
            Rung.EXACT,
            "id INTEGER|v STRUCT(m MAP(VARCHAR, MAP(INTEGER, INTEGER))[])\n"
                + "1|{'m': [{a={1=2, 3=4}}, NULL]}",
            "id INTEGER|v STRUCT(m MAP(VARCHAR, MAP(INTEGER, INTEGER))[])\n"
                + "1|{'m': [{a={3=4, 1=2}}, NULL]}"),
        new Equal(
            "the fields of a struct in another order",
            Rung.NORMALISED,
            "id INTEGER|v STRUCT(a INTEGER, b VARCHAR)\n1|{'a': 1, 'b': x}",
            "id INTEGER|v STRUCT(b VARCHAR, a BIGINT)\n1|{'b': x, 'a': 1}"),
        new Equal(
            "microseconds as nanoseconds",
            Rung.NORMALISED,
            "id INTEGER|v TIMESTAMP_NS\n1|2026-01-01 10:00:00.123456000",
            "id INTEGER|v TIMESTAMP\n1|2026-01-01 10:00:00.123456"),
        new Equal(
            "one moment in two zones",
            Rung.EXACT,
            "id INTEGER|v TIMESTAMP WITH TIME ZONE\n1|2026-01-01 10:00:00+02",
            "id INTEGER|v TIMESTAMP WITH TIME ZONE\n1|2026-01-01 08:00:00+00"),
        new Equal(
            "rows in another order",
            Rung.EXACT,
            "id INTEGER|v INTEGER\n1|1\n2|2",
            "id INTEGER|v INTEGER\n2|2\n1|1"),
        new Equal(
            "a decimal as text",
            Rung.NORMALISED,
            "id|v\n1|1.50",
            "id BIGINT|v DECIMAL(9,2)\n1|1.5"),
        new Equal(
            "a whole number as text with a point",
            Rung.NORMALISED,
            "id|v\n1|1.0",
            "id BIGINT|v INTEGER\n1|1"),
        new Equal("null as text", Rung.NORMALISED, "id|v\n1|NULL", "id BIGINT|v INTEGER\n1|NULL"),
        new Equal(
            "a moment as text",
            Rung.NORMALISED,
            "id|v\n1|2026-01-01T10:00:00.000+02:00",
            "id BIGINT|v TIMESTAMP WITH TIME ZONE\n1|2026-01-01 08:00:00+00"));
  }

  private static Different different(String name, String calledEqualBy, String left, String right) {
    return new Different(name, calledEqualBy, left, right);
  }
}
