package dev.bering.transfer;

import dev.bering.engine.Sql;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Filters as conditions on a column of texts. */
final class ParquetFilter {

  private ParquetFilter() {}

  static String sql(FlowFilter filter, String column) {
    if (filter instanceof FlowFilter.Traffic) {
      return column + " = 'OK'";
    }
    if (filter instanceof FlowFilter.In in) {
      return any(in.texts(), text -> column + " = " + Sql.literal(text), in.wanted());
    }
    if (filter instanceof FlowFilter.StartsWith begin) {
      return any(
          begin.texts(), text -> "starts_with(%s, %s)".formatted(column, Sql.literal(text)), true);
    }
    if (filter instanceof FlowFilter.Compared compared) {
      String order =
          switch (compared.order()) {
            case GREATER -> ">";
            case LESS -> "<";
            case EQUAL -> "=";
            case NOT_EQUAL -> "<>";
          };
      return "coalesce(%s %s %s, false)"
          .formatted(ParquetCount.number(column), order, compared.with().toPlainString());
    }
    if (filter instanceof FlowFilter.Present present) {
      return Boolean.toString(present.wanted());
    }
    throw new IllegalStateException("unknown filter " + filter);
  }

  private static String any(List<String> texts, Function<String, String> each, boolean wanted) {
    String any =
        texts.isEmpty() ? "false" : texts.stream().map(each).collect(Collectors.joining(" OR "));
    return (wanted ? "(" : "NOT (") + any + ")";
  }
}
