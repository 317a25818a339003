package dev.bering.parity;

import java.util.List;
import java.util.Objects;

/**
 * A cause that many differences of a column have in common. It is offered to the reader and never
 * applied.
 *
 * @param column which column
 * @param sentence the cause in words, and where it strikes
 * @param explained differences that have this cause; no difference counts for two causes
 * @param of differences looked at
 * @param where what else the rows with this cause have in common
 * @param remedy what would remove it
 */
public record Explanation(
    String column,
    Kind kind,
    String sentence,
    long explained,
    long of,
    List<SharedCondition> where,
    Remedy remedy) {

  public Explanation {
    Objects.requireNonNull(kind, "kind is null");
    where = List.copyOf(where);
    Objects.requireNonNull(remedy, "remedy is null");
  }

  /** Whether it explains rows as wholes, and not the values of its column. */
  public boolean explainsRows() {
    return kind == Kind.TIES;
  }

  /** What kind of cause. */
  public enum Kind {
    /** NaN or an infinity for null. */
    NON_FINITE_FOR_NULL,
    /** The empty text for null. */
    EMPTY_FOR_NULL,
    /** Zero for null. */
    ZERO_FOR_NULL,
    /** One other value for null. */
    SENTINEL_FOR_NULL,
    /** Columns that have changed places. */
    SWAPPED_COLUMNS,
    /** The value of another row, in order of the key. */
    NEIGHBOUR_ROW,
    /** The value of another column. */
    OTHER_COLUMN,
    /** Rows that an order ranks equally, chosen or numbered otherwise. */
    TIES,
    /** The same elements in another order. */
    ARRAY_ORDER,
    /** True for false. */
    NEGATION,
    SIGN,
    /** Rounded or cut to a number of digits. */
    ROUNDING,
    /** One unit of the last digit. */
    LAST_DIGIT,
    /** Rounded to a float of 32 bits. */
    FLOAT32,
    /** The last bits of a floating point number. */
    FLOAT_NOISE,
    /** Wrapped around to a number of bits. */
    OVERFLOW,
    RATIO,
    OFFSET,
    /** Cut to a unit of time. */
    TIME_PRECISION,
    /** Julian against Gregorian days. */
    CALENDAR,
    DAY_AND_MONTH,
    PADDING,
    TRIM,
    CASE,
    /** Composed against decomposed characters. */
    UNICODE_FORM,
    /** UTF-8 read as another encoding, or letters that an encoding does not have. */
    ENCODING,
    /** Cut to a number of characters. */
    CUT_TEXT,
    /** The same number spelled otherwise. */
    NUMBER_TEXT,
    /** The same truth value spelled otherwise. */
    BOOLEAN_TEXT,
    /** The same JSON spelled otherwise. */
    JSON_TEXT,
    /** One value for many. */
    CONSTANT,
    /** No cause in the values, but the rows have something in common. */
    WHERE
  }
}
