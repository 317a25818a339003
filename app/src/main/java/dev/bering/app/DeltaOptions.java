package dev.bering.app;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.delta.ReplicaOptions;
import dev.bering.clone.delta.ReplicaPlanner;
import dev.bering.clone.delta.SnapshotOptions;
import dev.bering.clone.delta.SnapshotPlanner;
import dev.bering.clone.delta.StreamPlanner;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.stores.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line says of a Delta table that is copied. */
final class DeltaOptions {

  static final String CHECKPOINT = "--with-checkpoint";

  /** Split where a path begins: folders of partitions are named {@code key=value}. */
  private static final Pattern FROM_TO =
      Pattern.compile("(.+?)=(/.*|\\.{1,2}/.*|[A-Za-z][A-Za-z0-9+.-]+:/.*)");

  @Option(
      names = "--mode",
      defaultValue = "replica",
      paramLabel = "MODE",
      description =
          "replica (default): every retained version, the log byte for byte; snapshot: one version"
              + " with a history of its own.")
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
          "If SOURCE has cleaned up commits that the replica lacks: give up the replica's versions"
              + " and begin its history anew at a checkpoint.")
  private boolean rebase;

  @Option(
      names = "--in-commit-timestamps",
      description =
          "Put the times of commits into the commits of a new replica, for targets such as S3 that"
              + " keep no times of files; its log is not byte for byte SOURCE's then.")
  private boolean stamped;

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

  @Option(
      names = CHECKPOINT,
      paramLabel = "PATH[=TARGETPATH]",
      description =
          "Move the checkpoint of a stream that writes or reads SOURCE with it, before the table"
              + " (default target: TARGET/_checkpoints/NAME). TARGETPATH begins with /, ./, ../ or"
              + " a scheme, so that PATH may hold a =.")
  private List<String> checkpoints = new ArrayList<>();

  private enum Mode {
    REPLICA(ClonePlan.Mode.REPLICA),
    SNAPSHOT(ClonePlan.Mode.SNAPSHOT);

    private final ClonePlan.Mode ofPlans;

    Mode(ClonePlan.Mode ofPlans) {
      this.ofPlans = ofPlans;
    }
  }

  /** The mode of the plan. */
  ClonePlan.Mode mode() {
    return mode.ofPlans;
  }

  /** The plan that the options ask for. */
  ClonePlan plan(Location from, Location to, Progress progress, Function<Location, Store> stores) {
    return mode == Mode.REPLICA
        ? new ReplicaPlanner(progress, stores).plan(from, to, replica())
        : new SnapshotPlanner(progress, stores, Clock.systemUTC())
            .plan(from, to, new SnapshotOptions(asOf(), properties));
  }

  private ReplicaOptions replica() {
    return new ReplicaOptions(
        HistoryText.parse(history, Instant.now()),
        rebase ? ReplicaOptions.Gap.REBASE : ReplicaOptions.Gap.REFUSE,
        stamped ? ReplicaOptions.Times.IN_COMMITS : ReplicaOptions.Times.OF_FILES);
  }

  private SnapshotOptions.AsOf asOf() {
    if (version != null) {
      return new SnapshotOptions.AsOf.Version(version);
    }
    return timestamp == null
        ? new SnapshotOptions.AsOf.Newest()
        : new SnapshotOptions.AsOf.Time(HistoryText.time(timestamp));
  }

  /** What {@link #CHECKPOINT} says, each of its places put through {@code place}. */
  static String withPlaces(String checkpoint, UnaryOperator<String> place) {
    Matcher pair = FROM_TO.matcher(checkpoint);
    return pair.matches()
        ? "%s=%s".formatted(place.apply(pair.group(1)), place.apply(pair.group(2)))
        : place.apply(checkpoint);
  }

  /** The checkpoints that move with the table. */
  List<StreamPlanner.Move> moves(Location target) {
    List<StreamPlanner.Move> moves = new ArrayList<>();
    for (String checkpoint : checkpoints) {
      Matcher pair = FROM_TO.matcher(checkpoint);
      boolean placed = pair.matches();
      Location from = Location.of(placed ? pair.group(1) : checkpoint);
      Location to =
          Location.of(
              placed
                  ? pair.group(2)
                  : "%s/%s/%s".formatted(target, StreamPlanner.FOLDER, from.name()));
      moves.add(new StreamPlanner.Move(from, to));
    }
    return moves;
  }

  /** The options that were given, for sentences. */
  List<String> given() {
    List<String> given = new ArrayList<>(ofReplicas());
    given.addAll(ofSnapshots());
    if (mode == Mode.SNAPSHOT) {
      given.add("--mode snapshot");
    }
    if (!checkpoints.isEmpty()) {
      given.add(CHECKPOINT);
    }
    return given;
  }

  private List<String> ofReplicas() {
    List<String> given = new ArrayList<>();
    if (!history.equals("all")) {
      given.add("--history");
    }
    if (rebase) {
      given.add("--rebase");
    }
    if (stamped) {
      given.add("--in-commit-timestamps");
    }
    return given;
  }

  private List<String> ofSnapshots() {
    List<String> given = new ArrayList<>();
    if (version != null) {
      given.add("--version");
    }
    if (timestamp != null) {
      given.add("--timestamp");
    }
    if (!properties.isEmpty()) {
      given.add("--set");
    }
    return given;
  }

  /** An option that would have no effect is a misunderstanding. */
  List<Problem> problems(String source) {
    List<Problem> problems = new ArrayList<>();
    List<String> meaningless = mode == Mode.REPLICA ? ofSnapshots() : ofReplicas();
    for (String option : meaningless) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot clone %s: %s means nothing for a %s."
                  .formatted(source, option, mode == Mode.REPLICA ? "replica" : "snapshot"),
              "leave it out, or clone with --mode "
                  + (mode == Mode.REPLICA ? "snapshot" : "replica")));
    }
    if (version != null && timestamp != null) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot clone %s: --version and --timestamp name two versions.".formatted(source),
              "give one of them"));
    }
    return problems;
  }
}
