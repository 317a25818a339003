package dev.bering.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The columns that alerts have beyond what a detection reports, the same for all detections. */
public final class AlertColumns {

  private AlertColumns() {}

  /**
   * {@code reported} with {@code detector}, {@code severity} and an {@code alert_id} that is the
   * same in every run.
   *
   * @param reported rows with a {@code reason} and a {@code score}
   * @param highFrom the score from which severity is {@code high}
   * @param key the columns of which a detector gives no two alerts of one reason
   */
  public static Dataset<Row> of(
      Dataset<Row> reported, String detector, double highFrom, List<String> key) {
    Column severity =
        when(col("reason").equalTo("exfiltration"), "critical")
            .when(col("score").geq(highFrom), "high")
            .otherwise("medium");
    return reported
        .withColumn("detector", lit(detector))
        .withColumn("alert_id", md5(concat_ws("|", identity(key))))
        .withColumn("severity", severity);
  }

  private static Column[] identity(List<String> key) {
    return Stream.of(Stream.of("detector"), key.stream(), Stream.of("reason"))
        .flatMap(names -> names)
        .map(functions::col)
        .map(column -> column.cast("string"))
        .toArray(Column[]::new);
  }
}
