package dev.bering.slices;

import dev.bering.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How the rows of a table tell which slice they belong to. All times are UTC. */
public sealed interface SliceKey {

  /** By a partition column of type date; slices are whole days. */
  static SliceKey partitions(String day) {
    return new Days(day);
  }

  /** By a partition column of type date and one of an integer type, 0 to 23. */
  static SliceKey partitions(String day, String hour) {
    return new Hours(day, hour);
  }

  /** By a column of type timestamp. A row whose value is null belongs to no slice. */
  static SliceKey time(String column) {
    return new Time(column);
  }

  /** By columns that the engine adds when it writes: {@code slice_day} and {@code slice_start}. */
  static SliceKey stamped() {
    return new Stamped();
  }

  /** SQL that is true for the rows from {@code from} to before {@code to}, and for no others. */
  String between(Instant from, Instant to);

  /** SQL that is true for the rows of {@code slice}, and for no others. */
  default String of(Slice slice) {
    return between(slice.start(), slice.end());
  }

  /** SQL for a second of the slice that a row belongs to, since 1970. */
  String seconds();

  /** The columns it looks at, and what their type must be. */
  Map<String, DataType> columns();

  /** The columns by which a table of this key is partitioned when the engine makes it. */
  List<String> partitionColumns();

  /** Whether slices of {@code grain} can be told apart. */
  default boolean tells(Grain grain) {
    return true;
  }

  /**
   * What keeps a table of {@code columns} from having this key.
   *
   * @param subject how the message begins: {@code Cannot slice input flows of detect}
   */
  default List<Problem> problems(String subject, StructType columns) {
    return columns().entrySet().stream()
        .flatMap(wanted -> problem(subject, columns, wanted.getKey(), wanted.getValue()).stream())
        .toList();
  }

  private static Optional<Problem> problem(
      String subject, StructType columns, String name, DataType type) {
    for (var field : columns.fields()) {
      if (field.name().equalsIgnoreCase(name)) {
        boolean fits =
            type == DataTypes.IntegerType
                ? isInteger(field.dataType())
                : type.equals(field.dataType());
        return fits
            ? Optional.empty()
            : Optional.of(
                new Problem(
                    "SLICE_KEY_TYPE",
                    "%s by column %s: it is %s, wanted %s."
                        .formatted(
                            subject, name, field.dataType().simpleString(), type.simpleString()),
                    "name a column of that type"));
      }
    }
    return Optional.of(
        new Problem(
            "SLICE_KEY_COLUMN",
            "%s by column %s: there is no such column.".formatted(subject, name),
            "choose one of " + String.join(", ", columns.fieldNames())));
  }

  private static boolean isInteger(DataType type) {
    return List.of(
            DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType)
        .contains(type);
  }

  private static LocalDate dayOf(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  private static int hourOf(Instant time) {
    return time.atOffset(ZoneOffset.UTC).getHour();
  }

  private static String date(Instant time) {
    return "DATE'%s'".formatted(dayOf(time));
  }

  private static String timestamp(Instant time) {
    return "TIMESTAMP'%s'".formatted(time); // with its Z, so no session's time zone matters
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  private static Instant lastMoment(Instant to) {
    return to.minusSeconds(1);
  }

  /** See {@link SliceKey#partitions(String)}. */
  record Days(String day) implements SliceKey {
    @Override
    public String between(Instant from, Instant to) {
      return "%s >= %s AND %s <= %s"
          .formatted(quoted(day), date(from), quoted(day), date(lastMoment(to)));
    }

    @Override
    public String seconds() {
      return "unix_date(%s) * 86400L".formatted(quoted(day));
    }

    @Override
    public Map<String, DataType> columns() {
      return Map.of(day, DataTypes.DateType);
    }

    @Override
    public List<String> partitionColumns() {
      return List.of(day);
    }

    @Override
    public boolean tells(Grain grain) {
      return grain.length().toSeconds() % Duration.ofDays(1).toSeconds() == 0;
    }
  }

  /** See {@link SliceKey#partitions(String, String)}. */
  record Hours(String day, String hour) implements SliceKey {
    @Override
    public String between(Instant from, Instant to) {
      Instant last = lastMoment(to);
      return dayOf(from).equals(dayOf(last))
          ? "%s = %s AND %s >= %d AND %s <= %d"
              .formatted(
                  quoted(day), date(from), quoted(hour), hourOf(from), quoted(hour), hourOf(last))
          : "(%1$s > %2$s OR %1$s = %2$s AND %3$s >= %4$d) AND (%1$s < %5$s OR %1$s = %5$s AND %3$s <= %6$d)"
              .formatted(
                  quoted(day), date(from), quoted(hour), hourOf(from), date(last), hourOf(last));
    }

    @Override
    public String seconds() {
      return "unix_date(%s) * 86400L + %s * 3600L".formatted(quoted(day), quoted(hour));
    }

    @Override
    public Map<String, DataType> columns() {
      var columns = new LinkedHashMap<String, DataType>();
      columns.put(day, DataTypes.DateType);
      columns.put(hour, DataTypes.IntegerType);
      return columns;
    }

    @Override
    public List<String> partitionColumns() {
      return List.of(day, hour);
    }

    @Override
    public boolean tells(Grain grain) {
      return grain.length().toSeconds() % Duration.ofHours(1).toSeconds() == 0;
    }
  }

  /** See {@link SliceKey#time}. */
  record Time(String column) implements SliceKey {
    @Override
    public String between(Instant from, Instant to) {
      return "%s >= %s AND %s < %s"
          .formatted(quoted(column), timestamp(from), quoted(column), timestamp(to));
    }

    @Override
    public String seconds() {
      return "unix_seconds(%s)".formatted(quoted(column));
    }

    @Override
    public Map<String, DataType> columns() {
      return Map.of(column, DataTypes.TimestampType);
    }

    @Override
    public List<String> partitionColumns() {
      return List.of();
    }
  }

  /** See {@link SliceKey#stamped}. */
  record Stamped() implements SliceKey {
    static final String DAY = "slice_day";
    static final String START = "slice_start";

    @Override
    public String between(Instant from, Instant to) {
      return "%s >= %s AND %s <= %s AND %s >= %s AND %s < %s"
          .formatted(
              DAY,
              date(from),
              DAY,
              date(lastMoment(to)),
              START,
              timestamp(from),
              START,
              timestamp(to));
    }

    @Override
    public String seconds() {
      return "unix_seconds(%s)".formatted(START);
    }

    @Override
    public Map<String, DataType> columns() {
      var columns = new LinkedHashMap<String, DataType>();
      columns.put(DAY, DataTypes.DateType);
      columns.put(START, DataTypes.TimestampType);
      return columns;
    }

    @Override
    public List<String> partitionColumns() {
      return List.of(DAY, START);
    }

    /**
     * Whether Delta, which names folders by the time of day in the session's zone, would take
     * {@code slice} for another: where clocks are set back, an hour has the name of the one before.
     */
    static boolean isMistaken(Slice slice, ZoneId zone) {
      LocalDateTime named = LocalDateTime.ofInstant(slice.start(), zone);
      return !ZonedDateTime.of(named, zone).toInstant().equals(slice.start());
    }

    /** The values that the engine adds to the rows of {@code slice}, as SQL by column. */
    Map<String, String> values(Slice slice) {
      var values = new LinkedHashMap<String, String>();
      values.put(DAY, date(slice.start()));
      values.put(START, timestamp(slice.start()));
      return values;
    }
  }
}
