package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SinkTest {
  private static final SparkSession SPARK = TestSpark.session();

  // A failing write may still be tidying up; the folder goes with target/.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path lake;

  // A table of two hours, of which no test relies on what another leaves.
  @TempDir(cleanup = CleanupMode.NEVER)
  static Path hours;

  @BeforeAll
  static void writeTwoHours() {
    hours(3).write(rows("('a', 3), ('b', 3)"), "first");
    hours(4).write(rows("('c', 4)"), "second");
  }

  private static DeltaSink hours(int hour) {
    return DeltaSink.replacing("rows", Location.of(hours))
        .where("hour = " + hour)
        .partitionedBy(List.of("hour"));
  }

  private static Dataset<Row> rows(String values) {
    return SPARK.sql("SELECT * FROM VALUES " + values + " AS t(v, hour)");
  }

  @Test
  void aSliceReplacesItsOwnRowsAndTellsThem() {
    Receipt receipt = hours(3).noting("slice=3").hashing().write(rows("('d', 3)"), "third");

    assertThat(Rows.of(SPARK.read().format("delta").load(hours.toString())))
        .containsExactly("{v:c,hour:4}", "{v:d,hour:3}");
    assertThat(receipt.rows()).isEqualTo(1);
    assertThat(receipt.version()).hasValue(2);
    assertThat(receipt.bytes().orElse(0)).isPositive();
    assertThat(receipt.contentHash()).isPresent();
    assertThat(hours.resolve("_delta_log/%020d.json".formatted(2)))
        .content()
        .contains("\"userMetadata\":\"third slice=3\"");
  }

  @Test
  void tellsNoRowsWhereNoneTakeThePlaceOfNone() {
    long version = Pinned.latest(SPARK, Location.of(hours)).version();
    Receipt receipt = hours(5).write(rows("('b', 3)").where("false"), "none");

    assertThat(version).isPositive();
    assertThat(receipt).isEqualTo(Receipt.ofRows(0).withBytes(0).withVersion(version));
  }

  @Test
  void tellsNoRowsThatWereCopiedBesideASlice() {
    DeltaSink whole = DeltaSink.replacing("rows", Location.of(lake.resolve("mixed")));
    whole.write(rows("('a', 3), ('b', 3), ('c', 4)").coalesce(1), "first");
    Receipt receipt = whole.where("v = 'c'").write(rows("('c', 5)"), "second");

    assertThat(receipt.rows()).isEqualTo(1);
    assertThat(Rows.of(SPARK.read().format("delta").load(lake.resolve("mixed").toString())))
        .containsExactly("{v:a,hour:3}", "{v:b,hour:3}", "{v:c,hour:5}");
  }

  @Test
  void refusesRowsOfAnotherSliceAndOtherPartitions() {
    assertThatThrownBy(() -> hours(3).write(rows("('b', 4)"), "second"))
        .hasMessageContaining("DELTA_REPLACE_WHERE_MISMATCH");
    assertThat(hours(3).partitionedBy(List.of("v")).problems("Cannot write it", rows("('b', 3)")))
        .extracting(Problem::message)
        .containsExactly("Cannot write it: the table there is partitioned by hour, wanted by v.");
    assertThat(hours(3).problems("Cannot write it", rows("('b', 3)"))).isEmpty();
    assertThat(hours(3).target()).isEqualTo(hours + " where hour = 3");
  }

  @Test
  void nowhereCountsWhatItDrops() {
    Receipt receipt = new NoopSink("rows").write(SPARK.range(7).toDF(), "any");

    assertThat(receipt).isEqualTo(Receipt.ofRows(7));
  }

  @Test
  void filesAreReplacedAndOthersLeftAlone() throws IOException {
    var sink = new ParquetSink("rows", Location.of(lake.resolve("kept")));
    sink.write(SPARK.range(3).toDF(), "first");
    assertThat(sink.problems("Cannot write it", SPARK.range(1).toDF())).isEmpty();
    Receipt receipt = sink.write(SPARK.range(5).toDF(), "second");

    assertThat(receipt.rows()).isEqualTo(5);
    assertThat(receipt.bytes().orElse(0)).isPositive();
    assertThat(SPARK.read().parquet(lake.resolve("kept").toString()).count()).isEqualTo(5);
    Files.writeString(lake.resolve("kept/notes.txt"), "mine");
    assertThat(sink.problems("Cannot write it", SPARK.range(1).toDF()))
        .extracting(Problem::message)
        .containsExactly(
            "Cannot write it: there are files there that are no Parquet files of Spark's.");
  }
}
