package dev.bering.flow;

import dev.bering.model.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What one run of a flow read and wrote.
 *
 * @param runId what tells this run from all others; it is in the metadata of the commits
 * @param label what the caller calls the run; may be empty
 * @param tables the Delta inputs, by version
 * @param models the models
 * @param unpinned the inputs that are frames of unknown origin, so that a second run may read
 *     something else
 * @param written the tables written, in order
 * @param checks what the checks counted, of those whose rows were read
 * @param kept the ports that were in Spark's cache for a while
 */
public record FlowReport(
    String flow,
    String runId,
    String label,
    List<TableInput> tables,
    List<ModelInput> models,
    List<String> unpinned,
    List<Written> written,
    List<Check> checks,
    List<PortRef> kept,
    Duration elapsed) {

  public FlowReport {
    tables = List.copyOf(tables);
    models = List.copyOf(models);
    unpinned = List.copyOf(unpinned);
    written = List.copyOf(written);
    checks = List.copyOf(checks);
    kept = List.copyOf(kept);
  }

  /** An input that is one version of a Delta table. */
  public record TableInput(String port, Pinned table) {}

  /** An input that is a model. */
  public record ModelInput(String port, String name, String version, String digest) {}

  /**
   * One table written.
   *
   * @param node the path of the node whose output it is
   * @param port the port as the sink named it
   * @param version the version the table has since
   * @param rows how many rows the commit says it wrote
   * @param nodes the nodes whose work {@code elapsed} contains; Spark runs them as one, so their
   *     times cannot be told apart
   */
  public record Written(
      String node,
      String port,
      Location location,
      long version,
      long rows,
      Duration elapsed,
      List<String> nodes) {
    public Written {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * One check, and what it counted in the job that first read its rows. A task that Spark ran twice
   * may be counted twice.
   *
   * @param node the path of the check
   * @param rows how many rows were read; empty if Spark did not tell
   */
  public record Check(String node, OptionalLong rows, List<Broken> rules) {
    public Check {
      rules = List.copyOf(rules);
    }
  }

  /** How many rows break a rule. */
  public record Broken(Rule rule, OptionalLong rows) {}

  /** The report as people read it, without the times, which differ from run to run. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add(label.isEmpty() ? "ran " + flow : "ran %s [%s]".formatted(flow, label));
    tables.forEach(input -> lines.add("  in %s: %s".formatted(input.port(), input.table())));
    models.forEach(
        in ->
            lines.add(
                "  in %s: model %s %s, %s"
                    .formatted(in.port(), in.name(), in.version(), in.digest())));
    unpinned.forEach(port -> lines.add("  in %s: a frame, not pinned".formatted(port)));
    written.forEach(
        out ->
            lines.add(
                "  out %s: %d rows to %s version %d"
                    .formatted(out.port(), out.rows(), out.location(), out.version())));
    for (Check check : checks) {
      lines.add("  check %s: %s rows".formatted(check.node(), count(check.rows())));
      check
          .rules()
          .forEach(
              broken -> lines.add("    %s: %s break it".formatted(broken.rule(), count(broken.rows()))));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String count(OptionalLong rows) {
    return rows.isPresent() ? Long.toString(rows.getAsLong()) : "an unknown number of";
  }
}
