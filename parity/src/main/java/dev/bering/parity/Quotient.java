package dev.bering.parity;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whether a column is, in the rows that do not differ, one column divided by another. */
final class Quotient {

  /** Fewer rows agree by chance. */
  private static final int MIN_ROWS = 10;

  private static final int MIN_DISTINCT = 3;
  private static final int MAX_ROWS = 2_000;
  private static final double MIN_SHARE = 0.99;
  private static final double NEAR = 1e-6;

  private final DifferenceSample sample;
  private final int column;
  private final List<String[]> rows;

  Quotient(DifferenceSample sample, Slot column, List<String[]> others) {
    this.sample = sample;
    this.column = sample.context().indexOf(column);
    this.rows = others;
  }

  /** {@code rate = done / failed}; empty if no column divided by {@code divisor} is the column. */
  Optional<String> dividingBy(int divisor) {
    if (column < 0) {
      return Optional.empty();
    }
    List<String[]> usable =
        rows.stream()
            .filter(row -> isUsable(row[column]) && isUsable(row[divisor]))
            .limit(MAX_ROWS)
            .toList();
    return IntStream.range(0, sample.context().size())
        .filter(c -> c != column && c != divisor)
        .filter(c -> CellKind.of(sample.context().get(c).plan().comparedAs()).isNumber())
        .filter(c -> isQuotient(usable, c, divisor))
        .mapToObj(c -> "%s = %s / %s".formatted(name(column), name(c), name(divisor)))
        .findFirst();
  }

  private boolean isQuotient(List<String[]> usable, int dividend, int divisor) {
    List<String[]> divided = usable.stream().filter(row -> isUsable(row[dividend])).toList();
    if (divided.size() < MIN_ROWS
        || divided.stream().map(row -> row[column]).distinct().count() < MIN_DISTINCT
        || divided.stream().map(row -> row[divisor]).distinct().count() < MIN_DISTINCT) {
      return false;
    }
    long near =
        divided.stream()
            .filter(
                row -> {
                  double value = number(row[column]);
                  double quotient = number(row[dividend]) / number(row[divisor]);
                  return Math.abs(value - quotient)
                      <= NEAR * Math.max(Math.abs(value), Math.abs(quotient));
                })
            .count();
    return near >= divided.size() * MIN_SHARE;
  }

  private String name(int c) {
    return sample.context().get(c).plan().name();
  }

  static boolean isZero(String text) {
    return number(text) == 0;
  }

  /** A finite number other than 0. */
  private static boolean isUsable(String text) {
    double number = number(text);
    return Double.isFinite(number) && number != 0;
  }

  private static double number(String text) {
    try {
      return text.isEmpty() || text.charAt(0) == '\1' ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
