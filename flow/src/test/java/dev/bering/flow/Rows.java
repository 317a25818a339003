package dev.bering.flow;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows as text, in order, for before and after. */
final class Rows {

  private Rows() {}

  static List<String> of(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .map(Row::json)
        .map(json -> json.replace("\"", ""))
        .sorted()
        .toList();
  }

  static List<String> of(Frame<?> frame) {
    return of(frame.df());
  }
}
