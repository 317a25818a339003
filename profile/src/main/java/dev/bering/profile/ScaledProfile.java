package dev.bering.profile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How long the nodes of a flow would take on all rows, by profiles on parts of them: each group's
 * own time as a line over the fraction of the rows, and how sure that is. Where a line cannot tell,
 * it says so.
 *
 * @param fractions of the rows that were profiled
 * @param groups those that are thought to take the longest first, those that cannot be told before
 *     them
 */
public record ScaledProfile(
    String flow, String label, List<Double> fractions, List<Scaled> groups) {
  private static final double UNSURE = 0.5;
  private static final double FASTER = 1.25;

  public ScaledProfile {
    fractions = List.copyOf(fractions);
    groups = List.copyOf(groups);
  }

  /**
   * One group of nodes.
   *
   * @param measured its own time on each fraction; the mean of the runs
   * @param full on all rows; empty if it cannot be told
   * @param error the standard error of that; empty likewise
   * @param unknown why it cannot be told; empty if it can
   */
  public record Scaled(
      String name,
      List<String> nodes,
      List<Duration> measured,
      Optional<Duration> full,
      Optional<Duration> error,
      String unknown) {
    public Scaled {
      nodes = List.copyOf(nodes);
      measured = List.copyOf(measured);
    }
  }

  /** One profile of a part of the rows. */
  record Sample(double fraction, FlowProfile profile) {}

  /** From two samples of each fraction at least, all of the same flow and cut alike. */
  static ScaledProfile of(List<Sample> samples) {
    List<Double> fractions = samples.stream().map(Sample::fraction).distinct().sorted().toList();
    Map<String, List<Measured>> byGroup = new LinkedHashMap<>();
    for (Sample sample : samples) {
      for (FlowProfile.Group group : sample.profile().groups()) {
        byGroup
            .computeIfAbsent(group.name(), name -> new ArrayList<>())
            .add(new Measured(sample.fraction(), group));
      }
    }
    FlowProfile any = samples.get(0).profile();
    return new ScaledProfile(
        any.flow(),
        any.label(),
        fractions,
        byGroup.values().stream()
            .map(group -> scaled(fractions, group))
            .sorted(
                Comparator.comparing(
                        (Scaled group) -> group.full().orElse(Duration.ofSeconds(Long.MAX_VALUE)))
                    .reversed())
            .toList());
  }

  private record Measured(double fraction, FlowProfile.Group group) {
    double seconds() {
      return group.own().toNanos() / 1e9;
    }
  }

  private static Scaled scaled(List<Double> fractions, List<Measured> measured) {
    FlowProfile.Group group = measured.get(0).group();
    List<Duration> means =
        fractions.stream()
            .map(
                fraction ->
                    seconds(
                        measured.stream()
                            .filter(m -> m.fraction() == fraction)
                            .mapToDouble(Measured::seconds)
                            .average()
                            .orElse(0)))
            .toList();
    LineFit line =
        LineFit.through(
            measured.stream().map(m -> new LineFit.Point(m.fraction(), m.seconds())).toList());
    String unknown = unknown(line, fractions, measured);
    return unknown.isEmpty()
        ? new Scaled(
            group.name(),
            group.nodes(),
            means,
            Optional.of(seconds(line.at(1))),
            Optional.of(seconds(line.error(1))),
            "")
        : new Scaled(
            group.name(), group.nodes(), means, Optional.empty(), Optional.empty(), unknown);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  /** Why a line does not tell how long the group takes on all rows; empty if it does. */
  private static String unknown(LineFit line, List<Double> fractions, List<Measured> measured) {
    double least = fractions.get(0);
    double most = fractions.get(fractions.size() - 1);
    double grown = rows(measured, most) / Math.max(1, rows(measured, least));
    if (grown > Math.pow(most / least, FASTER)) {
      return String.format(
          Locale.ROOT,
          "its rows grow %.1f times where the sample grows %.1f times",
          grown,
          most / least);
    }
    if (line.slope() < 0) {
      return "it took longer on fewer rows";
    }
    return line.error(1) > UNSURE * line.at(1)
        ? "its runs differ too much, by %s".formatted(Times.text(seconds(line.deviation())))
        : "";
  }

  private static double rows(List<Measured> measured, double fraction) {
    return measured.stream()
        .filter(m -> m.fraction() == fraction)
        .mapToLong(m -> m.group().rows())
        .average()
        .orElse(0);
  }

  /** The profile as people read it. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add(
        "profile of %s%s on parts of its rows, and on all of them by a line through these"
            .formatted(flow, label.isEmpty() ? "" : " [" + label + "]"));
    var rows = new ArrayList<List<String>>();
    var heading = new ArrayList<>(fractions.stream().map(Sampling::text).toList());
    heading.add("all rows");
    heading.add("nodes");
    rows.add(heading);
    for (Scaled group : groups) {
      var row = new ArrayList<>(group.measured().stream().map(Times::text).toList());
      row.add(
          group.full().isEmpty()
              ? "cannot tell"
              : "%s +- %s"
                  .formatted(
                      Times.text(group.full().get()),
                      Times.text(group.error().orElse(Duration.ZERO))));
      String nodes = String.join(", ", group.nodes());
      row.add(group.unknown().isEmpty() ? nodes : "%s: %s".formatted(nodes, group.unknown()));
      rows.add(row);
    }
    lines.addAll(ProfileTable.aligned(rows));
    return String.join("\n", lines) + "\n";
  }
}
