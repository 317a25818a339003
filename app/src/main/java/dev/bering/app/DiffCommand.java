package dev.bering.app;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.parity.Comparison;
import dev.bering.parity.ComparisonPlan;
import dev.bering.parity.ComparisonPlanner;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.ComparisonRunner;
import dev.bering.parity.TextReport;
import dev.bering.parity.Tolerance;
import dev.bering.parity.WhenEmpty;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering diff LEFT RIGHT --key COLUMN}. */
@Command(
    name = "diff",
    description = "Compare two tables row by row: Delta, Parquet or CSV on either side.",
    footer = {
      "",
      "Null equals null, NaN equals NaN, and neither equals anything else. Columns of a CSV file are",
      "text, read as the type of the other side. Two empty tables are not compared, which is not",
      "green, unless --allow-empty is given.",
      "",
      "  bering diff legacy.parquet ported/ --key order_id --tolerance amount=rel:1e-9"
    })
final class DiffCommand extends Verb {

  @Parameters(index = "0", paramLabel = "LEFT", description = "What should be: a table.")
  private String left = "";

  @Parameters(index = "1", paramLabel = "RIGHT", description = "What is: a table.")
  private String right = "";

  @Option(
      names = "--key",
      required = true,
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns that tell which row belongs to which; repeat or separate by commas.")
  private List<String> keys = List.of();

  @Option(
      names = "--tolerance",
      paramLabel = "COLUMN=abs:X|rel:X",
      description = "How far apart numbers may be: abs:0.01, rel:1e-9, or abs:0.01,rel:1e-9.")
  private List<String> tolerances = List.of();

  @Option(
      names = "--ignore",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns that are not compared; the report says so.")
  private List<String> ignored = List.of();

  @Option(names = "--allow-empty", description = "Two empty tables are equal.")
  private boolean allowEmpty;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "20",
      description = "Examples of each kind of difference (default: ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the report as one self-contained HTML file.")
  private Path html = Path.of("");

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(names = "--dry-run", description = "Show how it would be compared, and compare nothing.")
  private boolean dryRun;

  DiffCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    boolean asHtml = !html.toString().isEmpty();
    if (asHtml) {
      Pages.checkWritable(html);
    }
    List<Problem> problems = engine.problems("DIFF_OPTION", "compare");
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    Comparison comparison = comparison();
    List<TableSnapshot> tables = open(List.of(left, right));
    try (Engine sql = engine.sql()) {
      Relation leftRelation = sql.register("left", tables.get(0));
      Relation rightRelation = sql.register("right", tables.get(1));
      ComparisonPlan plan = new ComparisonPlanner().plan(comparison, leftRelation, rightRelation);
      if (dryRun) {
        return result(
            "plan", plan, () -> "engine %s\n%s".formatted(sql.description(), plan), ExitCode.OK);
      }
      ComparisonReport report = new ComparisonRunner(sql, terminal().progress()).run(plan);
      if (asHtml) {
        Pages.write(html, Pages.comparison(report));
        terminal().err().println("report: " + html.toAbsolutePath().normalize());
      }
      return result("report", report, () -> TextReport.of(report), report.verdict().exitCode());
    }
  }

  /** Opens every table, and tells of every one that cannot be opened. */
  private static List<TableSnapshot> open(List<String> names) {
    List<TableSnapshot> tables = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    ExitCode exitCode = ExitCode.SOURCE;
    for (String name : names) {
      try {
        tables.add(Tables.open(Location.of(name)));
      } catch (UserException e) {
        problems.addAll(e.problems());
        exitCode = e.exitCode();
      }
    }
    if (!problems.isEmpty()) {
      throw exitCode == ExitCode.USAGE
          ? UserException.usage(problems)
          : UserException.source(problems);
    }
    return tables;
  }

  private Comparison comparison() {
    List<Problem> problems = new ArrayList<>();
    Map<String, Tolerance> byColumn = new LinkedHashMap<>();
    for (String text : tolerances) {
      int equals = text.lastIndexOf('=');
      String column = equals < 0 ? "" : text.substring(0, equals);
      Tolerance tolerance = ToleranceText.read(text.substring(equals + 1));
      if (column.isBlank() || tolerance.equals(Tolerance.NONE)) {
        problems.add(
            new Problem(
                "DIFF_TOLERANCE_INVALID",
                "Cannot read tolerance '%s': it is not COLUMN=abs:X, COLUMN=rel:X or both with X above 0."
                    .formatted(text),
                "write for example --tolerance amount=rel:1e-9"));
      } else {
        byColumn.put(column, tolerance);
      }
    }
    if (samples < 0) {
      problems.add(
          new Problem(
              "DIFF_SAMPLES_INVALID",
              "Cannot show %d samples: the number is negative.".formatted(samples),
              "write 0 or more"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new Comparison(
        keys,
        byColumn,
        new LinkedHashSet<>(ignored),
        allowEmpty ? WhenEmpty.EQUAL : WhenEmpty.NOT_COMPARED,
        samples);
  }
}
