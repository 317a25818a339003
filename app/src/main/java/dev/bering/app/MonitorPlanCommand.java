package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.monitoring.MonitoringPlan;
import dev.bering.monitoring.MonitoringText;
import dev.bering.monitoring.PrometheusRules;
import dev.bering.monitoring.WatchCost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering transfer monitor plan --inventory FILE --log-group NAME}. */
@Command(
    name = "plan",
    description = "Say what would watch what an inventory has, and write it down.",
    footer = {
      "",
      "The rules that are written can be tried on logs with 'bering transfer rules' and 'alarms'.",
      "",
      "  bering transfer monitor plan --inventory inventory.json --log-group /vpc/flow"
          + " --into monitoring/"
    })
final class MonitorPlanCommand extends Verb {

  @Mixin private MonitorOptions options = new MonitorOptions();

  @Mixin private MonitorCostOptions costs = new MonitorCostOptions();

  @Option(
      names = "--into",
      paramLabel = "FOLDER",
      description = "Write each rule, alarm and dashboard there as a file of JSON.")
  private Optional<Path> into = Optional.empty();

  @Option(
      names = "--cloudformation",
      paramLabel = "FILE",
      description = "Write all of it there as one template.")
  private Optional<Path> cloudFormation = Optional.empty();

  @Option(
      names = "--prometheus",
      paramLabel = "FILE",
      description =
          "Write rules of Prometheus there: rates and alerts over what 'bering transfer watch"
              + " --metrics' and others tell.")
  private Optional<Path> prometheus = Optional.empty();

  MonitorPlanCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    cloudFormation.ifPresent(ReportFile::requireWritable);
    prometheus.ifPresent(ReportFile::requireWritable);
    MonitorOptions.Wish wish = options.wish(terminal());
    MonitoringPlan plan = wish.plan();
    WatchCost cost = costs.cost(plan, wish.settings().format(), options.usual(), terminal());
    into.ifPresent(folder -> write(folder, MonitoringText.files(plan)));
    cloudFormation.ifPresent(file -> ReportFile.write(file, MonitoringText.cloudFormation(plan)));
    prometheus.ifPresent(
        file -> {
          ReportFile.write(file, PrometheusRules.of(wish.inventory(), wish.settings()));
          PrometheusRules.notes(wish.settings())
              .forEach(note -> terminal().err().println("note: " + note));
        });
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("plan", plan);
    wish.proposals().ifPresent(found -> results.put("proposals", found));
    results.put("cost", cost);
    return result(
        results,
        () ->
            MonitorText.plan(plan)
                + MonitorText.proposed(wish.proposals())
                + MonitorText.cost(cost, plan.region()),
        MonitorText.exitCode(plan));
  }

  /** A file that is of no part would be taken for one. */
  private static void write(Path folder, Map<String, String> files) {
    try {
      Set<Path> wanted = files.keySet().stream().map(folder::resolve).collect(Collectors.toSet());
      List<Path> others = others(folder, wanted);
      if (!others.isEmpty()) {
        throw UserException.usage(
            others.stream()
                .map(
                    file ->
                        new Problem(
                            "MONITORING_FOLDER",
                            "Cannot write the plan to %s: %s is not of it."
                                .formatted(folder, folder.relativize(file)),
                            "remove it, or name another folder"))
                .toList());
      }
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(Optional.ofNullable(path.getParent()).orElse(folder));
        ReportFile.write(path, file.getValue());
      }
    } catch (IOException e) {
      throw UserException.usage(
          new Problem(
              "MONITORING_FOLDER",
              "Cannot write the plan to %s: %s.".formatted(folder, e.getMessage()),
              "name a folder that can be written to"),
          e);
    }
  }

  private static List<Path> others(Path folder, Set<Path> wanted) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> there = Files.walk(folder, 2)) {
      return there
          .filter(file -> file.toString().endsWith(".json") && !wanted.contains(file))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }
}
