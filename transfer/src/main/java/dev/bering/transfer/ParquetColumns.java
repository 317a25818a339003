package dev.bering.transfer;

import dev.bering.engine.Sql;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The columns of one file of Parquet, as SQL says what a line of text would say. Whole numbers stay
 * numbers; whatever else a column holds is taken as text first. Null is {@code -}.
 *
 * @param names as the file spells them
 * @param types as the engine names them, as many
 */
record ParquetColumns(List<String> names, List<String> types) {

  private static final long MOST = 999_999_999_999_999_999L;
  private static final Set<String> WHOLE =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT");

  ParquetColumns {
    names = List.copyOf(names);
    types = List.copyOf(types);
  }

  /** What the columns hold, in their order. */
  FlowFormat format() {
    return new FlowFormat(
        names.stream().map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-')).toList());
  }

  private Optional<Integer> place(FlowField field) {
    int at = format().position(field);
    return at < 0 ? Optional.empty() : Optional.of(at);
  }

  /** The column as it is. */
  String raw(int at) {
    return Sql.identifier(names.get(at));
  }

  private boolean isWhole(int at) {
    return WHOLE.contains(types.get(at));
  }

  /** A value of the column, or of what was grouped by it, as text; never null. */
  String text(int at, String value) {
    return types.get(at).equals("VARCHAR")
        ? "coalesce(%s, '-')".formatted(value)
        : "coalesce(CAST(%s AS VARCHAR), '-')".formatted(value);
  }

  /** The column as texts. */
  String text(int at) {
    return text(at, raw(at));
  }

  /** The column as whole numbers of at most 18 digits; null where it is none. */
  String number(int at) {
    return isWhole(at)
        ? "CASE WHEN %1$s BETWEEN 0 AND %2$d THEN CAST(%1$s AS BIGINT) END".formatted(raw(at), MOST)
        : "CASE WHEN regexp_full_match(%1$s, '[0-9]{1,18}') THEN CAST(%1$s AS BIGINT) END"
            .formatted(text(at));
  }

  /** A field as whole numbers; empty if there is no such column. */
  Optional<String> number(FlowField field) {
    return place(field).map(this::number);
  }

  /** A field as texts; empty if there is no such column. */
  Optional<String> text(FlowField field) {
    return place(field).map(this::text);
  }

  /** Whether a row has a status. */
  String status(String word) {
    return text(FlowField.LOG_STATUS)
        .map(column -> "%s = '%s'".formatted(column, word))
        .orElse(word.equals("OK") ? "true" : "false");
  }

  /** Whether a row has a version that no record has. */
  String isOfUnknownVersion() {
    return text(FlowField.VERSION)
        .map(column -> column + " NOT IN ('2', '3', '4', '5', '7', '8', '9', '10', '11')")
        .orElse("false");
  }

  /** The columns of tags. */
  List<Integer> tags() {
    List<String> fields = format().names();
    return IntStream.range(0, fields.size())
        .filter(at -> TagText.isTag(fields.get(at)))
        .boxed()
        .toList();
  }

  /** Whether anything in a column of tags is encoded, well or not. */
  String isEncoded(int at) {
    return "contains(%s, '%%')".formatted(text(at));
  }

  private String isNoNumber(int at) {
    return isWhole(at)
        ? "%1$s NOT BETWEEN 0 AND %2$d".formatted(raw(at), MOST)
        : "NOT regexp_full_match(%s, '-|[0-9]{1,18}')".formatted(text(at));
  }

  /** What is wrong with a row, in the order in which a line is looked at; null if nothing is. */
  String oddity() {
    StringBuilder oddity = new StringBuilder("CASE");
    for (FlowField field :
        List.of(FlowField.BYTES, FlowField.PACKETS, FlowField.START, FlowField.END)) {
      place(field)
          .ifPresent(at -> oddity.append(" WHEN %s THEN 'NOT_A_NUMBER'".formatted(isNoNumber(at))));
    }
    if (place(FlowField.START).isPresent() && place(FlowField.END).isPresent()) {
      oddity.append(
          " WHEN %s < %s THEN 'TIME_REVERSED'"
              .formatted(
                  number(FlowField.END).orElseThrow(), number(FlowField.START).orElseThrow()));
    }
    text(FlowField.LOG_STATUS)
        .ifPresent(
            column ->
                oddity.append(
                    " WHEN %s NOT IN ('OK', 'NODATA', 'SKIPDATA') THEN 'STATUS_UNKNOWN'"
                        .formatted(column)));
    return oddity.append(" ELSE NULL END").toString();
  }
}
