package dev.bering.spark;

import dev.bering.parity.ComparisonReport;
import dev.bering.parity.Rung;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Many pairs of small tables as one wide pair: pair i has rows and columns of its own, and what was
 * found in them is what would be found of it alone. A comparison on Spark costs seconds, however
 * small it is.
 *
 * <p>The first column is the key, or without a key the number of the pair.
 */
final class Blocks {

  private static final int IDS_OF_A_PAIR = 100;

  private final boolean keyed;
  private final Half left;
  private final Half right;
  private int pairs;

  private Blocks(boolean keyed, String firstOfLeft, String firstOfRight) {
    this.keyed = keyed;
    this.left = new Half(firstOfLeft);
    this.right = new Half(firstOfRight);
  }

  /** Tables whose key is their first column, such as {@code id INTEGER}. */
  static Blocks byId(String idOfLeft, String idOfRight) {
    return new Blocks(true, idOfLeft, idOfRight);
  }

  /** Tables of which every column counts. */
  static Blocks withoutKey() {
    return new Blocks(false, "pair INTEGER", "pair INTEGER");
  }

  private final class Half {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    Half(String first) {
      header = new ArrayList<>(List.of(first));
    }

    void add(String table) {
      List<String[]> lines = table.lines().map(line -> line.split("\\|", -1)).toList();
      int before = header.size() - 1;
      Arrays.stream(lines.get(0))
          .skip(keyed ? 1 : 0)
          .forEach(cell -> header.add("p" + pairs + "_" + cell));
      for (String[] line : lines.subList(1, lines.size())) {
        int id = pairs * IDS_OF_A_PAIR + (keyed ? Integer.parseInt(line[0]) : 0);
        rows.add(
            Stream.of(
                    Stream.of(Integer.toString(id)),
                    Stream.generate(() -> "NULL").limit(before),
                    Arrays.stream(line).skip(keyed ? 1 : 0))
                .flatMap(part -> part)
                .toList());
      }
    }

    String text() {
      return Stream.concat(Stream.of(header), rows.stream())
          .map(
              cells ->
                  Stream.concat(
                          cells.stream(),
                          Stream.generate(() -> "NULL").limit(header.size() - cells.size()))
                      .collect(Collectors.joining("|")))
          .collect(Collectors.joining("\n"));
    }
  }

  /** Adds a pair and says which it is. */
  int add(String leftTable, String rightTable) {
    left.add(leftTable);
    right.add(rightTable);
    return pairs++;
  }

  String left() {
    return left.text();
  }

  String right() {
    return right.text();
  }

  /** What was found of a pair: its rung, and how many values and rows differ. */
  String found(ComparisonReport report, int pair) {
    String own = "p" + pair + "_";
    Rung rung =
        report.columns().stream()
            .filter(column -> column.plan().name().startsWith(own))
            .map(column -> column.rung())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    List<String> differences =
        Stream.of(
                text(
                    "changed",
                    report.columns().stream()
                        .filter(column -> column.plan().name().startsWith(own))
                        .mapToLong(column -> column.changed())
                        .sum()),
                text("only left", rowsOf(report.onlyLeft(), pair)),
                text("only right", rowsOf(report.onlyRight(), pair)))
            .flatMap(Collection::stream)
            .toList();
    // Without a key nobody can tell which column it is.
    return differences.isEmpty()
        ? (keyed ? rung : Rung.EXACT).toString()
        : "%s, %s".formatted(Rung.MISMATCH, String.join(", ", differences));
  }

  private static List<String> text(String what, long count) {
    return count == 0 ? List.of() : List.of(count + " " + what);
  }

  private static long rowsOf(List<List<String>> rows, int pair) {
    return rows.stream()
        .map(row -> row.get(0).replace("'", ""))
        .filter(id -> Integer.parseInt(id) / IDS_OF_A_PAIR == pair)
        .count();
  }

  /**
   * Whether tables by id can be among others: no key twice, columns of comparable types, and no
   * text that is to be read as the other side's type, because one that cannot be refuses them all.
   */
  static boolean takes(String leftTable, String rightTable) {
    return takesEqual(leftTable, rightTable)
        && isTyped(leftTable) == isTyped(rightTable)
        && (!isTyped(leftTable) || hasText(leftTable) == hasText(rightTable));
  }

  /** Likewise of tables that are equal, so that every text can be read. */
  static boolean takesEqual(String leftTable, String rightTable) {
    return Stream.of(leftTable, rightTable).allMatch(Blocks::hasPlainKeys);
  }

  private static boolean isTyped(String table) {
    return first(table).contains(" ");
  }

  private static boolean hasPlainKeys(String table) {
    List<String> ids = table.lines().skip(1).map(Blocks::first).toList();
    return !ids.isEmpty()
        && ids.stream().allMatch(id -> id.matches("\\d+"))
        && ids.stream().distinct().count() == ids.size();
  }

  private static boolean hasText(String table) {
    return table.lines().findFirst().orElseThrow().matches(".* VARCHAR(\\|.*)?");
  }

  /** The first cell of a table or row. */
  static String first(String text) {
    return text.split("[|\n]", 2)[0];
  }
}
