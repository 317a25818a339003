package dev.bering.examples;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log1p;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Sums up the connections of each entity hour by hour. */
@Component
public final class Features implements MultiTransformer<Features.In, Features.Out> {

  private static final List<String> SIZES = List.of("src_bytes", "dst_bytes", "duration");

  private static final List<String> MEANS =
      List.of(
          "logged_in",
          "count",
          "srv_count",
          "serror_rate",
          "rerror_rate",
          "same_srv_rate",
          "diff_srv_rate",
          "srv_diff_host_rate",
          "dst_host_same_src_port_rate");

  private final Division division;

  /** Features whose byte ratio is divided so. */
  public Features(Division division) {
    this.division = division;
  }

  /** What it reads. */
  public record In(Frame<ConnectionRow> connections) {}

  /** What it makes: one row an entity and hour. */
  public record Out(Frame<FeatureRow> features) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    Dataset<Row> windows =
        in.connections()
            .df()
            .groupBy(EntityWindow.keys())
            .agg(count(lit(1)).as("connection_count"), aggregates());
    Column sent = col("src_bytes_sum");
    Column received = col("dst_bytes_sum");
    Column ratio = when(sent.equalTo(0), lit(0.0)).otherwise(division.of(sent, received));
    return new Out(Frame.of(windows.withColumn("byte_ratio", ratio)));
  }

  /** The columns that hold means or logarithms; the others are counts, sums and their quotient. */
  static List<String> roundedColumns() {
    return Stream.concat(
            SIZES.stream().map(Features::logarithm), MEANS.stream().map(Features::mean))
        .toList();
  }

  private static Column[] aggregates() {
    List<Column> columns = new ArrayList<>();
    columns.add(sum("src_bytes").as("src_bytes_sum"));
    columns.add(sum("dst_bytes").as("dst_bytes_sum"));
    SIZES.forEach(size -> columns.add(log1p(avg(size)).as(logarithm(size))));
    MEANS.forEach(value -> columns.add(avg(value).as(mean(value))));
    return columns.toArray(Column[]::new);
  }

  private static String logarithm(String column) {
    return "log_" + column;
  }

  private static String mean(String column) {
    return "mean_" + column;
  }
}
