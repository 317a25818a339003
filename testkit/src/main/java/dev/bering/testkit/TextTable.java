package dev.bering.testkit;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows as people write them: a line of names, then a line a row, cells apart by {@code |}. Blanks
 * around cells and empty lines do not count, nor does a second line of three dashes or more a cell.
 * {@code null} is null; a text that has blanks at its ends, a {@code |}, or is {@code null} itself
 * stands in double quotes, doubled where the text has one.
 */
record TextTable(String name, List<String> columns, List<List<Cell>> lines) {
  private static final Pattern RULE = Pattern.compile(":?-{3,}:?(\\s*[|+]\\s*:?-{3,}:?)*");
  static final TextTable EMPTY = new TextTable("nothing", List.of(), List.of());

  /** A cell; the text of null is empty. */
  record Cell(Optional<String> text) {}

  static TextTable of(String name, String text) {
    List<String> written = new ArrayList<>(text.lines().filter(line -> !line.isBlank()).toList());
    if (written.size() > 1 && RULE.matcher(written.get(1).strip()).matches()) {
      written.remove(1);
    }
    List<List<Cell>> lines = written.stream().map(line -> cells(name, line)).toList();
    if (lines.isEmpty()) {
      throw refused("TEST_TABLE_EMPTY", name, "it has no line of names", "begin it with names");
    }
    List<String> columns = lines.get(0).stream().map(cell -> cell.text().orElse("null")).toList();
    List<List<Cell>> rows = lines.subList(1, lines.size());
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw refused(
            "TEST_TABLE_CELLS",
            name,
            "a row has %d cells, not %d: %s".formatted(row.size(), columns.size(), text(row)),
            "give every row a cell for " + String.join(", ", columns));
      }
    }
    return new TextTable(name, columns, rows);
  }

  private static List<Cell> cells(String name, String line) {
    var cells = new ArrayList<Cell>();
    int at = 0;
    boolean more = true;
    while (more) {
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
      if (at < line.length() && line.charAt(at) == '"') {
        var text = new StringBuilder();
        at = quoted(name, line, at + 1, text);
        cells.add(new Cell(Optional.of(text.toString())));
      } else {
        int end = line.indexOf('|', at);
        String text = line.substring(at, end < 0 ? line.length() : end).strip();
        cells.add(new Cell(text.equals("null") ? Optional.empty() : Optional.of(text)));
        at = end < 0 ? line.length() : end;
      }
      while (at < line.length() && line.charAt(at) == ' ') {
        at++;
      }
      more = at < line.length();
      if (more && line.charAt(at) != '|') {
        throw refused(
            "TEST_TABLE_CELLS",
            name,
            "something follows a closing quote: " + line.substring(at),
            "double the quotes inside a text");
      }
      at++;
    }
    return cells;
  }

  /** Reads a quoted text into {@code text}; returns where the line goes on. */
  private static int quoted(String name, String line, int from, StringBuilder text) {
    int at = from;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c != '"') {
        text.append(c);
        at++;
      } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
        text.append('"');
        at += 2;
      } else {
        return at + 1;
      }
    }
    throw refused("TEST_TABLE_CELLS", name, "a quote is not closed: " + line, "close it");
  }

  /** The rows as a frame of all of {@code schema}; columns that are left out are null. */
  Dataset<Row> rows(SparkSession spark, StructType schema) {
    List<StructField> fields = fields(schema);
    List<Row> rows = new ArrayList<>();
    for (List<@Nullable Object> values : values(schema)) {
      @Nullable Object[] row = new Object[schema.length()];
      for (int i = 0; i < fields.size(); i++) {
        row[schema.fieldIndex(fields.get(i).name())] = values.get(i);
      }
      rows.add(RowFactory.create(row));
    }
    return spark.createDataFrame(rows, nullable(schema));
  }

  /** Whether a null is there where none may be is for the gates to say. */
  private static StructType nullable(StructType schema) {
    return new StructType(
        Arrays.stream(schema.fields())
            .map(field -> new StructField(field.name(), field.dataType(), true, field.metadata()))
            .toArray(StructField[]::new));
  }

  /** The values of each row, of the types that {@code schema} gives the columns. */
  List<List<@Nullable Object>> values(StructType schema) {
    List<StructField> fields = fields(schema);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    var problems = new ArrayList<Problem>();
    for (List<Cell> line : lines) {
      List<@Nullable Object> row = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        row.add(value(fields.get(i), line.get(i), problems));
      }
      rows.add(row);
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return rows;
  }

  private @Nullable Object value(StructField field, Cell cell, List<Problem> problems) {
    if (cell.text().isEmpty()) {
      return null;
    }
    try {
      return CellValue.of(field.dataType(), cell.text().get());
    } catch (RuntimeException e) {
      problems.add(
          new Problem(
              "TEST_TABLE_VALUE",
              "Cannot read column %s of the table for %s: '%s' is no %s."
                  .formatted(
                      field.name(), name, cell.text().get(), field.dataType().simpleString()),
              CellValue.hint(field.dataType())));
      return null;
    }
  }

  /** The fields that the table's columns name. */
  private List<StructField> fields(StructType schema) {
    var problems = new ArrayList<Problem>();
    var fields = new ArrayList<StructField>();
    for (String column : columns) {
      Optional<StructField> named =
          Arrays.stream(schema.fields())
              .filter(field -> field.name().equalsIgnoreCase(column))
              .findFirst();
      if (named.isEmpty()) {
        problems.add(
            problem(
                "TEST_TABLE_COLUMNS",
                name,
                "there is no column " + column,
                "there are " + String.join(", ", schema.fieldNames())));
      }
      named.ifPresent(fields::add);
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return fields;
  }

  /** The values of {@code row} in the table's columns. */
  List<@Nullable Object> pick(StructType schema, Row row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (StructField field : fields(schema)) {
      values.add(CellValue.comparable(row.get(schema.fieldIndex(field.name()))));
    }
    return values;
  }

  /** Two lists of rows as a table, with a mark before each. */
  String difference(
      List<? extends List<? extends @Nullable Object>> missing,
      List<? extends List<? extends @Nullable Object>> found) {
    List<List<String>> shown = new ArrayList<>();
    shown.add(columns);
    missing.forEach(row -> shown.add(texts(row)));
    found.forEach(row -> shown.add(texts(row)));
    var text = new StringBuilder();
    for (int line = 0; line < shown.size(); line++) {
      text.append(line == 0 ? "  " : line <= missing.size() ? "- " : "+ ");
      text.append(aligned(shown, shown.get(line))).append('\n');
    }
    return text.toString();
  }

  private static List<String> texts(List<? extends @Nullable Object> row) {
    return row.stream().map(String::valueOf).toList();
  }

  private static String aligned(List<List<String>> all, List<String> line) {
    var cells = new ArrayList<String>();
    for (int i = 0; i < line.size(); i++) {
      int column = i;
      int width = all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      cells.add(line.get(i) + " ".repeat(width - line.get(i).length()));
    }
    return String.join(" | ", cells).stripTrailing();
  }

  private static String text(List<Cell> row) {
    return row.stream().map(cell -> cell.text().orElse("null")).collect(Collectors.joining(" | "));
  }

  private static UserException refused(String code, String name, String fact, String hint) {
    return UserException.usage(problem(code, name, fact, hint));
  }

  private static Problem problem(String code, String name, String fact, String hint) {
    return new Problem(code, "Cannot read the table for %s: %s.".formatted(name, fact), hint);
  }
}
