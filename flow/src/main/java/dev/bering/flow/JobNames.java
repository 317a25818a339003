package dev.bering.flow;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The names of the jobs of one flow: group, description and tag carry the node.
 *
 * @param prefix what tells the groups of this run from those of others
 */
record JobNames(FlowContext ctx, String flow, String prefix) {

  static JobNames of(FlowContext ctx, String flow) {
    return new JobNames(ctx, flow, "");
  }

  /** The job group of the node {@code path}. */
  String group(String path) {
    return prefix + flow + "/" + path;
  }

  /** What the UI shows: {@code detect ▸ score [2026-01-01T03] write alerts}. */
  private String description(String path, String action) {
    String label = ctx.label().isEmpty() ? "" : " [" + ctx.label() + "]";
    String suffix = action.isEmpty() ? "" : " " + action;
    return (flow + "/" + path).replace("/", " ▸ ") + label + suffix;
  }

  /** Runs {@code body} so that every job it starts bears the name of the node {@code path}. */
  <T> T during(String path, String action, Supplier<T> body) {
    return name(path, action, null).during(ctx.spark().sparkContext(), body);
  }

  /** As {@link #during}, sharing the cores fairly with what runs in other pools. */
  <T> T during(String path, String action, String pool, Supplier<T> body) {
    return name(path, action, pool).during(ctx.spark().sparkContext(), body);
  }

  private JobName name(String path, String action, @Nullable String pool) {
    String tag = "bering.node=" + flow + "/" + path;
    return new JobName(group(path), description(path, action), tag, pool);
  }
}
