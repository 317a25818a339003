package dev.bering.transfer;

import dev.bering.engine.Sql;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Filters as conditions on a column of Parquet. */
final class ParquetFilter {

  private ParquetFilter() {}

  /**
   * @param text the column as texts, none of them null
   * @param number the column as whole numbers, null where it is none
   */
  static String sql(FlowFilter filter, String text, String number) {
    if (filter instanceof FlowFilter.Traffic) {
      return text + " = 'OK'";
    }
    if (filter instanceof FlowFilter.In in && in.isOfTag()) {
      String shown =
          """
          CASE WHEN %1$s = '-' THEN %2$s
            WHEN coalesce(TRY(url_decode(%1$s)), %1$s) IN (%2$s, %3$s) THEN %1$s
            ELSE coalesce(TRY(url_decode(%1$s)), %1$s) END\
          """
              .formatted(text, Sql.literal(TagText.UNTAGGED), Sql.literal(TagText.EMPTY));
      return any(
          in.texts(),
          one -> "(%s = %s OR %s = %s)".formatted(text, Sql.literal(one), shown, Sql.literal(one)),
          in.wanted());
    }
    if (filter instanceof FlowFilter.In in) {
      return any(in.texts(), one -> text + " = " + Sql.literal(one), in.wanted());
    }
    if (filter instanceof FlowFilter.StartsWith begin) {
      return any(
          begin.texts(), one -> "starts_with(%s, %s)".formatted(text, Sql.literal(one)), true);
    }
    if (filter instanceof FlowFilter.Compared compared) {
      String order =
          switch (compared.order()) {
            case GREATER -> ">";
            case LESS -> "<";
            case EQUAL -> "=";
            case NOT_EQUAL -> "<>";
          };
      return "coalesce(%s %s %s, false)".formatted(number, order, compared.with().toPlainString());
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
