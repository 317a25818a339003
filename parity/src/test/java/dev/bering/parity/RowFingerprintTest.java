package dev.bering.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.engine.Relation;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowFingerprintTest {

  /** A month is 30 days to one who compares, and another text to one who prints. */
  @Test
  void isNotTakenOfColumnsThatCannotBeHashedFaithfullyAndNamesAllOfThem() {
    try (TestTables tables = new TestTables()) {
      Relation relation =
          tables.parquet(
              "left",
              "SELECT 1 AS id, INTERVAL 1 MONTH AS every, [INTERVAL 30 DAY] AS days,"
                  + " {'a': INTERVAL 30 DAY} AS part");
      assertThatThrownBy(() -> RowFingerprint.of(tables.engine(), relation))
          .isInstanceOfSatisfying(
              UserException.class,
              e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.UNDECIDED);
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .containsExactlyElementsOf(
                        List.of(
                                "'days' is of type INTERVAL[]",
                                "'every' is of type INTERVAL",
                                "'part' is of type STRUCT(\"a\" INTERVAL)")
                            .stream()
                            .map(
                                column ->
                                    "Cannot compare the rows of %s: column %s, which this engine cannot read faithfully."
                                        .formatted(relation.source(), column))
                            .toList());
              });
    }
  }
}
