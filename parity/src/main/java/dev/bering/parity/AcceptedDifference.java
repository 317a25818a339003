package dev.bering.parity;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * A difference that somebody answers for.
 *
 * @param columns where it may be, as the left table calls them; at least one
 * @param from what the left has there
 * @param to what the right has there
 * @param where SQL condition over the left row; empty for every row
 * @param reason why it is accepted
 * @param owner who answers for it
 * @param cap in how many rows at most
 * @param expires the last day on which it is accepted, in UTC
 */
public record AcceptedDifference(
    List<String> columns,
    Value from,
    Value to,
    String where,
    String reason,
    String owner,
    long cap,
    LocalDate expires) {

  public AcceptedDifference {
    columns = List.copyOf(columns);
    Objects.requireNonNull(from, "from is null");
    Objects.requireNonNull(to, "to is null");
    Objects.requireNonNull(where, "where is null");
    Objects.requireNonNull(expires, "expires is null");
    if (columns.isEmpty() || reason.isBlank() || owner.isBlank() || cap < 0) {
      throw new IllegalStateException(
          "accepted difference of columns %s, reason '%s', owner '%s', cap %d"
              .formatted(columns, reason, owner, cap));
    }
  }

  /**
   * A value that one side has.
   *
   * @param text of the column's type, as it is compared; empty unless the kind is TEXT
   */
  public record Value(Kind kind, String text) {

    /** Whatever it is. */
    public static final Value ANY = new Value(Kind.ANY, "");

    /** Null. */
    public static final Value NULL = new Value(Kind.NULL, "");

    /** What is said of it. */
    public enum Kind {
      ANY,
      NULL,
      TEXT
    }

    /** This value. */
    public static Value of(String text) {
      return new Value(Kind.TEXT, text);
    }

    String shown() {
      return switch (kind) {
        case ANY -> "any value";
        case NULL -> "null";
        case TEXT -> "'%s'".formatted(text.replace("'", "''"));
      };
    }
  }

  /** From what to what: {@code 'OPEN' -> null}. */
  public String change() {
    return from.equals(Value.ANY) && to.equals(Value.ANY)
        ? "any change"
        : "%s -> %s".formatted(from.shown(), to.shown());
  }

  /** In one line, for people. */
  String text() {
    return "%s of %s%s, in at most %d rows until %s: %s (%s)"
        .formatted(
            change(),
            String.join(", ", columns),
            where.isEmpty() ? "" : " where " + where,
            cap,
            expires,
            reason,
            owner);
  }
}
