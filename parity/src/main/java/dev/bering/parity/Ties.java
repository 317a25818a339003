package dev.bering.parity;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An order that does not say everything: rows that it ranks equally may be chosen, or numbered,
 * either way. Columns go by the names that the left table gives them.
 *
 * @param kind what was done in this order
 * @param partition the columns within whose values it was done; none for the whole table
 * @param order what rows are ranked by, first column first
 * @param k how many rows of a partition were kept; 0 if nobody says
 * @param number the column that holds {@code row_number()}; empty if no column does
 * @param candidates the table of the rows that were chosen from, as a place; empty if nobody kept
 *     them
 */
public record Ties(
    Kind kind,
    List<String> partition,
    List<TieOrder> order,
    long k,
    String number,
    String candidates) {

  /** Nothing is declared of ties: every difference counts. */
  public static final Ties NONE = new Ties(Kind.NONE, List.of(), List.of(), 0, "", "");

  public Ties {
    Objects.requireNonNull(kind, "kind is null");
    partition = List.copyOf(partition);
    order = List.copyOf(order);
    Objects.requireNonNull(number, "number is null");
    Objects.requireNonNull(candidates, "candidates is null");
    boolean isSound =
        switch (kind) {
          case NONE -> order.isEmpty();
          case TOP_K -> !order.isEmpty() && k >= 0;
          case ROW_NUMBER ->
              !order.isEmpty() && k == 0 && !number.isEmpty() && candidates.isEmpty();
        };
    if (!isSound) {
      throw new IllegalStateException(
          "ties of kind %s, order %s, k %d, number '%s', candidates '%s'"
              .formatted(kind, order, k, number, candidates));
    }
  }

  /** What was done in an order. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** The first rows of each partition were kept. */
    TOP_K,
    /** All rows were kept and numbered. */
    ROW_NUMBER
  }

  /** The first rows of each partition were kept; nobody says how many, or from which. */
  public static Ties topK(List<String> partition, List<TieOrder> order) {
    return new Ties(Kind.TOP_K, partition, order, 0, "", "");
  }

  /** All rows were kept, and numbered in a column. */
  public static Ties rowNumber(String number, List<String> partition, List<TieOrder> order) {
    return new Ties(Kind.ROW_NUMBER, partition, order, 0, number, "");
  }

  /** These, with the number of rows that were kept of each partition. */
  public Ties keeping(long rows) {
    return new Ties(kind, partition, order, rows, number, candidates);
  }

  /** These, with the rows that were chosen from. */
  public Ties from(String place) {
    return new Ties(kind, partition, order, k, number, place);
  }

  /** These, with the column of numbers that was kept too. */
  public Ties numbered(String column) {
    return new Ties(kind, partition, order, k, column, candidates);
  }

  boolean areDeclared() {
    return kind != Kind.NONE;
  }

  /** Every column that is named, in the order of the declaration. */
  List<String> columns() {
    return Stream.of(
            partition.stream(),
            order.stream().map(TieOrder::column),
            Stream.of(number).filter(name -> !name.isEmpty()))
        .flatMap(names -> names)
        .toList();
  }

  /** In one line, for people. */
  public String text() {
    String what =
        kind == Kind.ROW_NUMBER
            ? "numbers in " + number
            : "top %s%s".formatted(k == 0 ? "k" : k, number.isEmpty() ? "" : " with " + number);
    return "%s%s, in order of %s%s"
        .formatted(
            what,
            partition.isEmpty() ? "" : " of each " + String.join(", ", partition),
            order.stream().map(TieOrder::text).collect(Collectors.joining(", ")),
            candidates.isEmpty() ? "" : ", chosen from " + candidates);
  }
}
