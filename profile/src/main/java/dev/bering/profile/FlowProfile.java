package dev.bering.profile;

import dev.bering.flow.Cost;
import dev.bering.flow.FlowReport;
import dev.bering.flow.PortRef;
import dev.bering.flow.RunPlan;
import dev.bering.model.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the time of a flow goes. Nodes that Spark ran as one are a group, whose time is never split
 * by guess.
 *
 * @param label what the run was called; may be empty
 * @param cut whether the flow was taken apart, so that the groups ran one after the other, each by
 *     itself
 * @param groups those on the critical path first, the longest of them first
 * @param path the names of the groups whose delay would delay the end, in their order
 * @param length how long the path takes
 * @param described what was computed while frames were described and models made, before the first
 *     write: the time is that in which jobs ran
 * @param timing what it took besides to time the reading and storing at the cuts
 */
public record FlowProfile(
    String flow,
    String label,
    boolean cut,
    List<Group> groups,
    List<String> path,
    Duration length,
    Figures described,
    Duration timing) {

  public FlowProfile {
    groups = List.copyOf(groups);
    path = List.copyOf(path);
  }

  /**
   * Nodes that ran as one.
   *
   * @param name what was written, or, where the flow was cut, the nodes
   * @param own how long the nodes took: the whole time, without what the cuts add
   * @param figures of the whole time
   * @param reading how much of the time went into reading what was stored at cuts
   * @param storing how much of the time went into storing what crosses cuts
   * @param ports how many rows each port had that was written
   * @param bytes the size of the files, if any were written
   * @param share the part of the critical path that it takes, from 0 to 1; 0 beside the path
   */
  public record Group(
      String name,
      List<String> nodes,
      Duration own,
      Figures figures,
      Duration reading,
      Duration storing,
      List<PortRows> ports,
      OptionalLong bytes,
      double share) {
    public Group {
      nodes = List.copyOf(nodes);
      ports = List.copyOf(ports);
    }

    /** How long the nodes took, as people read it: {@code 12 ms}, {@code 3.4 s}. */
    public String time() {
      return Times.text(own);
    }

    /** How many rows were written. */
    public long rows() {
      return ports.stream().mapToLong(PortRows::rows).sum();
    }

    private Group sharing(double part) {
      return new Group(name, nodes, own, figures, reading, storing, ports, bytes, part);
    }
  }

  /** How many rows a node made at a port. */
  public record PortRows(PortRef port, long rows) {}

  /** The group that {@code node} is in, if it ran. */
  public Optional<Group> group(String node) {
    return groups.stream().filter(group -> group.nodes().contains(node)).findFirst();
  }

  /** How many rows {@code port} had; empty if it was not written, but handed on within a group. */
  public OptionalLong rows(PortRef port) {
    return groups.stream()
        .flatMap(group -> group.ports().stream())
        .filter(written -> written.port().equals(port))
        .mapToLong(PortRows::rows)
        .findFirst();
  }

  /**
   * The profile of a run as it was: nothing is computed for it.
   *
   * @param plan what {@code report} is about
   * @param parallel how many writes could happen at once
   * @param cores how many tasks could
   */
  public static FlowProfile of(RunPlan plan, FlowReport report, int parallel, int cores) {
    var groups = new ArrayList<Group>();
    var tasks = new ArrayList<CriticalPath.Task>();
    for (FlowReport.Written written : report.written()) {
      groups.add(
          new Group(
              written.port(),
              written.nodes(),
              written.elapsed(),
              Figures.none(cores).plus(written.cost(), written.elapsed()),
              Duration.ZERO,
              Duration.ZERO,
              List.of(new PortRows(planned(plan, written).source(), written.rows())),
              written.receipt().bytes(),
              0));
      tasks.add(
          new CriticalPath.Task(
              written.port(), written.elapsed(), after(plan, planned(plan, written))));
    }
    return of(
        report.flow(),
        report.label(),
        false,
        groups,
        CriticalPath.of(tasks, parallel),
        described(List.of(report), cores),
        Duration.ZERO);
  }

  /**
   * The profile of runs that are over, of which nothing is known but how long each write took and
   * how many rows it wrote.
   *
   * @param plan what they ran
   * @param label what the runs are called
   * @param writes by the names of the outputs; writes that are missing took no time
   * @param rows likewise; none where they are missing
   * @param parallel how many writes could happen at once
   */
  public static FlowProfile past(
      RunPlan plan,
      String label,
      Map<String, Duration> writes,
      Map<String, Long> rows,
      int parallel) {
    var groups = new ArrayList<Group>();
    var tasks = new ArrayList<CriticalPath.Task>();
    for (RunPlan.Write write : plan.writes()) {
      String port = write.sink().port();
      Duration took = writes.getOrDefault(port, Duration.ZERO);
      Long written = rows.get(port);
      groups.add(
          new Group(
              port,
              write.nodes(),
              took,
              Figures.none(0),
              Duration.ZERO,
              Duration.ZERO,
              written == null ? List.of() : List.of(new PortRows(write.source(), written)),
              OptionalLong.empty(),
              0));
      tasks.add(new CriticalPath.Task(port, took, after(plan, write)));
    }
    return of(
        plan.flow(),
        label,
        false,
        groups,
        CriticalPath.of(tasks, parallel),
        Figures.none(0),
        Duration.ZERO);
  }

  private static List<String> after(RunPlan plan, RunPlan.Write write) {
    return write.after().stream().map(place -> plan.writes().get(place).sink().port()).toList();
  }

  private static RunPlan.Write planned(RunPlan plan, FlowReport.Written written) {
    return plan.writes().stream()
        .filter(write -> write.sink().port().equals(written.port()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(written + " is not planned"));
  }

  static Figures described(List<FlowReport> reports, int cores) {
    var sum = Figures.none(cores);
    for (FlowReport report : reports) {
      Cost cost = report.described();
      sum = sum.plus(cost, cost.wall());
    }
    return sum;
  }

  static FlowProfile of(
      String flow,
      String label,
      boolean cut,
      List<Group> groups,
      CriticalPath path,
      Figures described,
      Duration timing) {
    double length = Math.max(1, path.length().toNanos());
    List<Group> sorted =
        groups.stream()
            .map(
                group ->
                    group.sharing(
                        path.path().contains(group.name()) ? group.own().toNanos() / length : 0))
            .sorted(Comparator.comparing(Group::share).thenComparing(Group::own).reversed())
            .toList();
    return new FlowProfile(flow, label, cut, sorted, path.path(), path.length(), described, timing);
  }

  static String ports(int count) {
    return Counts.of(count, "port");
  }

  /** The profile as people read it. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add(
        "profile of %s%s, %s: %s along %s"
            .formatted(
                flow,
                label.isEmpty() ? "" : " [" + label + "]",
                cut ? "cut" : "as it ran",
                Times.text(length),
                String.join(" -> ", path)));
    lines.addAll(ProfileTable.lines(groups, cut));
    if (described.tasks() > 0) {
      lines.add(
          "before the first write %s ran for %s, while frames were described and models made"
              .formatted(Counts.of(described.tasks(), "task"), Times.text(described.elapsed())));
    }
    if (cut) {
      lines.add(
          "own is wall without reading (%s) and storing (%s) at the cuts, timed each by itself in %s"
              .formatted(
                  Times.text(sum(groups.stream().map(Group::reading).toList())),
                  Times.text(sum(groups.stream().map(Group::storing).toList())),
                  Times.text(timing)));
    }
    return String.join("\n", lines) + "\n";
  }

  private static Duration sum(List<Duration> times) {
    return times.stream().reduce(Duration.ZERO, Duration::plus);
  }
}
