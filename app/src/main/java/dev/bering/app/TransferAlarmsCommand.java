package dev.bering.app;

import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.model.ExitCode;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.AlarmReplay;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowTally;
import dev.bering.transfer.InsightAlarm;
import dev.bering.transfer.InsightRule;
import dev.bering.transfer.RuleReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering transfer alarms LOGS... --alarm FILE --rule FILE}. */
@Command(
    name = "alarms",
    description = "Say when alarms on rules would have fired over the time that flow logs tell of.",
    footer = {
      "",
      "An alarm is what 'aws cloudwatch put-metric-alarm' takes as JSON; INSIGHT_RULE_METRIC names"
          + " rules",
      "by their files.",
      "",
      "  bering transfer alarms logs/ --alarm nat-alarm.json --rule nat-bytes.json"
    })
final class TransferAlarmsCommand extends Verb {

  @Mixin private FlowLogOptions logs = new FlowLogOptions();

  @Option(
      names = "--alarm",
      required = true,
      paramLabel = "FILE",
      description = "The definition of an alarm. May be given several times.")
  private List<Path> alarms = List.of();

  @Option(
      names = "--rule",
      required = true,
      paramLabel = "FILE",
      description = "The definition of a rule that an alarm names. May be given several times.")
  private List<Path> rules = List.of();

  @Option(
      names = "--quiet",
      paramLabel = "PERCENT",
      defaultValue = "0.1",
      description =
          "In how many percent of all periods the threshold that is proposed may fire:"
              + " ${DEFAULT-VALUE} unless given.")
  private double quiet = 0.1;

  TransferAlarmsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>();
    List<InsightRule> someRules = DefinitionFile.rules(rules, problems);
    List<InsightAlarm> someAlarms = DefinitionFile.alarms(alarms, problems);
    problems.addAll(logs.problems());
    if (problems.isEmpty()) {
      problems.addAll(unknownRules(someRules, someAlarms));
    }
    if (!(quiet >= 0 && quiet <= 100)) {
      problems.add(
          new Problem(
              "TRANSFER_OPTION",
              "Cannot use --quiet %s: it is no percentage.".formatted(quiet),
              "give a number from 0 to 100"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    try (FlowLogs found = logs.find()) {
      List<AlarmReplay> replays = replays(found, someRules, someAlarms);
      return result(
          "alarms",
          replays,
          () ->
              someAlarms.stream()
                  .map(alarm -> text(alarm, replays.get(someAlarms.indexOf(alarm))))
                  .collect(Collectors.joining("\n")),
          ExitCode.OK);
    }
  }

  private static List<Problem> unknownRules(List<InsightRule> rules, List<InsightAlarm> alarms) {
    List<String> names = rules.stream().map(InsightRule::name).toList();
    return alarms.stream()
        .flatMap(
            alarm ->
                alarm.rules().stream()
                    .filter(rule -> !names.contains(rule))
                    .map(
                        rule ->
                            new Problem(
                                "INSIGHT_ALARM",
                                "Cannot replay alarm %s: no file of a rule '%s' was given."
                                    .formatted(alarm.name(), rule),
                                NearestName.hint(rule, names))))
        .toList();
  }

  /** The logs are read once for each length of periods. */
  private List<AlarmReplay> replays(
      FlowLogs found, List<InsightRule> rules, List<InsightAlarm> alarms) {
    Map<Long, Map<String, RuleReport>> reports = new HashMap<>();
    for (InsightAlarm alarm : alarms) {
      reports.computeIfAbsent(
          alarm.period(),
          period ->
              RuleReport.of(
                      logs.counter(terminal()), found, rules, period, logs.window(), logs.limit())
                  .stream()
                  .collect(
                      Collectors.toMap(RuleReport::rule, report -> report, (one, same) -> one)));
    }
    List<AlarmReplay> replays = new ArrayList<>();
    for (InsightAlarm alarm : alarms) {
      Map<String, RuleReport> some = reports.getOrDefault(alarm.period(), Map.of());
      RuleReport any = some.values().iterator().next();
      logs.requireSound(any.top());
      replays.add(AlarmReplay.of(alarm, some, span(any.top().tally()), quiet / 100));
    }
    return replays;
  }

  private FlowTally.Span span(FlowTally tally) {
    Optional<FlowTally.Span> span = tally.span();
    return span.map(logs::within)
        .orElseThrow(
            () ->
                UserException.usage(
                    new Problem(
                        "FLOW_FIELD_MISSING",
                        "Cannot replay alarms: no line of the logs says when it starts.",
                        "replay logs whose records have the field start")));
  }

  private static String text(InsightAlarm alarm, AlarmReplay replay) {
    StringBuilder text =
        new StringBuilder(
            "%s: in alarm %s of %s of %s%n"
                .formatted(
                    replay.alarm(),
                    replay.alarmed(),
                    replay.periods(),
                    Durations.written(Duration.ofSeconds(alarm.period()))));
    TextColumns lines = new TextColumns();
    replay
        .firings()
        .forEach(
            firing ->
                lines.line(
                    firing.from().toString(),
                    "until " + firing.until(),
                    "%s".formatted(number(firing.peak()))));
    text.append(lines.text("  "));
    text.append(
        replay
            .proposal()
            .map(
                proposal ->
                    "threshold %s would have fired in %d of %d periods (%.2f %%)%n"
                        .formatted(
                            number(proposal.threshold()),
                            proposal.alarmed(),
                            replay.periods(),
                            100 * proposal.rate()))
            .orElse("no threshold is quiet enough over this time%n".formatted()));
    return text.toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Counts.of((long) value)
        : Double.toString(value);
  }
}
