package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class ContentHashTest {
  private final SparkSession spark = TestSpark.session();

  private String hash(String query) {
    return hash(spark.sql(query));
  }

  private static String hash(Dataset<Row> rows) {
    var hash = ContentHash.of(rows.schema());
    Observed watched = hash.watch(rows);
    watched.rows().write().format("noop").mode("overwrite").save();
    return hash.of(watched, watched.count()).orElseThrow();
  }

  @Test
  void isTheSameInAnyOrder() {
    String values = "SELECT id, cast(id AS double) AS d, map('k', id, 'l', 2L) AS m FROM range(50)";
    assertThat(hash(spark.sql(values).repartition(3)))
        .isEqualTo(hash(values + " ORDER BY id DESC"))
        .startsWith("rows:");
    assertThat(hash("SELECT map('a', 1, 'b', 2) AS m"))
        .isEqualTo(hash("SELECT map('b', 2, 'a', 1) AS m"));
  }

  @Test
  void isAnotherForWhateverDiffers() {
    List<String> all =
        List.of(
            "SELECT cast(0.0 AS double) AS d",
            "SELECT -cast(0.0 AS double) AS d",
            "SELECT double('NaN') AS d",
            "SELECT cast(null AS double) AS d",
            "SELECT 0.0F AS d",
            "SELECT cast(0.0 AS double) AS e",
            "SELECT * FROM VALUES (double(0)), (double(0)) AS t(d)",
            "SELECT * FROM VALUES (double(0)) AS t(d) WHERE d > 0",
            "SELECT 1 AS a, cast(null AS int) AS b",
            "SELECT cast(null AS int) AS a, 1 AS b",
            "SELECT array(1, 2) AS a, array(3) AS b",
            "SELECT array(1) AS a, array(2, 3) AS b",
            "SELECT array(1, null) AS a, array(2, 3) AS b",
            "SELECT array(null, 1) AS a, array(2, 3) AS b",
            "SELECT cast(null AS array<int>) AS a, array(2, 3) AS b",
            "SELECT cast(array() AS array<int>) AS a, array(2, 3) AS b",
            "SELECT named_struct('x', 1, 'y', cast(null AS int)) AS s",
            "SELECT named_struct('x', cast(null AS int), 'y', 1) AS s",
            "SELECT cast(null AS struct<x: int, y: int>) AS s",
            "SELECT named_struct('x', cast(null AS int), 'y', cast(null AS int)) AS s",
            "SELECT map('a', 1) AS m",
            "SELECT map('a', 2) AS m",
            "SELECT map('a', cast(null AS int)) AS m",
            "SELECT array(map(1, array(double(0)))) AS n",
            "SELECT array(map(1, array(-double(0)))) AS n");
    Set<String> hashes = new LinkedHashSet<>();
    all.forEach(query -> hashes.add(hash(query)));
    assertThat(hashes).hasSize(all.size());
  }
}
