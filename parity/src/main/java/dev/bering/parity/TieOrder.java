package dev.bering.parity;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column that rows are ranked by.
 *
 * @param column as the left table calls it
 * @param direction which values come first
 * @param nulls where nulls come
 */
public record TieOrder(String column, Direction direction, Nulls nulls) {

  private static final Pattern FORM =
      Pattern.compile(
          "(?i)(?<column>.+?)(\\s+(?<direction>asc|desc))?(\\s+nulls\\s+(?<nulls>first|last))?");

  public TieOrder {
    Objects.requireNonNull(direction, "direction is null");
    Objects.requireNonNull(nulls, "nulls is null");
    if (column.isBlank()) {
      throw new IllegalStateException("order without a column");
    }
  }

  /** Which values come first. */
  public enum Direction {
    /** The smallest. */
    ASC,
    /** The largest. */
    DESC
  }

  /** Where nulls come. */
  public enum Nulls {
    /** Engines differ, and nobody says. */
    UNSAID,
    FIRST,
    LAST
  }

  /** As SQL writes it: {@code score desc nulls last}; ascending unless it says otherwise. */
  public static TieOrder of(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new IllegalStateException("no order: '%s'".formatted(text));
    }
    return new TieOrder(
        form.group("column"),
        form.group("direction") == null
            ? Direction.ASC
            : Direction.valueOf(form.group("direction").toUpperCase(Locale.ROOT)),
        form.group("nulls") == null
            ? Nulls.UNSAID
            : Nulls.valueOf(form.group("nulls").toUpperCase(Locale.ROOT)));
  }

  /** As it is written. */
  String text() {
    return column
        + (direction == Direction.DESC ? " desc" : "")
        + (nulls == Nulls.UNSAID ? "" : " nulls " + nulls.name().toLowerCase(Locale.ROOT));
  }

  /** What to {@code ORDER BY} for a value that has it. */
  String sql(String value) {
    return "%s %s NULLS %s"
        .formatted(value, direction.name(), nulls == Nulls.FIRST ? "FIRST" : "LAST");
  }
}
