package dev.bering.app;

import dev.bering.flow.PortRef;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.profile.Figures;
import dev.bering.profile.FlowProfile;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * A profile as a page shows it.
 *
 * @param past whether it is what is known of runs that ended well
 */
public record FlowTimes(FlowProfile profile, boolean past) {
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

    /** Its part of the critical path, in percent. */
    public long percent() {
      return Math.round(100 * share);
    }
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
