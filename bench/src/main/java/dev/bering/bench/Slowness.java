package dev.bering.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.bering.profile.Evidence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Ways for a node to be slow. Rows (id bigint, value bigint) in, as many out. */
enum Slowness {
  /** A join whose key is not unique, and an aggregate that hides it. */
  EXPLODING_JOIN(Set.of(Evidence.Kind.EXPLODING_JOIN)) {
    @Override
    Dataset<Row> on(Dataset<Row> rows) {
      Dataset<Row> other = rows.select(col("id").mod(lit(2)).as("key"), col("value").as("other"));
      return rows.withColumn("key", col("id").mod(lit(2)))
          .join(other, "key")
          .groupBy("id")
          .agg(sum(col("value").plus(col("other"))).as("value"));
    }
  },

  /** A function that Spark cannot look into, at each row. */
  FUNCTION(Set.of(Evidence.Kind.OPAQUE_FUNCTION)) {
    @Override
    Dataset<Row> on(Dataset<Row> rows) {
      return rows.withColumn("value", ponder(300_000).apply(col("value")));
    }
  },

  /** Nine of ten rows in one of many partitions, and work on each. */
  SKEW(Set.of(Evidence.Kind.SKEW, Evidence.Kind.ONE_TASK)) {
    @Override
    Dataset<Row> on(Dataset<Row> rows) {
      Column key = when(col("id").mod(lit(10)).lt(lit(9)), lit(-1L)).otherwise(col("id"));
      return rows.repartition(16, key).withColumn("value", ponder(300_000).apply(col("value")));
    }
  },

  /** A function that captures a large map, and many tasks to unpack it. */
  CLOSURE(Set.of(Evidence.Kind.HEAVY_CLOSURE, Evidence.Kind.OPAQUE_FUNCTION)) {
    @Override
    Dataset<Row> on(Dataset<Row> rows) {
      Map<Long, String> names = new HashMap<>();
      for (long i = 0; i < 60_000; i++) {
        names.put(i, "name " + i);
      }
      UserDefinedFunction find =
          udf(
              (UDF1<Long, Long>) value -> value + names.getOrDefault(value, "").length(),
              DataTypes.LongType);
      return rows.repartition(48).withColumn("value", find.apply(col("value")));
    }
  },

  /** Work in the driver, while the frames are described. */
  DRIVER(Set.of(Evidence.Kind.DRIVER)) {
    @Override
    Dataset<Row> on(Dataset<Row> rows) {
      Dataset<Row> more = rows;
      for (int i = 0; i < 300; i++) { // each is analysed anew, with all before it
        more = more.withColumn("value", col("value").plus(lit(1)));
      }
      return more;
    }
  },

  /** More tasks than work. */
  TINY_TASKS(Set.of(Evidence.Kind.TINY_TASKS)) {
    @Override
    Dataset<Row> on(Dataset<Row> rows) {
      return rows.repartition(1_500).withColumn("value", col("value").plus(lit(1)));
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<Evidence.Kind> kinds;

  Slowness(Set<Evidence.Kind> kinds) {
    this.kinds = kinds;
  }

  abstract Dataset<Row> on(Dataset<Row> rows);

  /** Whether one of {@code evidence} names this cause. */
  boolean isSeenBy(List<Evidence> evidence) {
    return evidence.stream().anyMatch(one -> kinds.contains(one.kind()));
  }

  private static UserDefinedFunction ponder(int rounds) {
    return udf(
            (UDF1<Long, Long>)
                value -> {
                  long x = value | 1;
                  for (int i = 0; i < rounds; i++) {
                    x ^= x << 13;
                    x ^= x >>> 7;
                    x ^= x << 17;
                  }
                  return x == 0 ? value : value + 1;
                },
            DataTypes.LongType)
        .asNondeterministic();
  }
}
