package dev.bering.cost;

import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Counts;
import dev.bering.model.Problem;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rows of one kind of bill that are there more than once.
 *
 * <p>A record of Databricks has an id of its own: the same record in two files counts once, and two
 * records of one id that differ are refused. An id of AWS is unique only within a part of a report,
 * so that rows that are alike in everything, id included, are refused and not counted once in
 * silence. FOCUS has no ids: a file whose every row is in another one is refused, and fewer such
 * rows are told of.
 */
final class RepeatedRows {

  /**
   * What was found and may stay.
   *
   * @param table of the rows that are to be left out; empty if there is none
   * @param count how many that are
   * @param where the first of them
   * @param alike by file, how many of its rows are in another file too; they all count
   */
  record Found(Optional<String> table, long count, String where, Map<String, Long> alike) {}

  private static final int SHOWN = 10;

  private static final String CONTENT =
      Arrays.stream(ChargeColumn.values())
          .filter(column -> column != ChargeColumn.FILE && column != ChargeColumn.ROW)
          .map(
              column ->
                  column.type() == ChargeColumn.Type.TAGS
                      ? "list_sort(map_entries(%s))".formatted(Sql.identifier(column.text()))
                      : Sql.identifier(column.text()))
          .collect(Collectors.joining(", "));

  private final Engine engine;
  private final List<String> selects;
  private final BillKind kind;

  RepeatedRows(Engine engine, List<String> selects, BillKind kind) {
    this.engine = engine;
    this.selects = selects;
    this.kind = kind;
  }

  /**
   * Looks for them.
   *
   * @param problems hears of those that must not stay
   */
  Optional<Found> find(List<Problem> problems) {
    return switch (kind) {
      case DATABRICKS -> records(problems);
      case CUR2 -> {
        if (identified() == 0) {
          yield alike(problems);
        }
        reports(problems);
        yield Optional.empty();
      }
      case FOCUS -> alike(problems);
    };
  }

  private String all() {
    return selects.stream()
        .map("(%s)"::formatted)
        .collect(Collectors.joining(" UNION ALL BY NAME "));
  }

  private long identified() {
    return number(
        "SELECT count(*) FROM (SELECT 1 FROM (%s) WHERE %s IS NOT NULL LIMIT 1)"
            .formatted(all(), ChargeSql.ID));
  }

  private long number(String sql) {
    return engine.query(sql, row -> row.number(0)).get(0);
  }

  private Optional<Found> records(List<Problem> problems) {
    String repeated =
        "SELECT %1$s FROM (%2$s) WHERE %1$s IS NOT NULL GROUP BY %1$s HAVING count(*) > 1"
            .formatted(ChargeSql.ID, all());
    if (number("SELECT count(*) FROM (%s)".formatted(repeated)) == 0) {
      return Optional.empty();
    }
    engine.materialise(
        "bering_records",
        """
        SELECT x_File, x_Row, %1$s AS id, hash(%2$s) AS content,
          row_number() OVER (PARTITION BY %1$s ORDER BY x_File, x_Row) AS turn
        FROM (%3$s) WHERE %1$s IN (%4$s)
        """
            .formatted(ChargeSql.ID, CONTENT, all(), repeated));
    List<Problem> differing =
        engine.query(
            """
            SELECT id, min_by(x_File || ' row ' || x_Row, turn), max_by(x_File || ' row ' || x_Row,
              turn)
            FROM bering_records GROUP BY id HAVING count(DISTINCT content) > 1 ORDER BY id LIMIT %d
            """
                .formatted(SHOWN),
            row ->
                new Problem(
                    "BILL_REPEATED",
                    "Cannot import record %s: %s and %s say different things of it."
                        .formatted(row.string(0), row.string(1), row.string(2)),
                    "export the usage of both files anew, at one time"));
    problems.addAll(differing);
    engine.materialise(
        "bering_repeated", "SELECT x_File, x_Row FROM bering_records WHERE turn > 1");
    List<String> first =
        engine.query(
            "SELECT x_File || ' row ' || x_Row FROM bering_repeated ORDER BY x_File, x_Row LIMIT 3",
            row -> row.string(0));
    return Optional.of(
        new Found(
            Optional.of("bering_repeated"),
            number("SELECT count(*) FROM bering_repeated"),
            String.join(", ", first),
            Map.of()));
  }

  private void reports(List<Problem> problems) {
    String hash =
        "hash(%s, ChargePeriodStart, ChargePeriodEnd, BilledCost, EffectiveCost, SubAccountId, ResourceId, SkuMeter, ChargeCategory, ChargeDescription, PricingQuantity)"
            .formatted(ChargeSql.ID);
    String identified = "SELECT * FROM (%s) WHERE %s IS NOT NULL".formatted(all(), ChargeSql.ID);
    // Rows that are alike have one id, and ids alone are quick to read.
    if (number(
            "SELECT count(*) - count(DISTINCT hash(%s)) FROM (%s)"
                .formatted(ChargeSql.ID, identified))
        == 0) {
      return;
    }
    if (number("SELECT count(*) - count(DISTINCT %s) FROM (%s)".formatted(hash, identified)) == 0) {
      return;
    }
    String groups =
        """
        SELECT min((x_File, x_Row)) AS one, max((x_File, x_Row)) AS other, count(*) AS n
        FROM (%s) GROUP BY %s, %s HAVING count(*) > 1
        """
            .formatted(identified, ChargeSql.ID, CONTENT);
    engine.materialise("bering_groups", groups);
    long rows = number("SELECT coalesce(sum(n - 1), 0) FROM bering_groups");
    if (rows == 0) {
      return;
    }
    List<String> first =
        engine.query(
            """
            SELECT one[1] || ' row ' || one[2] || ' and ' || other[1] || ' row ' || other[2]
            FROM bering_groups ORDER BY one LIMIT 3
            """,
            row -> row.string(0));
    problems.add(
        new Problem(
            "BILL_REPEATED",
            "Cannot import AWS CUR 2.0: %s there already with the same identity_line_item_id and content, such as %s."
                .formatted(
                    rows == 1 ? "1 row is" : Counts.of(rows) + " rows are",
                    String.join(", ", first)),
            "give each part of the report once, all of one delivery"));
  }

  private Optional<Found> alike(List<Problem> problems) {
    if (selects.size() < 2) {
      return Optional.empty();
    }
    engine.materialise(
        "bering_hashes",
        "SELECT x_File AS file, hash(%s) AS content FROM (%s)".formatted(CONTENT, all()));
    Map<String, Long> alike = new HashMap<>();
    engine
        .query(
            """
            SELECT file, count(*), count(*) FILTER (content IN (
              SELECT content FROM bering_hashes GROUP BY content HAVING count(DISTINCT file) > 1))
            FROM bering_hashes GROUP BY file ORDER BY file
            """,
            row -> Map.entry(row.string(0), List.of(row.number(1), row.number(2))))
        .forEach(
            file -> {
              long rows = file.getValue().get(0);
              long others = file.getValue().get(1);
              if (others > 0 && others == rows) {
                problems.add(
                    new Problem(
                        "BILL_REPEATED",
                        "Cannot import %s: every row of it, %s in all, is in another file too."
                            .formatted(file.getKey(), Counts.of(rows)),
                        "give each part of the bill once"));
              } else if (others > 0) {
                alike.put(file.getKey(), others);
              }
            });
    return alike.isEmpty()
        ? Optional.empty()
        : Optional.of(new Found(Optional.empty(), 0, "", alike));
  }
}
