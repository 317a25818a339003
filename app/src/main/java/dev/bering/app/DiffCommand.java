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
import dev.bering.parity.RowFilter;
import dev.bering.parity.TextReport;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bering diff LEFT RIGHT --key COLUMN}. */
@Command(
    name = "diff",
    description = "Compare two tables row by row: Delta, Parquet or CSV on either side.",
    footer = {
      "",
      "Null equals null, NaN equals NaN, and neither equals anything else. Columns of a CSV file"
          + " are",
      "text, read as the type of the other side. Two empty tables are not compared, which is not",
      "green, unless --allow-empty is given.",
      "",
      "  bering diff legacy.parquet ported/ --key order_id --tolerance amount=rel:1e-9",
      "  bering diff --comparison orders.yaml"
    })
final class DiffCommand extends Verb {

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "LEFT",
      description = "What should be: a table; in place of the one that the file names.")
  private String left = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "RIGHT",
      description = "What is: a table; in place of the one that the file names.")
  private String right = "";

  @Mixin private ComparisonOptions options = new ComparisonOptions();

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
    ComparisonFile.Declared declared = options.declared();
    List<TableSnapshot> tables =
        open(
            List.of(place("LEFT", left, declared.left()), place("RIGHT", right, declared.right())));
    try (Engine sql = engine.sql()) {
      Comparison comparison = declared.comparison();
      List<Relation> relations =
          RowFilter.of(
              sql,
              comparison,
              sql.register("left", tables.get(0)),
              sql.register("right", tables.get(1)));
      ComparisonPlan plan =
          new ComparisonPlanner().plan(comparison, relations.get(0), relations.get(1));
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

  /** The command line's table goes before the file's: one declaration may serve many tables. */
  private String place(String parameter, String told, String declared) {
    String place = told.isEmpty() ? declared : told;
    if (place.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "Missing required parameter: '%s'".formatted(parameter));
    }
    return place;
  }
}
