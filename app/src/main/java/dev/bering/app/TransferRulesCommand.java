package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.InsightRule;
import dev.bering.transfer.RuleReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering transfer rules LOGS... --rule FILE}. */
@Command(
    name = "rules",
    description =
        "Say what rules of CloudWatch Contributor Insights find in flow logs, exactly and offline.",
    footer = {
      "",
      "A rule is the JSON that CloudWatch shows. Each line of a log belongs to the period in which it"
          + " starts.",
      "",
      "  bering transfer rules logs/ --rule nat-bytes.json --every 1m"
    })
final class TransferRulesCommand extends Verb {

  @Mixin private FlowLogOptions logs = new FlowLogOptions();

  @Option(
      names = "--rule",
      required = true,
      paramLabel = "FILE",
      description = "The definition of a rule. May be given several times.")
  private List<Path> rules = List.of();

  @Option(
      names = "--every",
      paramLabel = "PERIOD",
      defaultValue = "1m",
      description = "The period of its metrics, such as 1m or 1h: ${DEFAULT-VALUE} unless given.")
  private String every = "1m";

  TransferRulesCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>();
    List<InsightRule> read = DefinitionFile.rules(rules, problems);
    long seconds = TransferFields.seconds("--every", every, problems);
    problems.addAll(logs.problems());
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    try (FlowLogs found = logs.find()) {
      List<RuleReport> reports =
          RuleReport.of(
              logs.counter(terminal()), found, read, seconds, logs.window(), logs.limit());
      logs.requireSound(reports.get(0).top());
      return result(
          "rules",
          reports,
          () ->
              reports.stream()
                      .map(one -> TransferText.rule(one, seconds))
                      .collect(Collectors.joining("\n"))
                  + TransferText.read(reports.get(0).top().tally()),
          ExitCode.OK);
    }
  }
}
