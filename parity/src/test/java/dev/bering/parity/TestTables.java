package dev.bering.parity;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.Sql;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tables written as text, compared on a real engine: {@code "id|amt\n1|10\n2|20"}.
 *
 * <p>A header cell is a name, or a name and a SQL type ({@code "id BIGINT"}). If no cell has a type
 * the table is a CSV file, else a Parquet file. {@code NULL} is null and {@code ''} the empty text;
 * every other cell of a typed table is a text that SQL casts to the column's type.
 */
public final class TestTables implements AutoCloseable {

  /** So that a few rows take the way of many: every row a bucket of its own, about. */
  public static final PlanLimits FINGERPRINTS = new PlanLimits(0, 1, 1024, 1);

  private final DuckDbEngine writer = DuckDbEngine.open();
  private final Engine engine;
  private final Path folder;
  private final Map<String, Path> written = new HashMap<>();
  private int files;

  TestTables() {
    this(Optional.empty());
  }

  /** Tables that {@code engine} compares; closing them does not close it. */
  public TestTables(Engine engine) {
    this(Optional.of(engine));
  }

  private TestTables(Optional<Engine> compared) {
    engine = compared.orElse(writer);
    try {
      folder = Files.createTempDirectory("parity");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Engine engine() {
    return engine;
  }

  /** Written, chosen, planned, compared. */
  public ComparisonReport report(
      String left, String right, Comparison comparison, PlanLimits limits) {
    List<Relation> relations =
        RowFilter.of(engine, comparison, table("left", left), table("right", right));
    ComparisonPlan plan =
        new ComparisonPlanner(limits).plan(comparison, relations.get(0), relations.get(1));
    return new ComparisonRunner(engine, Progress.NONE).run(plan);
  }

  /** Likewise, with the rows that were chosen from. */
  public ComparisonReport report(
      String left, String right, String candidates, Comparison comparison, PlanLimits limits) {
    ComparisonPlan plan =
        new ComparisonPlanner(limits)
            .plan(
                comparison,
                table("left", left),
                table("right", right),
                table("candidates", candidates));
    return new ComparisonRunner(engine, Progress.NONE).run(plan);
  }

  /** Compared as sets. */
  public SetReport sets(String left, String right, SetComparison comparison) {
    return new SetComparisonRunner(engine)
        .run(new ComparisonPlanner().plan(comparison, table("left", left), table("right", right)));
  }

  /** Compared with the noise between legacy runs. */
  public NoiseReport noise(String legacy, String port, String legacyAgain, Comparison comparison) {
    ComparisonPlanner planner = new ComparisonPlanner();
    Relation run = table("left", legacy);
    return new NoiseRunner(engine, Progress.NONE)
        .run(
            planner.plan(comparison, run, table("right", port)),
            List.of(planner.plan(comparison, run, table("again", legacyAgain))),
            List.of());
  }

  /** What the declaration sees of differences that are planted into the table. */
  public SelfTestReport selfTest(String table, Comparison comparison) {
    return selfTest(table, table, comparison);
  }

  /** Likewise, of a table that is declared to be compared with another one. */
  public SelfTestReport selfTest(String left, String right, Comparison comparison) {
    return new SelfTest(engine).run(comparison, table("left", left), table("right", right));
  }

  /** Compared both ways, which must agree. */
  ComparisonReport report(String left, String right, Comparison comparison) {
    return agreed(
        report(left, right, comparison, PlanLimits.DEFAULT),
        report(left, right, comparison, FINGERPRINTS));
  }

  /** Compared both ways, which must agree. */
  ComparisonReport report(String left, String right, String candidates, Comparison comparison) {
    return agreed(
        report(left, right, candidates, comparison, PlanLimits.DEFAULT),
        report(left, right, candidates, comparison, FINGERPRINTS));
  }

  private static ComparisonReport agreed(ComparisonReport direct, ComparisonReport bucketed) {
    if (!facts(direct).equals(facts(bucketed))) {
      throw new AssertionError(
          "direct join:\n%s\nfingerprints first:\n%s".formatted(facts(direct), facts(bucketed)));
    }
    return direct;
  }

  /** What the report says, without where the tables were and what compared them. */
  String compare(String left, String right, Comparison comparison) {
    return facts(report(left, right, comparison));
  }

  String compare(String left, String right) {
    return compare(left, right, Comparison.by("id"));
  }

  private static String facts(ComparisonReport report) {
    return TextReports.withoutPlaces(TextReport.of(report)).strip();
  }

  Relation table(String name, String text) {
    List<String[]> rows =
        text.lines().map(line -> line.split("\\|", -1)).collect(Collectors.toList());
    String[] header = rows.remove(0);
    boolean typed = Arrays.stream(header).anyMatch(cell -> cell.contains(" "));
    return typed ? parquet(name, header, rows) : csv(name, header, rows);
  }

  private Relation csv(String name, String[] header, List<String[]> rows) {
    StringBuilder csv = new StringBuilder(String.join(",", header)).append('\n');
    for (String[] row : rows) {
      csv.append(Arrays.stream(row).map(TestTables::csvCell).collect(Collectors.joining(",")))
          .append('\n');
    }
    Path file = folder.resolve(name + files++ + ".csv");
    try {
      Files.writeString(file, csv);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return engine.register(name, new TableSnapshot.Csv(Location.of("/" + name), file));
  }

  private static String csvCell(String cell) {
    return switch (cell) {
      case "NULL" -> "";
      case "''" -> "\"\"";
      default -> '"' + cell.replace("\"", "\"\"") + '"';
    };
  }

  private Relation parquet(String name, String[] header, List<String[]> rows) {
    String names =
        IntStream.range(0, header.length).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    String columns =
        IntStream.range(0, header.length)
            .mapToObj(
                i -> {
                  int at = header[i].indexOf(' ');
                  return "CAST(c%d AS %s) AS %s"
                      .formatted(
                          i,
                          header[i].substring(at + 1),
                          Sql.identifier(header[i].substring(0, at)));
                })
            .collect(Collectors.joining(", "));
    String[] none = new String[header.length];
    Arrays.fill(none, "NULL");
    String values =
        (rows.isEmpty() ? List.<String[]>of(none) : rows)
            .stream().map(TestTables::sqlRow).collect(Collectors.joining(", "));
    String select =
        "SELECT %s FROM (VALUES %s) t(%s)%s"
            .formatted(columns, values, names, rows.isEmpty() ? " WHERE false" : "");
    // Most tables are compared in more than one way.
    return register(name, written.computeIfAbsent(name + " " + select, key -> write(name, select)));
  }

  /** A Parquet file with the rows of a query. */
  public Relation parquet(String name, String select) {
    return register(name, write(name, select));
  }

  private Path write(String name, String select) {
    Path file = folder.resolve(name + files++ + ".parquet");
    writer.execute(
        "COPY (%s) TO %s (FORMAT parquet)".formatted(select, Sql.literal(file.toString())));
    return file;
  }

  private Relation register(String name, Path file) {
    return engine.register(name, new TableSnapshot.Parquet(Location.of("/" + name), List.of(file)));
  }

  private static String sqlRow(String[] row) {
    return Arrays.stream(row).map(TestTables::sqlCell).collect(Collectors.joining(", ", "(", ")"));
  }

  private static String sqlCell(String cell) {
    return switch (cell) {
      case "NULL" -> "NULL";
      case "''" -> "''";
      default -> Sql.literal(cell);
    };
  }

  @Override
  public void close() {
    writer.close();
  }
}
