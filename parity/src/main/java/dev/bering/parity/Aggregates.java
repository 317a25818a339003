package dev.bering.parity;

import dev.bering.engine.Row;
import java.util.ArrayList;
import java.util.List;

/** A growing list of what a query sums up, each read back by its place. */
final class Aggregates {

  private final List<String> all = new ArrayList<>();

  /** One of the aggregates. */
  record Place(int column) {
    long number(Row row) {
      return row.number(column);
    }

    double real(Row row) {
      return row.real(column);
    }
  }

  Place add(String sql) {
    all.add(sql);
    return new Place(all.size() - 1);
  }

  /** The number of rows for which a flag holds. */
  Place count(String flag) {
    return add("count(*) FILTER (WHERE %s)".formatted(flag));
  }

  String sql() {
    return String.join(", ", all);
  }
}
