package dev.bering.porting;

import dev.bering.parity.Comparison;
import dev.bering.parity.Tolerance;
import java.util.List;
import java.util.Objects;

/**
 * What a translation must keep. A law is tested on the tables at rest, by the engine that compares
 * tables, so by other means than those that translated.
 */
public sealed interface Law {

  /** The law in words. */
  String sentence();

  /** So many rows of the legacy table become so many; {@code rows(1, 2)} makes two of each. */
  static Law rows(long legacy, long translated) {
    return new Rows(legacy, translated);
  }

  /** The sum of a column is kept, to the last digit. */
  static Law sum(String legacyColumn, String translatedColumn) {
    return sums(List.of(legacyColumn), List.of(translatedColumn), Tolerance.NONE);
  }

  /**
   * The sum over some columns together is that over others together. Sums of floating-point columns
   * depend on the order of the rows, so they need a tolerance.
   */
  static Law sums(List<String> legacyColumns, List<String> translatedColumns, Tolerance tolerance) {
    return new Sums(legacyColumns, translatedColumns, tolerance);
  }

  /** The same different values of these columns, under the same names, are on both sides. */
  static Law keys(String... columns) {
    return keys(List.of(columns), List.of(columns));
  }

  /** The same different values are on both sides, under other names. */
  static Law keys(List<String> legacyColumns, List<String> translatedColumns) {
    return new Keys(legacyColumns, translatedColumns);
  }

  /** No two translated rows have the same values in these columns. */
  static Law unique(String... columns) {
    return new Unique(List.of(columns));
  }

  /**
   * The translated rows can be translated back, and are the legacy rows then.
   *
   * @param comparison what counts as equal; columns that only the legacy table has are a
   *     difference, unless they are ignored by name
   */
  static Law roundTrip(Translation inverse, Comparison comparison) {
    return new RoundTrip(inverse, comparison);
  }

  /** See {@link #rows}. */
  record Rows(long legacy, long translated) implements Law {
    public Rows {
      if (legacy < 1 || translated < 1) {
        throw new IllegalStateException("rows %d to %d".formatted(legacy, translated));
      }
    }

    @Override
    public String sentence() {
      return "%d legacy %s to %d".formatted(legacy, legacy == 1 ? "row" : "rows", translated);
    }
  }

  /** See {@link #sums}. */
  record Sums(List<String> legacyColumns, List<String> translatedColumns, Tolerance tolerance)
      implements Law {
    public Sums {
      legacyColumns = some(legacyColumns);
      translatedColumns = some(translatedColumns);
      Objects.requireNonNull(tolerance, "tolerance is null");
    }

    @Override
    public String sentence() {
      return "the sum of %s is the sum of %s"
          .formatted(String.join(" + ", legacyColumns), String.join(" + ", translatedColumns));
    }
  }

  /** See {@link #keys}. */
  record Keys(List<String> legacyColumns, List<String> translatedColumns) implements Law {
    public Keys {
      legacyColumns = some(legacyColumns);
      translatedColumns = some(translatedColumns);
      if (legacyColumns.size() != translatedColumns.size()) {
        throw new IllegalStateException(
            "keys %s and %s".formatted(legacyColumns, translatedColumns));
      }
    }

    @Override
    public String sentence() {
      return "the values of (%s) are those of (%s)"
          .formatted(String.join(", ", legacyColumns), String.join(", ", translatedColumns));
    }
  }

  /** See {@link #unique}. */
  record Unique(List<String> columns) implements Law {
    public Unique {
      columns = some(columns);
    }

    @Override
    public String sentence() {
      return "(%s) is unique".formatted(String.join(", ", columns));
    }
  }

  /** See {@link #roundTrip}. */
  record RoundTrip(Translation inverse, Comparison comparison) implements Law {
    public RoundTrip {
      Objects.requireNonNull(inverse, "inverse is null");
      Objects.requireNonNull(comparison, "comparison is null");
    }

    @Override
    public String sentence() {
      return "translated back it is the legacy table";
    }
  }

  private static List<String> some(List<String> columns) {
    if (columns.isEmpty()) {
      throw new IllegalStateException("a law about no column");
    }
    return List.copyOf(columns);
  }
}
