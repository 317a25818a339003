package dev.bering.app;

import dev.bering.app.InputOptions.Inputs;
import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.parity.Comparison;
import dev.bering.parity.ComparisonPlan;
import dev.bering.parity.ComparisonPlanner;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.ComparisonRunner;
import dev.bering.parity.RowFilter;
import dev.bering.parity.SelfTest;
import dev.bering.parity.SelfTestReport;
import dev.bering.parity.SetComparison;
import dev.bering.parity.SetComparisonRunner;
import dev.bering.parity.SetPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    description =
        "Compare two tables row by row: Delta, Iceberg, Parquet, JSON, CSV or a database's.",
    footer = {
      "",
      "Null equals null, NaN equals NaN, and neither equals anything else. Columns of a CSV file"
          + " are",
      "text, read as the type of the other side. Two empty tables are not compared, which is not",
      "green, unless --allow-empty is given.",
      "",
      "A table of a database is its address, '#' and the table; it is read once, in one snapshot.",
      "",
      "  bering diff legacy.parquet ported/ --key order_id --tolerance amount=rel:1e-9",
      "  bering diff 'jdbc:postgresql://db/shop#public.orders' /lake/orders --key order_id --user"
          + " me",
      "  bering diff --comparison orders.yaml",
      "  bering diff legacy.parquet ported/ --key id --noise legacy-again.parquet",
      "  bering diff alerts.parquet ported/ --as-set resource,kind --min-jaccard 0.99"
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

  @Mixin private InputOptions inputs = new InputOptions();

  @Mixin private SelfTestOption selfTest = new SelfTestOption();

  @Mixin private SetOptions sets = new SetOptions();

  @Mixin private NoiseOptions noise = new NoiseOptions();

  @Mixin private ReportOptions reports = new ReportOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(names = "--dry-run", description = "Show how it would be compared, and compare nothing.")
  private boolean dryRun;

  DiffCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    requireSound(problems());
    reports.requireWritable();
    return sets.areGiven() ? compareSets() : compareRows();
  }

  private List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(engine.problems("DIFF_OPTION", "compare"));
    problems.addAll(selfTest.problems(sets, noise, reports));
    problems.addAll(dryRunProblems());
    problems.addAll(sets.areGiven() ? noise.problemsWithSets() : sets.problems());
    return problems;
  }

  private List<Problem> dryRunProblems() {
    List<Problem> problems = new ArrayList<>();
    if (dryRun && reports.areGiven()) {
      problems.add(
          new Problem(
              "DIFF_DRY_RUN_OPTION",
              "Cannot write a report: --dry-run compares nothing.",
              "leave out --dry-run, or --html, --junit and --save"));
    }
    if (dryRun && selfTest.isAsked()) {
      problems.add(
          new Problem(
              "DIFF_DRY_RUN_OPTION",
              "Cannot test the comparison: --dry-run compares nothing.",
              "leave out --dry-run or --self-test"));
    }
    return problems;
  }

  private ExitCode compareRows() {
    ComparisonFile.Declared declared = options.declared();
    List<String> names = new ArrayList<>();
    names.add(place("LEFT", left, declared.left()));
    names.add(place("RIGHT", right, declared.right()));
    names.addAll(noise.tables());
    Comparison comparison = declared.comparison();
    boolean hasCandidates = !comparison.ties().candidates().isEmpty();
    if (hasCandidates) {
      names.add(comparison.ties().candidates());
    }
    requireSound(inputs.problems(names, noise.tables(), engine.isSpark()));
    try (Inputs opened = inputs.open(names, terminal().progress());
        Engine sql = engine.sql()) {
      List<DiffInput> tables = opened.tables();
      Relation leftRelation = tables.get(0).register(sql, "left");
      Relation rightRelation = tables.get(1).register(sql, "right");
      List<Relation> relations = RowFilter.of(sql, comparison, leftRelation, rightRelation);
      Optional<Relation> candidates =
          hasCandidates
              ? Optional.of(tables.get(tables.size() - 1).register(sql, "candidates"))
              : Optional.empty();
      ComparisonPlan plan = plan(comparison, relations, candidates);
      if (selfTest.isAsked()) {
        SelfTestReport tested = tested(sql, comparison, relations, candidates);
        return result("selfTest", tested, tested::toString, tested.exitCode());
      }
      if (!noise.areGiven()) {
        return dryRun ? planned(plan, sql) : found(new DiffResult.Rows(compared(sql, plan)));
      }
      NoiseOptions.Plans again =
          noise.plans(
              sql,
              comparison,
              leftRelation,
              rightRelation,
              tables.subList(2, 2 + noise.tables().size()).stream()
                  .map(DiffInput::snapshot)
                  .toList());
      return dryRun
          ? planned(plan, sql)
          : found(new DiffResult.Noise(again.run(sql, terminal().progress(), plan)));
    }
  }

  private static ComparisonPlan plan(
      Comparison comparison, List<Relation> sides, Optional<Relation> candidates) {
    ComparisonPlanner planner = new ComparisonPlanner();
    return candidates
        .map(from -> planner.plan(comparison, sides.get(0), sides.get(1), from))
        .orElseGet(() -> planner.plan(comparison, sides.get(0), sides.get(1)));
  }

  private static SelfTestReport tested(
      Engine sql, Comparison comparison, List<Relation> sides, Optional<Relation> candidates) {
    SelfTest selfTest = new SelfTest(sql);
    return candidates
        .map(from -> selfTest.run(comparison, sides.get(0), sides.get(1), from))
        .orElseGet(() -> selfTest.run(comparison, sides.get(0), sides.get(1)));
  }

  private ComparisonReport compared(Engine sql, ComparisonPlan plan) {
    return new ComparisonRunner(sql, terminal().progress()).run(plan);
  }

  private ExitCode compareSets() {
    SetComparison comparison = options.declared(sets);
    List<String> names = List.of(place("LEFT", left, ""), place("RIGHT", right, ""));
    requireSound(inputs.problems(names, List.of(), engine.isSpark()));
    try (Inputs opened = inputs.open(names, terminal().progress());
        Engine sql = engine.sql()) {
      SetPlan plan =
          new ComparisonPlanner()
              .plan(
                  comparison,
                  opened.tables().get(0).register(sql, "left"),
                  opened.tables().get(1).register(sql, "right"));
      return dryRun
          ? planned(plan, sql)
          : found(new DiffResult.Sets(new SetComparisonRunner(sql).run(plan)));
    }
  }

  private ExitCode planned(Object plan, Engine sql) {
    return result(
        "plan", plan, () -> "engine %s\n%s".formatted(sql.description(), plan), ExitCode.OK);
  }

  private ExitCode found(DiffResult result) {
    ExitCode exitCode = result.verdict().exitCode();
    reports.write(result, exitCode, terminal());
    return result(result.parts(), result::text, exitCode);
  }

  private static void requireSound(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
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
