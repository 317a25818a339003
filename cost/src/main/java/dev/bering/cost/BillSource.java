package dev.bering.cost;

import dev.bering.cost.BillFinder.Found;
import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.Sql;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file that an engine has opened.
 *
 * @param relation what follows FROM: its columns, and {@code file_row_number} from 0
 * @param types by name of the column
 */
record BillSource(Found file, String relation, Map<String, String> types) {

  private static final int SHOWN_COLUMNS = 5;

  /** What a file is, by the one column that nothing else has. */
  enum Content {
    CUR2(BillKind.CUR2.text(), CurCharges.MARK),
    DATABRICKS(BillKind.DATABRICKS.text(), DatabricksCharges.MARK),
    FOCUS(BillKind.FOCUS.text(), FocusCharges.MARK),
    PRICES("Databricks list prices", DatabricksCharges.PRICE_MARK);

    private final String text;
    private final String mark;

    Content(String text, String mark) {
      this.text = text;
      this.mark = mark;
    }

    String text() {
      return text;
    }

    Optional<BillKind> kind() {
      return this == PRICES ? Optional.empty() : Optional.of(BillKind.valueOf(name()));
    }

    List<String> missing(SourceColumns columns) {
      return switch (this) {
        case CUR2 -> CurCharges.missing(columns);
        case DATABRICKS -> columns.missing(DatabricksCharges.REQUIRED);
        case FOCUS -> FocusCharges.missing(columns);
        case PRICES -> columns.missing(DatabricksCharges.PRICE_COLUMNS);
      };
    }
  }

  /**
   * Opens a file; CSV and JSON are parsed now, whole.
   *
   * @param number of the file, so that each has a name of its own in the engine
   * @throws UserException BILL_UNREADABLE, CSV_MALFORMED, JSON_MALFORMED, ...
   */
  static BillSource open(Engine engine, Found file, int number) {
    if (file.isParquet()) {
      String relation =
          "read_parquet(%s, hive_partitioning = false, file_row_number = true)"
              .formatted(Sql.file(file.path()));
      Map<String, String> types = new LinkedHashMap<>();
      try {
        engine
            .query(
                "SELECT column_name, column_type FROM (DESCRIBE FROM %s)".formatted(relation),
                row -> Map.entry(row.string(0), row.string(1)))
            .forEach(column -> types.put(column.getKey(), column.getValue()));
      } catch (UserException e) {
        throw unreadable(file, e);
      }
      types.remove("file_row_number");
      return new BillSource(file, relation, types);
    }
    Location location = Location.of(file.path().toString());
    String name = "bill source " + number;
    Relation parsed =
        engine.register(
            name,
            file.isCsv()
                ? new TableSnapshot.Csv(location, file.path())
                : new TableSnapshot.Json(location, file.path()));
    Map<String, String> types =
        parsed.columns().stream()
            .collect(
                Collectors.toMap(
                    column -> column.name(), column -> "VARCHAR", (a, b) -> a, LinkedHashMap::new));
    return new BillSource(
        file,
        "(SELECT row_number() OVER () - 1 AS file_row_number, * FROM %s)"
            .formatted(Sql.identifier(name)),
        types);
  }

  /** What the file holds did not become rows. */
  static UserException unreadable(Found file, UserException why) {
    String fact = why.problems().get(0).message().lines().findFirst().orElse("it is damaged");
    return UserException.source(
        new Problem(
            "BILL_UNREADABLE",
            "Cannot read bill %s: %s."
                .formatted(
                    file.path(),
                    fact.replaceFirst("^Cannot finish a query: ", "").replaceFirst("\\.$", "")),
            "get the file again; it is cut off or damaged"),
        why);
  }

  SourceColumns columns() {
    return new SourceColumns(types);
  }

  /**
   * What it is.
   *
   * @param problems hears why nobody knows, or what it lacks
   */
  Optional<Content> content(List<Problem> problems) {
    SourceColumns columns = columns();
    List<Content> marked =
        List.of(Content.values()).stream().filter(one -> columns.has(one.mark)).toList();
    if (marked.size() != 1) {
      problems.add(
          new Problem(
              "BILL_UNKNOWN",
              "Cannot read bill %s: %s, and begins with %s."
                  .formatted(
                      file.path(),
                      marked.isEmpty()
                          ? "it has no column "
                              + List.of(Content.values()).stream()
                                  .map(one -> "%s (%s)".formatted(one.mark, one.text))
                                  .collect(Collectors.joining(" or "))
                          : "it has the columns "
                              + marked.stream()
                                  .map(one -> "%s (%s)".formatted(one.mark, one.text))
                                  .collect(Collectors.joining(" and ")),
                      types.keySet().stream()
                          .limit(SHOWN_COLUMNS)
                          .collect(Collectors.joining(", "))),
              "export AWS CUR 2.0, system.billing.usage of Databricks, or FOCUS 1.0 to 1.4"));
      return Optional.empty();
    }
    List<String> missing = marked.get(0).missing(columns);
    if (!missing.isEmpty()) {
      problems.add(
          new Problem(
              "BILL_COLUMNS",
              "Cannot read bill %s: as %s it lacks %s %s."
                  .formatted(
                      file.path(),
                      marked.get(0).text(),
                      missing.size() == 1 ? "the column" : "the columns",
                      String.join(", ", missing)),
              marked.get(0) == Content.CUR2
                  ? "export CUR 2.0 with resource ids and tags"
                  : "export all columns"));
      return Optional.empty();
    }
    return Optional.of(marked.get(0));
  }
}
