package dev.bering.parity;

import dev.bering.engine.Sql;
import dev.bering.parity.SharedCondition.Completeness;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where differences are: a value, or a range of values, that another column has on the left in all
 * or nearly all rows of one cause, and in hardly any other row. One condition on one column: a
 * decision tree of one level.
 */
final class Whereabouts {

  /** Fewer rows share something by chance. */
  static final int MIN_ROWS = 3;

  /** What fewer rows share is told only if all do, and no range is told of or against fewer. */
  private static final int MANY_ROWS = 10;

  /** Which share of the rows must have it in common. */
  private static final double MIN_SHARE = 0.9;

  /** What more than this share of the other rows has too says nothing. */
  private static final double MAX_SHARE_OF_OTHERS = 0.1;

  private static final int MAX_CONDITIONS = 3;

  private final DifferenceSample sample;
  private final ColumnCells column;
  private final List<String[]> them;
  private final List<String[]> others;

  /**
   * @param column the differences of one cause
   */
  Whereabouts(DifferenceSample sample, ColumnCells column) {
    this.sample = sample;
    this.column = column;
    this.them =
        column.rows().stream().filter(sample::isKnown).map(sample.differing()::get).toList();
    this.others = others(sample, column);
  }

  /** Rows that differ otherwise belong to the others, if all of them are known. */
  private static List<String[]> others(DifferenceSample sample, ColumnCells column) {
    if (sample.completeness() == Completeness.SAMPLE) {
      return sample.others();
    }
    BitSet differing = new BitSet();
    column.rows().forEach(row -> differing.set(row));
    return Stream.concat(
            sample.others().stream(),
            IntStream.range(0, sample.differing().size())
                .filter(row -> !differing.get(row) && sample.isKnown(row))
                .mapToObj(sample.differing()::get))
        .toList();
  }

  /** The conditions that separate these differences best from other rows; empty if none does. */
  List<SharedCondition> conditions() {
    if (them.size() < MIN_ROWS || others.isEmpty()) {
      return List.of();
    }
    Optional<SharedCondition> divisor = divisor();
    if (divisor.isPresent()) {
      return List.of(divisor.get());
    }
    List<SharedCondition> found = best(this::equality);
    return found.isEmpty() ? best(this::range) : found;
  }

  private List<SharedCondition> best(IntFunction<Optional<SharedCondition>> search) {
    List<SharedCondition> found =
        otherColumns().mapToObj(search).flatMap(Optional::stream).sorted(BEST_FIRST).toList();
    return found.stream()
        .filter(where -> BEST_FIRST.compare(where, found.get(0)) == 0)
        .limit(MAX_CONDITIONS)
        .toList();
  }

  private static final Comparator<SharedCondition> BEST_FIRST =
      Comparator.comparingDouble(
          where ->
              (double) where.othersHolding() / where.others()
                  - (double) where.holding() / where.of());

  private IntStream otherColumns() {
    return IntStream.range(0, sample.context().size())
        .filter(c -> !sample.context().get(c).equals(column.slot()));
  }

  /** The most frequent value of a column, if nearly all rows have it and hardly others. */
  private Optional<SharedCondition> equality(int c) {
    return frequentValue(c)
        .map(value -> where(c, words(c, value), row -> row[c].equals(value), ""))
        .filter(this::separates);
  }

  private Optional<String> frequentValue(int c) {
    Map<String, Integer> counts = new HashMap<>();
    them.forEach(row -> counts.merge(row[c], 1, Integer::sum));
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .filter(value -> !value.equals(DifferenceSample.LONG));
  }

  private String words(int c, String value) {
    Slot slot = sample.context().get(c);
    if (value.equals(DifferenceSample.NULL)) {
      return slot.plan().name() + " is null";
    }
    return "%s = %s"
        .formatted(slot.plan().name(), kind(c) == CellKind.TEXT ? Sql.literal(value) : value);
  }

  private CellKind kind(int c) {
    return CellKind.of(sample.context().get(c).plan().comparedAs());
  }

  /** A number that divides the differing column elsewhere, and is 0 in all of these rows. */
  private Optional<SharedCondition> divisor() {
    if (!column.kind().isNumber()) {
      return Optional.empty();
    }
    Quotient quotient = new Quotient(sample, column.slot(), others);
    return otherColumns()
        .filter(c -> kind(c).isNumber())
        .filter(c -> them.stream().allMatch(row -> Quotient.isZero(row[c])))
        .mapToObj(
            c ->
                quotient
                    .dividingBy(c)
                    .map(
                        words ->
                            where(
                                c,
                                "%s is 0".formatted(sample.context().get(c).plan().name()),
                                row -> Quotient.isZero(row[c]),
                                words)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** {@code x >= a}, {@code x <= b}, or both, whichever is enough. */
  private Optional<SharedCondition> range(int c) {
    CellKind kind = kind(c);
    if (Math.min(them.size(), others.size()) < MANY_ROWS
        || (!kind.isNumber() && kind != CellKind.TIME)) {
      return Optional.empty();
    }
    Map<String, Optional<BigDecimal>> read = new HashMap<>();
    List<String[]> ordered =
        them.stream()
            .filter(row -> number(kind, row[c], read).isPresent())
            .sorted(Comparator.comparing(row -> number(kind, row[c], read).orElseThrow()))
            .toList();
    if (ordered.size() < them.size()) {
      return Optional.empty();
    }
    String low = ordered.get(0)[c];
    String high = ordered.get(ordered.size() - 1)[c];
    String name = sample.context().get(c).plan().name();
    BigDecimal least = number(kind, low, read).orElseThrow();
    BigDecimal most = number(kind, high, read).orElseThrow();
    return Stream.of(
            where(
                c,
                "%s >= %s".formatted(name, low),
                row -> number(kind, row[c], read).filter(x -> x.compareTo(least) >= 0).isPresent(),
                ""),
            where(
                c,
                "%s <= %s".formatted(name, high),
                row -> number(kind, row[c], read).filter(x -> x.compareTo(most) <= 0).isPresent(),
                ""),
            where(
                c,
                "%s is from %s to %s".formatted(name, low, high),
                row ->
                    number(kind, row[c], read)
                        .filter(x -> x.compareTo(least) >= 0 && x.compareTo(most) <= 0)
                        .isPresent(),
                ""))
        .filter(this::separates)
        .min(BEST_FIRST);
  }

  private static Optional<BigDecimal> number(
      CellKind kind, String text, Map<String, Optional<BigDecimal>> read) {
    return read.computeIfAbsent(text, t -> kind.value(t).exact());
  }

  private SharedCondition where(int c, String words, Predicate<String[]> holds, String quotient) {
    return new SharedCondition(
        sample.context().get(c).plan().name(),
        words,
        them.stream().filter(holds).count(),
        them.size(),
        others.stream().filter(holds).count(),
        others.size(),
        sample.completeness(),
        quotient);
  }

  private boolean separates(SharedCondition where) {
    boolean inEnough =
        where.of() < MANY_ROWS
            ? where.holding() == where.of()
            : where.holding() >= where.of() * MIN_SHARE;
    return inEnough && where.othersHolding() <= where.others() * MAX_SHARE_OF_OTHERS;
  }
}
