package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import java.nio.file.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class PinnedTest {
  private final SparkSession spark = TestSpark.session();

  @TempDir Path lake;

  private void append(Location table, int rows) {
    spark.range(rows).write().format("delta").mode("append").save(table.toString());
  }

  @Test
  void readsWhatTheTableHeldWhenItWasPinned() {
    Location table = Location.of(lake.resolve("a table"));
    append(table, 10);
    append(table, 5);
    Pinned pin = Pinned.latest(spark, table);
    Frame<Row> pinned = Frame.of(spark, pin);
    var open = spark.read().format("delta").load(table.toString());
    append(table, 7);

    assertThat(pin).hasToString(table + " version 1");
    assertThat(pinned.pin()).contains(pin);
    assertThat(pinned.df().collectAsList()).hasSize(15);
    assertThat(open.collectAsList()).hasSize(22);
  }

  @Test
  void refusesWhatIsNoDeltaTable() {
    Location nowhere = Location.of(lake.resolve("nowhere"));
    assertThatThrownBy(() -> Pinned.latest(spark, nowhere))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE))
        .hasMessage(
            "Cannot pin %s: [DELTA_MISSING_DELTA_TABLE] `%s` is not a Delta table."
                .formatted(nowhere, nowhere));
  }

  @Test
  void refusesAVersionThatTheTableDoesNotHave() {
    Location table = Location.of(lake.resolve("short"));
    append(table, 1);
    assertThatThrownBy(() -> new Pinned(table, 3).read(spark))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s version 3: [DELTA_VERSION_NOT_FOUND] Cannot time travel Delta table"
                    .formatted(table)
                + " to version 3. Available versions: [0, 0].");
  }
}
