package dev.bering.app;

import static java.util.Comparator.naturalOrder;

import dev.bering.flow.PortRef;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Durations;
import dev.bering.profile.Budget;
import dev.bering.profile.Figures;
import dev.bering.profile.FlowProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A profile as a page shows it.
 *
 * @param budget what it is held against; of nothing if there is none
 * @param past whether it is what is known of runs that ended well
 */
public record FlowTimes(FlowProfile profile, Budget budget, boolean past) {
  private static final int SHOWN = 12;
  private static final double MOST = 0.5;
  private static final double MUCH = 0.2;
  private static final String PLAIN = "plain";

  /**
   * One group of nodes in the table.
   *
   * @param number from 1, the one that takes the most of the critical path first
   * @param share its part of the critical path, from 0 to 1
   * @param tone the style of its bar
   */
  public record Line(
      int number,
      String nodes,
      double share,
      String tone,
      String time,
      String cpu,
      String shuffle,
      String spill,
      String rows) {

    /** The first of its nodes. */
    public String some() {
      List<String> each = List.of(nodes.split(", "));
      return each.size() <= SHOWN
          ? nodes
          : "%s and %s more"
              .formatted(String.join(", ", each.subList(0, SHOWN)), Counts.of(each.size() - SHOWN));
    }

    /** Its part of the critical path, in percent. */
    public long percent() {
      return Math.round(100 * share);
    }
  }

  /**
   * A budget and how the times stand to it.
   *
   * @param tone the style of its verdict
   */
  public record Limit(String tone, String verdict, String text) {

    static Limit of(String subject, Duration took, Duration limit) {
      boolean over = took.compareTo(limit) > 0;
      return new Limit(
          over ? "bad" : "good",
          over ? "over budget" : "within budget",
          "%s takes %s, its budget is %s."
              .formatted(subject, Durations.text(took), Durations.text(limit)));
    }
  }

  /**
   * Every budget of which it can be told whether it holds. Where the flow was taken apart none can,
   * as no run takes that time, and none where a write was never timed.
   */
  public List<Limit> limits() {
    var limits = new ArrayList<Limit>();
    if (profile.cut()) {
      return limits;
    }
    budget
        .whole()
        .filter(limit -> areTimed(profile.groups()))
        .ifPresent(limit -> limits.add(Limit.of("The critical path", profile.length(), limit)));
    new TreeMap<>(budget.parts())
        .forEach(
            (part, limit) ->
                Optional.of(of(part))
                    .filter(FlowTimes::areTimed)
                    .flatMap(
                        groups -> groups.stream().map(FlowProfile.Group::own).max(naturalOrder()))
                    .ifPresent(longest -> limits.add(Limit.of(part, longest, limit))));
    return limits;
  }

  private static boolean areTimed(List<FlowProfile.Group> groups) {
    return groups.stream().noneMatch(group -> group.own().isZero());
  }

  /** The write of an output; of a node or a nested flow those in which it is computed. */
  private List<FlowProfile.Group> of(String part) {
    List<FlowProfile.Group> output =
        profile.groups().stream().filter(group -> group.name().equals(part)).toList();
    return output.isEmpty()
        ? profile.groups().stream().filter(group -> computes(group, part)).toList()
        : output;
  }

  private static boolean computes(FlowProfile.Group group, String part) {
    return group.nodes().stream()
        .anyMatch(node -> node.equals(part) || node.startsWith(part + "/"));
  }

  /** The groups, those first that take the most. */
  public List<Line> lines() {
    return IntStream.range(0, profile.groups().size())
        .mapToObj(place -> line(place + 1, profile.groups().get(place)))
        .toList();
  }

  private static Line line(int number, FlowProfile.Group group) {
    Figures figures = group.figures();
    return new Line(
        number,
        group.nodes().isEmpty() ? group.name() : String.join(", ", group.nodes()),
        group.share(),
        tone(group).equals(PLAIN) ? "held" : tone(group),
        group.time(),
        String.format(Locale.ROOT, "%.1f s", figures.cpu().toMillis() / 1e3),
        Bytes.text(figures.shuffledBytes()),
        Bytes.text(figures.spilledBytes()),
        group.ports().isEmpty() ? "" : Counts.of(group.rows()));
  }

  private static String tone(FlowProfile.Group group) {
    if (group.share() >= MOST) {
      return "bad";
    }
    return group.share() >= MUCH ? "open" : PLAIN;
  }

  /** What was timed, in one sentence. */
  public String sentence() {
    String timed =
        past
            ? "The median of " + profile.label()
            : (profile.cut() ? "Taken apart at its ports" : "As it ran")
                + (profile.label().isEmpty() ? "" : ", slice " + profile.label());
    return "%s: the critical path is %s.".formatted(timed, String.join(" \u2192 ", profile.path()));
  }

  String tone(String node) {
    return profile.group(node).map(FlowTimes::tone).orElse(PLAIN);
  }

  /** How long a node took; nodes that ran as one are told as their group. */
  String note(String node) {
    return profile
        .group(node)
        .map(
            group ->
                group.nodes().size() == 1
                    ? group.time()
                    : "%s, group %d".formatted(group.time(), profile.groups().indexOf(group) + 1))
        .orElse("");
  }

  /** How many rows crossed, where that is known. */
  String rows(PortRef port) {
    OptionalLong rows = profile.rows(port);
    return rows.isPresent() ? "\n" + Counts.of(rows.getAsLong(), "row") : "";
  }
}
