package dev.bering.porting;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.rtrim;
import static org.apache.spark.sql.functions.try_divide;
import static org.apache.spark.sql.functions.when;

import dev.bering.semantics.Dates;
import dev.bering.semantics.Division;
import dev.bering.semantics.NullOrder;
import dev.bering.semantics.Overflow;
import dev.bering.semantics.Rounding;
import dev.bering.semantics.Substring;
import dev.bering.semantics.TextComparison;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * The functions of {@code dev.bering.semantics} on columns, for ported components; what each
 * behaves as is said there. Null in, null out. Where Spark has a function of the same behaviour it
 * is used; the others are Java that Spark calls row by row, which costs more than its own
 * functions.
 */
public final class LegacyColumns {

  private LegacyColumns() {}

  /** {@link Division#nullByZero}. */
  public static Column dividedOrNull(Column dividend, Column divisor) {
    return try_divide(dividend.cast("double"), divisor.cast("double"));
  }

  /** {@link Division#ieee}. */
  public static Column dividedAsIeee(Column dividend, Column divisor) {
    Column from = dividend.cast("double");
    Column by = divisor.cast("double");
    Column byZero =
        functions
            .udf(both((Double a, Double b) -> Division.ieee(a, b)), DataTypes.DoubleType)
            .apply(from, by);
    return when(by.equalTo(0), byZero).otherwise(from.divide(by));
  }

  /** {@link Overflow#wrappingSum(long, long)}. */
  public static Column wrappingSum(Column one, Column other) {
    return functions
        .udf(both((Long a, Long b) -> Overflow.wrappingSum(a, b)), DataTypes.LongType)
        .apply(one.cast("bigint"), other.cast("bigint"));
  }

  /** {@link Overflow#wrappingProduct(long, long)}. */
  public static Column wrappingProduct(Column one, Column other) {
    return functions
        .udf(both((Long a, Long b) -> Overflow.wrappingProduct(a, b)), DataTypes.LongType)
        .apply(one.cast("bigint"), other.cast("bigint"));
  }

  /** {@link Overflow#narrowed}. */
  public static Column narrowed(Column value) {
    return functions
        .udf(given((Long a) -> Overflow.narrowed(a)), DataTypes.IntegerType)
        .apply(value.cast("bigint"));
  }

  /** {@link Overflow#saturated}. */
  public static Column saturated(Column value) {
    return functions
        .udf(given((Double a) -> Overflow.saturated(a)), DataTypes.IntegerType)
        .apply(value.cast("double"));
  }

  /** {@link Rounding#halfUpOfBinary}. */
  public static Column roundedOfBinary(Column value, int digits) {
    return functions
        .udf(given((Double a) -> Rounding.halfUpOfBinary(a, digits)), DataTypes.DoubleType)
        .apply(value.cast("double"));
  }

  /** {@link Substring#standard}. */
  public static Column standardSubstring(Column text, Column position, Column length) {
    UDF3<String, Integer, Integer, String> part =
        (of, from, size) ->
            of == null || from == null || size == null ? null : Substring.standard(of, from, size);
    return functions
        .udf(part, DataTypes.StringType)
        .apply(text, position.cast("int"), length.cast("int"));
  }

  /** An ordering that puts nulls where {@code order} does, from small to large. */
  public static Column ascending(NullOrder order, Column column) {
    return order == NullOrder.SMALLEST ? column.asc_nulls_first() : column.asc_nulls_last();
  }

  /** An ordering that puts nulls where {@code order} does, from large to small. */
  public static Column descending(NullOrder order, Column column) {
    return order == NullOrder.LARGEST ? column.desc_nulls_first() : column.desc_nulls_last();
  }

  /** Whether {@link TextComparison#padded} is 0. */
  public static Column equalPadded(Column one, Column other) {
    return rtrim(one).equalTo(rtrim(other));
  }

  /** Whether {@link TextComparison#paddedIgnoringCase} is 0. */
  public static Column equalPaddedIgnoringCase(Column one, Column other) {
    return functions
        .udf(
            both((String a, String b) -> TextComparison.paddedIgnoringCase(a, b) == 0),
            DataTypes.BooleanType)
        .apply(one, other);
  }

  /** {@link TextComparison#emptyIsNull}. */
  public static Column emptyIsNull(Column text) {
    return nullif(text, lit(""));
  }

  /** {@link Dates#leading}. */
  public static Column leadingDate(Column text) {
    return functions
        .udf(given((String a) -> Dates.leading(a).orElse(null)), DataTypes.DateType)
        .apply(text);
  }

  /** {@link Dates#simpleDateFormat}, as a timestamp without zone. */
  public static Column simpleDateFormat(Column text, String pattern) {
    return functions
        .udf(
            given((String a) -> Dates.simpleDateFormat(a, pattern).orElse(null)),
            DataTypes.TimestampNTZType)
        .apply(text);
  }

  /** {@link Dates#plusMonthsLastDaySticks}. */
  public static Column plusMonthsLastDaySticks(Column date, Column months) {
    Column days =
        functions
            .udf(
                both(
                    (Integer day, Integer count) ->
                        (int)
                            Dates.plusMonthsLastDaySticks(LocalDate.ofEpochDay(day), count)
                                .toEpochDay()),
                DataTypes.IntegerType)
            .apply(functions.unix_date(date.cast("date")), months.cast("int"));
    return functions.date_from_unix_date(days); // as days: no old class of dates comes in between
  }

  /** {@link Dates#crossings}. */
  public static Column crossings(Dates.Boundary boundary, Column from, Column to) {
    return functions
        .udf(
            both((LocalDateTime a, LocalDateTime b) -> Dates.crossings(boundary, a, b)),
            DataTypes.LongType)
        .apply(from.cast("timestamp_ntz"), to.cast("timestamp_ntz"));
  }

  /** {@link Dates#tsqlDatetime}. */
  public static Column tsqlDatetime(Column time) {
    return functions
        .udf(given((LocalDateTime a) -> Dates.tsqlDatetime(a)), DataTypes.TimestampNTZType)
        .apply(time.cast("timestamp_ntz"));
  }

  @SuppressWarnings("NullAway") // SQL's null comes in and goes out
  private static <A, R> UDF1<A, R> given(UDF1<A, R> function) {
    return value -> value == null ? null : function.call(value);
  }

  @SuppressWarnings("NullAway") // SQL's null comes in and goes out
  private static <A, B, R> UDF2<A, B, R> both(UDF2<A, B, R> function) {
    return (one, other) -> one == null || other == null ? null : function.call(one, other);
  }
}
