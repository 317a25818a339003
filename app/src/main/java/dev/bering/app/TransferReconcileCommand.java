package dev.bering.app;

import dev.bering.metrics.CloneTotals;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowField;
import dev.bering.transfer.FlowFilter;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.MovedBytes;
import dev.bering.transfer.WireReport;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering transfer reconcile LOGS... --moved FILE,... (--where ...|--match ...)}. */
@Command(
    name = "reconcile",
    description = "Hold what clones have moved against what the network logged meanwhile.",
    footer = {
      "",
      "A network carries more than files: requests, acknowledgements, and what is sent again. How"
          + " much more tells of",
      "trouble; less means that logs are missing. Exit code 1 if it is more than --at-most, 4 if the"
          + " logs cannot tell.",
      "",
      "  bering clone s3://old/orders s3://new/orders --metrics orders.prom --metrics-tag job=orders",
      "  bering transfer reconcile logs/ --moved orders.prom --where interface-id=eni-0a1b2c",
      "  bering transfer reconcile logs/ --moved orders.prom,events.prom --match instance-tag=job"
    })
final class TransferReconcileCommand extends Verb {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?", Pattern.CASE_INSENSITIVE);

  @Mixin private FlowPlaces logs = new FlowPlaces();

  @Option(
      names = "--moved",
      required = true,
      split = ",",
      paramLabel = "FILE",
      description = "What 'bering clone --metrics FILE' has written, of one run each.")
  private List<Path> moved = List.of();

  @Option(
      names = "--where",
      paramLabel = "FIELD=VALUE[,VALUE]",
      description =
          "The records of the machine that cloned, such as interface-id=eni-0a1b2c. May be given"
              + " several times; all have to hold.")
  private List<String> where = List.of();

  @Option(
      names = "--match",
      paramLabel = "FIELD=TAG",
      description =
          "The field of records that says what the tag of the metrics says, such as"
              + " instance-tag=job.")
  private Optional<String> match = Optional.empty();

  @Option(
      names = "--every",
      paramLabel = "PERIOD",
      defaultValue = "1m",
      description =
          "How long the flow log gathers before it writes a record: ${DEFAULT-VALUE} unless given.")
  private String every = "1m";

  @Option(
      names = "--at-most",
      paramLabel = "RATIO",
      description = "The most bytes on the wire by byte that was moved, such as 1.2.")
  private Optional<Double> atMost = Optional.empty();

  TransferReconcileCommand(Terminal terminal) {
    super(terminal);
  }

  /** A field of records, and the tag of metrics that says the same. */
  private record Match(FlowField field, String tag) {}

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>(logs.problems());
    List<FlowFilter> filters = TransferFields.filters(where, problems);
    Optional<Match> matched = match.flatMap(text -> match(text, problems));
    long seconds = TransferFields.seconds("--every", every, problems);
    if (where.isEmpty() && match.isEmpty()) {
      problems.add(
          problem(
              "Cannot hold clones against all that was logged: others may have moved something too.",
              "name their interfaces with --where interface-id=ENI, or give --match"));
    }
    atMost
        .filter(ratio -> !(ratio >= 1 && ratio < 1000))
        .ifPresent(
            ratio ->
                problems.add(
                    problem(
                        "Cannot use --at-most %s: it is no ratio of 1 to 1000.".formatted(ratio),
                        "write a number such as 1.2")));
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    List<CloneTotals> runs = read();
    List<MovedBytes> bytes = moved(runs, matched);
    try (FlowLogs found = FlowLogs.find(logs.locations())) {
      WireReport report =
          WireReport.of(
              logs.counter(terminal()),
              found,
              bytes,
              new WireReport.Asked(
                  matched.map(Match::field),
                  filters,
                  seconds,
                  atMost.map(OptionalDouble::of).orElse(OptionalDouble.empty())));
      logs.requireSound(
          matched.map(one -> List.of(one.field().text())).orElse(List.of("bytes")),
          report.unanswered(),
          report.tally());
      return result("reconciled", report, () -> WireText.of(report, runs), exitCode(report));
    }
  }

  private static ExitCode exitCode(WireReport report) {
    return ExitCode.worst(
        report.pairs().stream()
            .map(
                pair ->
                    switch (pair.standing()) {
                      case NO_LIMIT, WITHIN -> ExitCode.OK;
                      case OVER -> ExitCode.DIFFERENT;
                      case CANNOT_TELL -> ExitCode.UNDECIDED;
                    })
            .toList());
  }

  private static Optional<Match> match(String text, List<Problem> problems) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      problems.add(
          problem(
              "Cannot use --match %s: it has no '='.".formatted(text),
              "write FIELD=TAG, such as instance-tag=job"));
      return Optional.empty();
    }
    return TransferFields.field("--match", text.substring(0, equals), problems)
        .map(field -> new Match(field, text.substring(equals + 1)));
  }

  private List<CloneTotals> read() {
    List<CloneTotals> runs = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Path file : moved) {
      try {
        CloneTotals run = CloneTotals.read(file);
        if (runs.contains(run)) {
          problems.add(
              problem(
                  "Cannot count %s: it is of the same run as %s."
                      .formatted(file, moved.get(runs.indexOf(run))),
                  "name each run once"));
        }
        runs.add(run);
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    return runs;
  }

  private List<MovedBytes> moved(List<CloneTotals> runs, Optional<Match> matched) {
    List<MovedBytes> bytes = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      CloneTotals run = runs.get(i);
      Optional<String> tag = matched.map(Match::tag);
      Optional<String> name = tag.map(one -> run.tags().getOrDefault(one, ""));
      if (name.filter(String::isEmpty).isPresent()) {
        problems.add(
            problem(
                "Cannot match %s: its metrics have no tag %s."
                    .formatted(moved.get(i), tag.orElseThrow()),
                "clone with --metrics-tag %s=VALUE, or leave out --match"
                    .formatted(tag.orElseThrow())));
      }
      bytes.add(overTheNetwork(run, name.orElse("")));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return bytes;
  }

  /** What neither stayed on this machine nor was copied by a store itself. */
  private static MovedBytes overTheNetwork(CloneTotals run, String name) {
    long read = 0;
    long written = 0;
    for (var store : run.stores().entrySet()) {
      if (isAway(store.getKey())) {
        read = Math.addExact(read, store.getValue().read());
        written = Math.addExact(written, store.getValue().written());
      }
    }
    return new MovedBytes(name, run.begun(), run.ended(), read, written);
  }

  /** Whether what goes to a store, as metrics name it, goes over the network. */
  static boolean isAway(String store) {
    if (store.equals("file")) {
      return false;
    }
    try {
      return Optional.ofNullable(URI.create(store).getHost())
          .filter(host -> LOOPBACK.matcher(host).matches())
          .isEmpty();
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static Problem problem(String message, String hint) {
    return new Problem("TRANSFER_OPTION", message, hint);
  }
}
