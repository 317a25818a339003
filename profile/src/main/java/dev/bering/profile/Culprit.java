package dev.bering.profile;

import dev.bering.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which node of a flow eats the time, how that was found, and what to try.
 *
 * @param flow what the flow is called
 * @param groups the groups of nodes that Spark ran as one, the slowest first; one of them is the
 *     describing of frames by all nodes, before the first write
 * @param cuts how the slowest group was taken apart, in the order of the runs
 * @param node the path of the node that was arrived at; several where only models run between them
 * @param time what it takes by itself, on stored inputs
 * @param verdict whether it is to blame
 * @param evidence what its operators and tasks show, the weightiest first
 * @param partialRuns how many runs of parts of the flow it took, besides the first run of all
 */
public record Culprit(
    String flow,
    List<Group> groups,
    List<Cutting> cuts,
    String node,
    Duration time,
    Verdict verdict,
    List<Evidence> evidence,
    int partialRuns) {

  public Culprit {
    groups = List.copyOf(groups);
    cuts = List.copyOf(cuts);
    evidence = List.copyOf(evidence);
  }

  /** Whether one node is to blame. */
  public enum Verdict {
    /** The node takes several times its share of the time, also by itself. */
    FOUND,
    /** The time is spread: the node takes the most, and not much more than others. */
    SPREAD,
    /**
     * By itself the node does not take the time that the cuts left for it: runs differ too much, or
     * the nodes slow each other down.
     */
    NOT_CONFIRMED
  }

  /** Nodes that Spark ran as one, and how long that took. */
  public record Group(String port, List<String> nodes, Duration took) {
    public Group {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * One cut.
   *
   * @param before the nodes that were run
   * @param after the nodes that were not, whose time is what is left
   */
  public record Cutting(
      List<String> before, Duration beforeTook, List<String> after, Duration afterTook) {
    public Cutting {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /** The finding as people read it. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add(
        switch (verdict) {
          case FOUND ->
              "culprit %s: %s by itself, %s of the time of %s"
                  .formatted(node, Durations.text(time), share(), nodes(count()));
          case SPREAD ->
              "no culprit: the time is spread; %s takes the most, %s, %s of the time of %s"
                  .formatted(node, Durations.text(time), share(), nodes(count()));
          case NOT_CONFIRMED ->
              "no culprit: %s takes %s by itself, less than the cuts left for it"
                  .formatted(node, Durations.text(time));
        });
    for (Evidence found : evidence) {
      lines.add("  why: " + found.fact());
      lines.add("  try: " + found.advice());
    }
    lines.add("found in 1 run of all and %d of parts:".formatted(partialRuns));
    for (Group group : groups) {
      lines.add(
          "  %s: %s took %s"
              .formatted(
                  group.port(), String.join(", ", group.nodes()), Durations.text(group.took())));
    }
    for (Cutting cut : cuts) {
      lines.add(
          "  %s took %s, which leaves %s for %s"
              .formatted(
                  String.join(", ", cut.before()),
                  Durations.text(cut.beforeTook()),
                  Durations.text(cut.afterTook()),
                  String.join(", ", cut.after())));
    }
    return String.join("\n", lines) + "\n";
  }

  /** How many nodes the flow has. */
  private int count() {
    return (int) groups.stream().flatMap(group -> group.nodes().stream()).distinct().count();
  }

  private String share() {
    long whole = groups.stream().mapToLong(group -> group.took().toNanos()).sum();
    double of = (double) time.toNanos() / Math.max(1, whole);
    return String.format(Locale.ROOT, "%.0f %%", 100 * Math.min(1, of));
  }

  private static String nodes(int count) {
    return count == 1 ? "1 node" : count + " nodes";
  }
}
