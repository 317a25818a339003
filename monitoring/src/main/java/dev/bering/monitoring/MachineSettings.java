package dev.bering.monitoring;

import dev.bering.model.Problem;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Instance;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which machines are to be watched, and how.
 *
 * @param tag that they carry: a key, or {@code KEY=VALUE}
 * @param expected which machines have to carry it; none if nobody says
 * @param agents what their agents send; empty if nobody says, so that memory and disks stay unseen
 * @param thresholds in place of the usual ones; an empty one for no alarm
 */
public record MachineSettings(
    String tag,
    List<MachineRule> expected,
    Optional<AgentMetrics> agents,
    Map<MachineKind, Optional<Double>> thresholds) {

  public MachineSettings {
    expected = List.copyOf(expected);
    thresholds = Map.copyOf(thresholds);
  }

  /** Whether a machine carries the tag. */
  boolean isCarriedBy(Instance one) {
    int equals = tag.indexOf('=');
    return equals < 0
        ? one.tags().containsKey(tag)
        : tag.substring(equals + 1).equals(one.tags().get(tag.substring(0, equals)));
  }

  /** The thresholds of everything that gets an alarm. */
  Map<MachineKind, Double> alarmed() {
    Map<MachineKind, Double> all = new EnumMap<>(MachineKind.class);
    for (MachineKind kind : MachineKind.values()) {
      thresholds
          .getOrDefault(kind, kind.usualThreshold())
          .ifPresent(threshold -> all.put(kind, threshold));
    }
    return all;
  }

  /** What is wrong with it, for an inventory of one region. */
  List<Problem> problems(Inventory inventory, String region) {
    List<Problem> problems = new ArrayList<>();
    if (inventory.instances().stream().noneMatch(this::isCarriedBy)) {
      problems.add(
          WatchSettings.problem(
              "no machine of %s carries the tag %s, of %d in the inventory"
                  .formatted(region, tag, inventory.instances().size()),
              "take the inventory again with 'aws ec2 describe-instances', or mend the tag"));
    }
    if (!expected.isEmpty()
        && inventory.instances().stream().noneMatch(one -> MachineRule.allHold(expected, one))) {
      problems.add(
          WatchSettings.problem(
              "no machine of %s is one with %s".formatted(region, MachineRule.text(expected)),
              "mend what is expected: a rule that nothing meets would find nothing missing"));
    }
    thresholds.forEach(
        (kind, threshold) ->
            threshold
                .filter(value -> !(value >= 0 && Double.isFinite(value)))
                .ifPresent(
                    value ->
                        problems.add(
                            WatchSettings.problem(
                                "the threshold of %s is %s".formatted(kind.slug(), value),
                                "give a number from 0 on, or none"))));
    TreeSet<String> accounts = new TreeSet<>();
    inventory.instances().stream()
        .filter(this::isCarriedBy)
        .forEach(one -> accounts.add(one.place().account()));
    accounts.remove("");
    if (accounts.size() > 1) {
      problems.add(
          WatchSettings.problem(
              "the machines that carry the tag %s are of the accounts %s"
                  .formatted(tag, String.join(", ", accounts)),
              "give --account, and plan each account by itself: alarms see their own only"));
    }
    return problems;
  }
}
