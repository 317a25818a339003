package dev.bering.app;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.delta.ReplicaOptions;
import dev.bering.clone.delta.ReplicaPlanner;
import dev.bering.clone.delta.SnapshotOptions;
import dev.bering.clone.delta.SnapshotPlanner;
import dev.bering.clone.delta.StreamPlanner;
import dev.bering.clone.jdbc.JdbcClonePlan;
import dev.bering.clone.jdbc.JdbcClonePlanner;
import dev.bering.clone.jdbc.JdbcCloneReport;
import dev.bering.clone.jdbc.JdbcCloneRunner;
import dev.bering.clone.jdbc.JdbcRequest;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering clone SOURCE TARGET}. */
@Command(
    name = "clone",
    description = "Make TARGET a copy of the table SOURCE.",
    footer = {
      "",
      "A replica keeps every retained version, the log byte for byte; a snapshot is one version",
      "with a history of its own. A second run copies nothing; a run after new commits copies only",
      "what they bring. A killed run goes on where it stopped. Every file is read back and its",
      "hash compared before it appears."
    })
final class CloneCommand extends Verb {

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "Folder of a Delta table, or a database.")
  private String source = "";

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "Folder for the copy: empty, new, or an earlier copy of SOURCE.")
  private String target = "";

  @Option(names = "--dry-run", description = "Show what would be copied, and copy nothing.")
  private boolean dryRun;

  @Option(
      names = "--mode",
      defaultValue = "replica",
      paramLabel = "MODE",
      description = "replica (default) or snapshot.")
  private Mode mode = Mode.REPLICA;

  @Option(
      names = "--history",
      defaultValue = "all",
      paramLabel = "HISTORY",
      description =
          "What a new replica carries: all (default), checkpoint, version:N, or since:TIME, such as"
              + " since:30d or since:2026-01-31T00:00:00Z.")
  private String history = "all";

  @Option(
      names = "--rebase",
      description =
          "Where the source no longer has the commits that would join the two logs: start the"
              + " replica's history anew.")
  private boolean rebase;

  @Option(names = "--version", paramLabel = "N", description = "The version to take a snapshot of.")
  private @Nullable Long version;

  @Option(
      names = "--timestamp",
      paramLabel = "TIME",
      description = "Take a snapshot of the version that was current then.")
  private @Nullable String timestamp;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A table property that the snapshot has otherwise than SOURCE.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(names = "--concurrency", paramLabel = "N", description = "Files that are copied at once.")
  private @Nullable Integer concurrency;

  @Option(
      names = "--with-checkpoint",
      paramLabel = "PATH[=TARGETPATH]",
      description =
          "Move the checkpoint of a stream that writes or reads SOURCE with it, before the table"
              + " (default target: TARGET/_checkpoints/NAME).")
  private List<String> checkpoints = new ArrayList<>();

  @ArgGroup(
      validate = false,
      heading = "%nFor a SOURCE that is a database, such as jdbc:postgresql://host/database:%n")
  private JdbcOptions jdbc = new JdbcOptions();

  private enum Mode {
    REPLICA(ClonePlan.Mode.REPLICA),
    SNAPSHOT(ClonePlan.Mode.SNAPSHOT);

    private final ClonePlan.Mode ofPlans;

    Mode(ClonePlan.Mode ofPlans) {
      this.ofPlans = ofPlans;
    }
  }

  CloneCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    if (JdbcOptions.isDatabase(source)) {
      return runFromDatabase();
    }
    checkOptions();
    StreamPlanner streams = new StreamPlanner(Stores::open);
    List<StreamPlanner.Move> moves = moves();
    // Checkpoints first, copied before the table is even looked at: they may be behind it, never
    // ahead.
    List<ClonePlan> checkpointPlans = new ArrayList<>();
    List<CloneReport> checkpointReports = new ArrayList<>();
    for (StreamPlanner.Move move : moves) {
      try (ClonePlan plan =
          streams.plan(move, Location.of(source), Location.of(target), mode.ofPlans)) {
        checkpointPlans.add(plan);
        if (!dryRun) {
          checkpointReports.add(runner().run(plan));
        }
      }
    }
    try (ClonePlan plan = plan()) {
      if (dryRun) {
        return result("plan", plan, "checkpoints", checkpointPlans, ClonePlan::text);
      }
      CloneReport report = runner().run(plan);
      moves.forEach(move -> streams.verify(move, Location.of(target)));
      return result("report", report, "checkpoints", checkpointReports, CloneReport::text);
    }
  }

  private ExitCode runFromDatabase() {
    JdbcRequest request = jdbc.request(source, Location.of(target));
    JdbcClonePlan plan = new JdbcClonePlanner().plan(request);
    if (dryRun) {
      return result("plan", plan, plan::text, ExitCode.OK);
    }
    JdbcCloneReport report = new JdbcCloneRunner(terminal().progress()).run(request, plan);
    return result("report", report, report::text, ExitCode.OK);
  }

  private <T> ExitCode result(
      String name, T table, String othersName, List<T> others, Function<T, String> text) {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put(name, table);
    if (!others.isEmpty()) {
      results.put(othersName, others);
    }
    return result(
        results,
        () -> others.stream().map(text).collect(Collectors.joining()) + text.apply(table),
        ExitCode.OK);
  }

  private List<StreamPlanner.Move> moves() {
    List<StreamPlanner.Move> moves = new ArrayList<>();
    for (String checkpoint : checkpoints) {
      int equals = checkpoint.indexOf('=');
      Location from = Location.of(equals < 0 ? checkpoint : checkpoint.substring(0, equals));
      Location to =
          Location.of(
              equals < 0
                  ? "%s/%s/%s".formatted(Location.of(target), StreamPlanner.FOLDER, from.name())
                  : checkpoint.substring(equals + 1));
      moves.add(new StreamPlanner.Move(from, to));
    }
    return moves;
  }

  private CloneRunner runner() {
    return concurrency == null
        ? new CloneRunner(terminal().progress())
        : new CloneRunner(terminal().progress(), concurrency, Stores::open);
  }

  private ClonePlan plan() {
    Location from = Location.of(source);
    Location to = Location.of(target);
    return mode == Mode.REPLICA
        ? new ReplicaPlanner(terminal().progress())
            .plan(
                from,
                to,
                new ReplicaOptions(
                    HistoryText.parse(history, Instant.now()),
                    rebase ? ReplicaOptions.Gap.REBASE : ReplicaOptions.Gap.REFUSE))
        : new SnapshotPlanner(terminal().progress())
            .plan(from, to, new SnapshotOptions(asOf(), properties));
  }

  private SnapshotOptions.AsOf asOf() {
    if (version != null) {
      return new SnapshotOptions.AsOf.Version(version);
    }
    return timestamp == null
        ? new SnapshotOptions.AsOf.Newest()
        : new SnapshotOptions.AsOf.Time(HistoryText.time(timestamp));
  }

  /** An option that would have no effect is a misunderstanding. */
  private void checkOptions() {
    List<Problem> problems = new ArrayList<>();
    for (String option : jdbc.given()) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot clone %s: %s is for databases.".formatted(source, option),
              "leave it out, or name a source such as jdbc:postgresql://host/database"));
    }
    if (mode == Mode.REPLICA) {
      refuse(version != null, "--version", "replica", "snapshot", problems);
      refuse(timestamp != null, "--timestamp", "replica", "snapshot", problems);
      refuse(!properties.isEmpty(), "--set", "replica", "snapshot", problems);
    } else {
      refuse(!history.equals("all"), "--history", "snapshot", "replica", problems);
      refuse(rebase, "--rebase", "snapshot", "replica", problems);
    }
    if (version != null && timestamp != null) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot clone %s: --version and --timestamp name two versions.".formatted(source),
              "give one of them"));
    }
    if (concurrency != null && concurrency < 1) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot clone %s: --concurrency is %d.".formatted(source, concurrency),
              "give a number from 1"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private void refuse(
      boolean given, String option, String mode, String other, List<Problem> problems) {
    if (given) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot clone %s: %s means nothing for a %s.".formatted(source, option, mode),
              "leave it out, or clone with --mode " + other));
    }
  }
}
