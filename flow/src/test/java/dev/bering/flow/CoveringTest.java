package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.flow.Covering.Nulls;
import dev.bering.model.Problem;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoveringTest {

  private static List<String> compare(String have, String want) {
    return problems(have, want).stream().map(p -> p.message() + " " + p.hint()).toList();
  }

  private static List<Problem> problems(String have, String want) {
    return Covering.problems(
        "Cannot wire a.x to b.y",
        StructType.fromDDL(have),
        StructType.fromDDL(want),
        Nulls.REFUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a INT, b STRING; b STRING",
        "a INT, b STRING; B STRING, A INT",
        "a INT NOT NULL; a INT",
        "a TINYINT; a SMALLINT",
        "a TINYINT; a BIGINT",
        "a INT; a BIGINT",
        "a FLOAT; a DOUBLE",
        "a DECIMAL(10,2); a DECIMAL(12,4)",
        "a DECIMAL(10,2); a DECIMAL(11,2)",
        "a VOID; a STRING",
        "s STRUCT<x: INT, y: STRING>; s STRUCT<y: STRING>",
        "s STRUCT<x: INT>; s STRUCT<X: BIGINT>",
        "s ARRAY<STRUCT<x: INT, y: STRING>>; s ARRAY<STRUCT<y: STRING>>",
        "s MAP<STRING, INT>; s MAP<STRING, BIGINT>",
      })
  void letsPassWhatLosesNothing(String have, String want) {
    assertThat(compare(have, want)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a BIGINT; a INT; a is bigint, wanted int",
        "a INT; a DOUBLE; a is int, wanted double",
        "a DATE; a TIMESTAMP; a is date, wanted timestamp",
        "a STRING; a INT; a is string, wanted int",
        "a DECIMAL(10,2); a DECIMAL(11,4); a is decimal(10,2), wanted decimal(11,4)",
        "a DECIMAL(10,2); a DECIMAL(12,1); a is decimal(10,2), wanted decimal(12,1)",
        "a DECIMAL(10,0); a BIGINT; a is decimal(10,0), wanted bigint",
        "s STRUCT<x: BIGINT>; s STRUCT<x: INT>; s.x is bigint, wanted int",
        "s ARRAY<BIGINT>; s ARRAY<INT>; s.element is bigint, wanted int",
        "s MAP<STRING, STRING>; s MAP<STRING, INT>; s.value is string, wanted int",
        "s MAP<INT, STRING>; s MAP<BIGINT, STRING>; s.key is int, wanted bigint",
        "s STRUCT<x: INT>; s INT; s is struct<x:int>, wanted int",
      })
  void refusesOtherTypes(String have, String want, String fact) {
    assertThat(problems(have, want))
        .extracting(Problem::message)
        .containsExactly("Cannot wire a.x to b.y: column " + fact + ".");
  }

  @Test
  void tellsAllThatIsWrongWithAHintEach() {
    assertThat(
            compare(
                "hostName STRING, bytes BIGINT, port INT, id INT, ID INT",
                "hostname2 STRING, bytes INT, port INT NOT NULL, id INT, zone STRING"))
        .containsExactly(
            "Cannot wire a.x to b.y: column hostname2 string is missing. did you mean hostName?",
            "Cannot wire a.x to b.y: column bytes is bigint, wanted int."
                + " cast it to int where it is made, or declare bigint where it is read",
            "Cannot wire a.x to b.y: column port may be null, wanted NOT NULL."
                + " declare it @Nullable where it is read, or NOT NULL where it is made",
            "Cannot wire a.x to b.y: column id is ambiguous, there are id, ID."
                + " rename all but one: Spark takes upper and lower case as the same",
            "Cannot wire a.x to b.y: column zone string is missing."
                + " choose one of hostName, bytes, port, id, ID");
  }

  @Test
  void looksAtNullabilityInsideStructsToo() {
    assertThat(compare("s STRUCT<x: INT>", "s STRUCT<x: INT NOT NULL>"))
        .containsExactly(
            "Cannot wire a.x to b.y: column s.x may be null, wanted NOT NULL."
                + " declare it @Nullable where it is read, or NOT NULL where it is made");
  }

  @Test
  void ignoresSparksFlagsWhereAsked() {
    assertThat(
            Covering.problems(
                "Cannot pass",
                StructType.fromDDL("a INT, s STRUCT<x: INT>"),
                StructType.fromDDL("a INT NOT NULL, s STRUCT<x: INT NOT NULL> NOT NULL"),
                Nulls.IGNORED))
        .isEmpty();
  }
}
