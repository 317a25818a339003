package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Row;
import dev.bering.engine.SqlDialect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Examples of the values that differ in {@link Pairing#CHANGED}, by column.
 *
 * @param samples the first ones of each column, in order of their keys
 * @param frequentPairs the changes that occur most often in it, if they occur more than once
 */
record ChangedExamples(
    Map<Slot, List<CellSample>> samples, Map<Slot, List<ValuePair>> frequentPairs) {

  private static final int FREQUENT_PAIRS = 5;

  /**
   * On a cluster a query costs more than what it looks at, so many columns are asked for at once;
   * but not so many that what is grouped does not fit.
   */
  private static final int COLUMNS_PER_QUERY = 25;

  /**
   * Reads them.
   *
   * @param changed the columns that differ there, and in how many rows; if there are none there
   *     need be no table
   */
  static ChangedExamples read(Engine engine, ComparisonPlan plan, Map<Slot, Long> changed) {
    Map<Slot, List<CellSample>> samples = new LinkedHashMap<>();
    Map<Slot, List<ValuePair>> frequentPairs = new LinkedHashMap<>();
    readers(engine, plan, List.copyOf(changed.keySet())).forEach(some -> some.samples(samples));
    // What has changed in one row has not changed in the same way in two.
    List<Slot> often =
        changed.entrySet().stream()
            .filter(column -> column.getValue() > 1)
            .map(Map.Entry::getKey)
            .toList();
    readers(engine, plan, often).forEach(some -> some.frequentPairs(frequentPairs));
    return new ChangedExamples(samples, frequentPairs);
  }

  private static List<Reader> readers(Engine engine, ComparisonPlan plan, List<Slot> columns) {
    List<Reader> readers = new ArrayList<>();
    for (int from = 0; from < columns.size(); from += COLUMNS_PER_QUERY) {
      int to = Math.min(columns.size(), from + COLUMNS_PER_QUERY);
      readers.add(new Reader(engine, plan, columns.subList(from, to)));
    }
    return readers;
  }

  /** Reads those of some columns. */
  private static final class Reader {

    private final Engine engine;
    private final SqlDialect dialect;
    private final int limit;
    private final List<Slot> keys;
    private final List<Slot> columns;

    Reader(Engine engine, ComparisonPlan plan, List<Slot> columns) {
      this.engine = engine;
      this.dialect = engine.dialect();
      this.limit = plan.comparison().sampleLimit();
      this.keys = Slot.keys(plan);
      this.columns = columns;
    }

    void samples(Map<Slot, List<CellSample>> found) {
      List<String> texts = IntStream.range(0, keys.size()).mapToObj(i -> "t" + i).toList();
      String order = Slot.order(keys, "");
      String keyTexts =
          IntStream.range(0, keys.size())
              .mapToObj(
                  i -> "%s AS %s".formatted(shown(keys.get(i).id(), keys.get(i)), texts.get(i)))
              .collect(Collectors.joining(", "));
      String first =
          union(
              slot ->
                  "SELECT * FROM (SELECT %s, %s, %s FROM %s WHERE d_%s ORDER BY %s LIMIT %d)"
                      .formatted(
                          values(slot),
                          keyTexts,
                          Slot.ids(keys),
                          Pairing.CHANGED,
                          slot.id(),
                          order,
                          limit));
      engine.query(
          "SELECT c, l, r, %s FROM (%s) ORDER BY c, %s"
              .formatted(String.join(", ", texts), first, order),
          row ->
              of(found, row)
                  .add(
                      new CellSample(
                          IntStream.range(0, keys.size()).mapToObj(i -> row.string(3 + i)).toList(),
                          row.string(1),
                          row.string(2))));
    }

    void frequentPairs(Map<Slot, List<ValuePair>> found) {
      String all =
          union(
              slot ->
                  "SELECT %s FROM %s WHERE d_%s"
                      .formatted(values(slot), Pairing.CHANGED, slot.id()));
      engine.query(
          """
          SELECT c, l, r, n FROM (
            SELECT *, row_number() OVER (PARTITION BY c ORDER BY n DESC, l, r) AS place FROM (
              SELECT c, l, r, count(*) AS n FROM (%s) GROUP BY c, l, r HAVING count(*) > 1))
          WHERE place <= %d ORDER BY c, place
          """
              .formatted(all, FREQUENT_PAIRS),
          row -> of(found, row).add(new ValuePair(row.string(1), row.string(2), row.number(3))));
    }

    private <T> List<T> of(Map<Slot, List<T>> found, Row row) {
      return found.computeIfAbsent(columns.get((int) row.number(0)), slot -> new ArrayList<>());
    }

    private String union(Function<Slot, String> select) {
      return columns.stream().map(select).collect(Collectors.joining(" UNION ALL "));
    }

    /** Which column it is, and its two values. */
    private String values(Slot slot) {
      return "%d AS c, %s AS l, %s AS r"
          .formatted(
              columns.indexOf(slot), shown("l_" + slot.id(), slot), shown("r_" + slot.id(), slot));
    }

    private String shown(String value, Slot slot) {
      return Shown.sql(dialect, value, slot);
    }
  }
}
