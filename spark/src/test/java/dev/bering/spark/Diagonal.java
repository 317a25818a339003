package dev.bering.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Many pairs of tables of one row as one: pair i is row i, with columns of its own. */
final class Diagonal {

  private final Half left = new Half();
  private final Half right = new Half();

  private static final class Half {
    private final List<String> header = new ArrayList<>(List.of("id INTEGER"));
    private final List<List<String>> cells = new ArrayList<>();

    void add(String table, int number) {
      List<String[]> lines = table.lines().map(line -> line.split("\\|", -1)).toList();
      Arrays.stream(lines.get(0)).skip(1).forEach(cell -> header.add("p" + number + "_" + cell));
      cells.add(Arrays.stream(lines.get(1)).skip(1).toList());
    }

    String text() {
      List<String> lines = new ArrayList<>(List.of(String.join("|", header)));
      int before = 0;
      for (int i = 0; i < cells.size(); i++) {
        int after = header.size() - 1 - before - cells.get(i).size();
        lines.add(
            Stream.of(
                    Stream.of(Integer.toString(i)),
                    nulls(before),
                    cells.get(i).stream(),
                    nulls(after))
                .flatMap(part -> part)
                .collect(Collectors.joining("|")));
        before += cells.get(i).size();
      }
      return String.join("\n", lines);
    }

    private static Stream<String> nulls(int count) {
      return IntStream.range(0, count).mapToObj(i -> "NULL");
    }
  }

  /** Whether a pair has types, one row on each side, and no text that is compared with a number. */
  static boolean takes(String left, String right) {
    return left.lines().findFirst().orElse("").contains("VARCHAR")
            == right.lines().findFirst().orElse("").contains("VARCHAR")
        && Stream.of(left, right)
        .allMatch(
            table ->
                table.startsWith("id INTEGER|")
                    && table.lines().count() == 2
                    && table.lines().skip(1).allMatch(row -> row.startsWith("1|")));
  }

  void add(String leftTable, String rightTable) {
    int number = rowCount();
    left.add(leftTable, number);
    right.add(rightTable, number);
  }

  int rowCount() {
    return left.cells.size();
  }

  String left() {
    return left.text();
  }

  String right() {
    return right.text();
  }
}
