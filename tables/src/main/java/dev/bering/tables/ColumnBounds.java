package dev.bering.tables;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The least and the greatest value of a column, as a Delta log spells them.
 *
 * <p>Strings are cut after {@value #PREFIX_LENGTH} characters, the lower bound as it is and the
 * upper one with the greatest character behind it. Timestamps are widened to whole milliseconds. A
 * column that holds a NaN or an infinity, or values without an order, has no bounds.
 */
final class ColumnBounds {

  private static final int PREFIX_LENGTH = 32;
  private static final int GREATEST_CHARACTER = Character.MAX_CODE_POINT;
  private static final int LAST_YEAR = 9999;
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

  private final String name;
  private @Nullable Object least;
  private @Nullable Object greatest;
  private boolean unbounded;
  private long nullCount;

  ColumnBounds(String name) {
    this.name = name;
  }

  void add(@Nullable Object value) {
    if (value == null) {
      nullCount++;
    } else if (!hasOrder(value)) {
      unbounded = true;
    } else if (!unbounded) {
      if (least == null || greatest == null) {
        least = value;
        greatest = value;
      } else {
        least = compare(value, least) < 0 ? value : least;
        greatest = compare(value, greatest) > 0 ? value : greatest;
      }
    }
  }

  private static boolean hasOrder(Object value) {
    if (value instanceof Float || value instanceof Double) {
      return Double.isFinite(((Number) value).doubleValue());
    }
    return !(value instanceof Boolean || value instanceof byte[]);
  }

  @SuppressWarnings("unchecked") // the values of one column are of one class
  private static int compare(Object left, Object right) {
    return left instanceof String text
        ? BY_CODE_POINT.compare(text, (String) right)
        : ((Comparable<Object>) left).compareTo(right);
  }

  /** The order of UTF-8 bytes, which is the one that readers compare strings in. */
  static final Comparator<String> BY_CODE_POINT =
      (left, right) -> {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
          char a = left.charAt(i);
          char b = right.charAt(i);
          if (a != b) {
            // Surrogates stand for the greatest code points, though other chars are above them.
            boolean leftSurrogate = Character.isSurrogate(a);
            if (leftSurrogate != Character.isSurrogate(b)) {
              return leftSurrogate ? 1 : -1;
            }
            return a - b;
          }
        }
        return left.length() - right.length();
      };

  String name() {
    return name;
  }

  long nullCount() {
    return nullCount;
  }

  Optional<Object> min() {
    return unbounded || least == null ? Optional.empty() : lower(least);
  }

  Optional<Object> max() {
    return unbounded || greatest == null ? Optional.empty() : upper(greatest);
  }

  private static Optional<Object> lower(Object value) {
    if (value instanceof String text) {
      return Optional.of(
          isLong(text) ? text.substring(0, text.offsetByCodePoints(0, PREFIX_LENGTH)) : text);
    }
    if (value instanceof Instant instant) {
      return Optional.of(text(instant.truncatedTo(ChronoUnit.MILLIS)));
    }
    if (value instanceof LocalDateTime local) {
      return Optional.of(MILLIS.format(local.truncatedTo(ChronoUnit.MILLIS)));
    }
    return Optional.of(value instanceof LocalDate ? value.toString() : value);
  }

  private static Optional<Object> upper(Object value) {
    if (value instanceof String text) {
      return upperText(text);
    }
    if (value instanceof Instant instant) {
      return upperTime(instant.atZone(ZoneOffset.UTC).toLocalDateTime())
          .map(time -> MILLIS.format(time) + "Z");
    }
    if (value instanceof LocalDateTime local) {
      return upperTime(local).map(MILLIS::format);
    }
    return Optional.of(value instanceof LocalDate ? value.toString() : value);
  }

  private static boolean isLong(String text) {
    return text.codePointCount(0, text.length()) > PREFIX_LENGTH;
  }

  private static Optional<Object> upperText(String text) {
    if (!isLong(text)) {
      return Optional.of(text);
    }
    int end = text.offsetByCodePoints(0, PREFIX_LENGTH);
    return text.codePointAt(end) == GREATEST_CHARACTER
        ? Optional.empty()
        : Optional.of(text.substring(0, end) + Character.toString(GREATEST_CHARACTER));
  }

  private static Optional<LocalDateTime> upperTime(LocalDateTime time) {
    LocalDateTime down = time.truncatedTo(ChronoUnit.MILLIS);
    LocalDateTime up = down.equals(time) ? down : down.plus(1, ChronoUnit.MILLIS);
    return up.getYear() > LAST_YEAR ? Optional.empty() : Optional.of(up);
  }

  private static String text(Instant instant) {
    return MILLIS.format(instant.atZone(ZoneOffset.UTC)) + "Z";
  }
}
