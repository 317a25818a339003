package dev.bering.monitoring;

import dev.bering.model.Problem;
import dev.bering.transfer.FlowField;
import dev.bering.transfer.FlowFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a transfer is to be watched.
 *
 * @param name of the whole; everything that is made is called {@code bering-NAME-...}
 * @param region where the rules are, and what they watch
 * @param account whose alarms the dashboard shows, and whose machines are watched; empty to take
 *     that of the inventory
 * @param logGroup that the flow log writes to; empty for no rules, if machines are watched
 * @param format of the flow log
 * @param thresholds by what is watched, per minute; what has none gets no alarm
 * @param actions what alarms call, by ARN
 * @param natInstances ids of the machines that are NAT instances; none to take those that forward
 * @param machines whose health is watched as well; empty for none
 */
public record WatchSettings(
    String name,
    String region,
    String account,
    String logGroup,
    FlowFormat format,
    Map<WatchKind, Double> thresholds,
    List<String> actions,
    List<String> natInstances,
    Optional<MachineSettings> machines) {

  public WatchSettings {
    thresholds = Collections.unmodifiableMap(new TreeMap<>(thresholds));
    actions = List.copyOf(actions);
    natInstances = List.copyOf(natInstances);
  }

  /** Without machines. */
  public WatchSettings(
      String name,
      String region,
      String account,
      String logGroup,
      FlowFormat format,
      Map<WatchKind, Double> thresholds,
      List<String> actions,
      List<String> natInstances) {
    this(
        name,
        region,
        account,
        logGroup,
        format,
        thresholds,
        actions,
        natInstances,
        Optional.empty());
  }

  /** The same, and the health of machines. */
  public WatchSettings with(MachineSettings some) {
    return new WatchSettings(
        name,
        region,
        account,
        logGroup,
        format,
        thresholds,
        actions,
        natInstances,
        Optional.of(some));
  }

  /** Whether the flow log records a field. */
  boolean tells(FlowField field) {
    return format.names().contains(field.text());
  }

  /** Whether there are to be rules, which need a log group. */
  boolean hasRules() {
    return !logGroup.isEmpty() || machines.isEmpty();
  }

  /** The begin of every name that is made, and of no name of another plan's. */
  public String prefix() {
    return "bering-" + name + "-";
  }

  /** The same with other thresholds. */
  public WatchSettings at(Map<WatchKind, Double> others) {
    return new WatchSettings(
        name, region, account, logGroup, format, others, actions, natInstances, machines);
  }

  private static final int MOST_ACTIONS = 5;

  /** What is wrong with it. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    // A dash in it could make one plan's names begin as another's do.
    if (!name.matches("[a-z0-9_]{1,40}")) {
      problems.add(
          problem(
              "the name '%s' is not 1 to 40 small letters, digits and '_'".formatted(name),
              "give a name such as migration"));
    }
    if (hasRules() && !logGroup.matches("[-._/#A-Za-z0-9]{1,512}\\*?")) {
      problems.add(
          problem(
              "'%s' is no name of a log group".formatted(logGroup),
              "name the log group that the flow log writes to"));
    }
    if (actions.size() > MOST_ACTIONS) {
      problems.add(
          problem(
              "%d actions of alarms are more than %d".formatted(actions.size(), MOST_ACTIONS),
              "let alarms call one topic of SNS, and subscribe the others to it"));
    }
    thresholds.forEach(
        (kind, threshold) -> {
          if (!(threshold >= 0 && Double.isFinite(threshold))) {
            problems.add(
                problem(
                    "the threshold of %s is %s".formatted(kind.slug(), threshold),
                    "give a number from 0 on"));
          }
        });
    return problems;
  }

  static Problem problem(String fact, String hint) {
    return new Problem("WATCH_SETTING", "Cannot plan monitoring: %s.".formatted(fact), hint);
  }
}
