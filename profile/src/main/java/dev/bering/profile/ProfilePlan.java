package dev.bering.profile;

import dev.bering.flow.PortRef;
import dev.bering.flow.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What profiling a flow would run. Making one touches no data.
 *
 * @param whole the run of all, as the flow runs
 * @param cuts the ports that are stored; none if the flow is timed as it runs
 * @param added those of them that nobody asked for, at which something would be computed twice
 * @param steps the runs of parts, in their order; none if the flow is timed as it runs
 */
public record ProfilePlan(
    RunPlan whole, List<PortRef> cuts, List<PortRef> added, List<Step> steps) {

  public ProfilePlan {
    cuts = List.copyOf(cuts);
    added = List.copyOf(added);
    steps = List.copyOf(steps);
  }

  /**
   * One run of a part.
   *
   * @param nodes the nodes that it times as one
   * @param models the nodes that run besides, because they make models, which cannot be stored
   * @param reads the stored ports that it reads
   * @param stores the ports that it stores
   * @param drops the ports that it computes and drops: nothing of the flow reads them
   */
  public record Step(
      List<String> nodes,
      List<String> models,
      List<PortRef> reads,
      List<PortRef> stores,
      List<PortRef> drops) {
    public Step {
      nodes = List.copyOf(nodes);
      models = List.copyOf(models);
      reads = List.copyOf(reads);
      stores = List.copyOf(stores);
      drops = List.copyOf(drops);
    }

    /** How profiles call it. */
    String name() {
      return String.join(", ", nodes);
    }

    private String text() {
      var does = new ArrayList<String>();
      if (!models.isEmpty()) {
        does.add("make the models of %s again".formatted(String.join(", ", models)));
      }
      does.add("run " + name());
      if (!reads.isEmpty()) {
        does.add("on stored " + ports(reads));
      }
      if (!stores.isEmpty()) {
        does.add("store " + ports(stores));
      }
      if (!drops.isEmpty()) {
        does.add("drop " + ports(drops));
      }
      return String.join(", ", does);
    }
  }

  /** Whether the flow is taken apart. */
  boolean isCut() {
    return !cuts.isEmpty();
  }

  private static String ports(List<PortRef> ports) {
    return ports.stream().map(PortRef::toString).collect(Collectors.joining(", "));
  }

  /** The plan as people read it. */
  @Override
  public String toString() {
    if (!isCut()) {
      return "profile %s as it runs\n".formatted(whole.flow()) + whole;
    }
    var lines = new ArrayList<String>();
    lines.add("profile %s, cut at %s".formatted(whole.flow(), FlowProfile.ports(cuts.size())));
    if (!added.isEmpty()) {
      lines.add("  cut also at %s, which would be computed twice".formatted(ports(added)));
    }
    steps.forEach(step -> lines.add("  " + step.text()));
    lines.add("  each stored port is read twice and copied once, which times reading and storing");
    return String.join("\n", lines) + "\n";
  }
}
