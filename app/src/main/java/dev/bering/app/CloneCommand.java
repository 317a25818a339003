package dev.bering.app;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.delta.StreamPlanner;
import dev.bering.clone.iceberg.IcebergOptions;
import dev.bering.clone.iceberg.IcebergPlanner;
import dev.bering.clone.jdbc.JdbcClonePlan;
import dev.bering.clone.jdbc.JdbcClonePlanner;
import dev.bering.clone.jdbc.JdbcCloneReport;
import dev.bering.clone.jdbc.JdbcCloneRunner;
import dev.bering.clone.jdbc.JdbcRequest;
import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering clone SOURCE TARGET}. */
@Command(
    name = "clone",
    description = "Make TARGET a copy of the table SOURCE.",
    footer = {
      "",
      "SOURCE and TARGET are folders, s3://bucket/prefix, hdfs://host/path; SOURCE may also be the",
      "metadata file of an Iceberg table, or a database. Delta and Iceberg are told apart by what",
      "lies there. A second run copies nothing; a run after new commits copies only what they bring.",
      "A killed run goes on where it stopped. Every file is read back, or its checksum confirmed by",
      "the store, before it counts."
    })
final class CloneCommand extends Verb {

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The table.")
  private String source = "";

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "Folder for the copy: empty, new, or an earlier copy of SOURCE.")
  private String target = "";

  @Option(names = "--dry-run", description = "Show what would be copied, and copy nothing.")
  private boolean dryRun;

  @Mixin private TransferOptions transfer = new TransferOptions();

  @ArgGroup(validate = false, heading = "%nFor Delta tables:%n")
  private DeltaOptions delta = new DeltaOptions();

  @ArgGroup(
      validate = false,
      heading = "%nFor a SOURCE that is a database, such as jdbc:postgresql://host/database:%n")
  private JdbcOptions jdbc = new JdbcOptions();

  CloneCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    if (JdbcOptions.isDatabase(source)) {
      checkOptions(delta.given(), "Delta tables");
      return cloneDatabase();
    }
    Location from = Location.of(source);
    Location to = Location.of(target);
    List<Problem> problems = new ArrayList<>(meaningless(jdbc.given(), "databases"));
    problems.addAll(delta.problems(source));
    problems.addAll(transfer.problems());
    raise(problems);
    if (TableFormat.of(from) == TableFormat.ICEBERG) {
      checkOptions(delta.given(), "Delta tables");
      return cloneIceberg(from, to);
    }
    return cloneDelta(from, to);
  }

  /**
   * Checkpoints are copied before the table is even looked at: behind it they may be, never ahead.
   */
  private ExitCode cloneDelta(Location from, Location to) {
    StreamPlanner streams = new StreamPlanner(transfer.stores());
    List<StreamPlanner.Move> moves = delta.moves(to);
    List<ClonePlan> checkpointPlans = new ArrayList<>();
    List<CloneReport> checkpointReports = new ArrayList<>();
    try {
      for (StreamPlanner.Move move : moves) {
        ClonePlan plan = streams.plan(move, from, to, delta.mode());
        checkpointPlans.add(plan);
        if (!dryRun) {
          checkpointReports.add(runner().run(plan));
        }
      }
      try (ClonePlan plan = delta.plan(from, to, terminal().progress(), transfer.stores())) {
        if (dryRun) {
          return result("plan", plan, checkpointPlans, ClonePlan::text);
        }
        CloneReport report = runner().run(plan);
        moves.forEach(move -> streams.verify(move, from, to));
        return result("report", report, checkpointReports, CloneReport::text);
      }
    } finally {
      checkpointPlans.forEach(ClonePlan::close);
    }
  }

  private ExitCode cloneIceberg(Location from, Location to) {
    try (ClonePlan plan =
        new IcebergPlanner(terminal().progress(), transfer.stores())
            .plan(from, to, IcebergOptions.DEFAULT)) {
      return dryRun
          ? result("plan", plan, List.of(), ClonePlan::text)
          : result("report", runner().run(plan), List.of(), CloneReport::text);
    }
  }

  private ExitCode cloneDatabase() {
    JdbcRequest request = jdbc.request(source, Location.of(target));
    JdbcClonePlan plan = new JdbcClonePlanner().plan(request);
    if (dryRun) {
      return result("plan", plan, plan::text, ExitCode.OK);
    }
    JdbcCloneReport report = new JdbcCloneRunner(terminal().progress()).run(request, plan);
    return result("report", report, report::text, ExitCode.OK);
  }

  private CloneRunner runner() {
    return transfer
        .concurrency()
        .map(threads -> new CloneRunner(terminal().progress(), threads, transfer.limitedStores()))
        .orElseGet(() -> new CloneRunner(terminal().progress(), transfer.limitedStores()));
  }

  private <T> ExitCode result(String name, T table, List<T> checkpoints, Function<T, String> text) {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put(name, table);
    if (!checkpoints.isEmpty()) {
      results.put("checkpoints", checkpoints);
    }
    transfer.retried().ifPresent(counts -> results.put("retries", counts));
    return result(
        results,
        () ->
            checkpoints.stream().map(text).collect(Collectors.joining())
                + text.apply(table)
                + transfer
                    .retried()
                    .map(
                        counts ->
                            "  tried again %s, %d of them as the store asked for fewer requests%n"
                                .formatted(Counts.of(counts.retried(), "time"), counts.throttled()))
                    .orElse(""),
        ExitCode.OK);
  }

  private void checkOptions(List<String> given, String what) {
    raise(meaningless(given, what));
  }

  /** An option that would have no effect is a misunderstanding. */
  private List<Problem> meaningless(List<String> given, String what) {
    return given.stream()
        .map(
            option ->
                new Problem(
                    "CLONE_OPTION",
                    "Cannot clone %s: %s is for %s.".formatted(shown(), option, what),
                    "leave it out"))
        .toList();
  }

  /** The options of a database's address may hold what nobody should see. */
  private String shown() {
    return JdbcOptions.isDatabase(source) ? source.replaceAll("\\?.*|//[^/]*@", "") : source;
  }

  private static void raise(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }
}
