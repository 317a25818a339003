package dev.bering.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What one run of a flow read and wrote.
 *
 * @param runId what tells this run from all others; it is in the metadata of the commits
 * @param label what the caller calls the run; may be empty
 * @param tables the Delta tables read, by version: inputs of the flow, and ports that were given
 * @param models the models
 * @param unpinned the inputs and given ports that are frames of unknown origin, so that a second
 *     run may read something else
 * @param written the ports written, in the order of the plan
 * @param checks what the checks counted, of those whose rows were read
 * @param caches what became of the ports that are read more than once
 * @param heavy the functions of rows that capture so much that it should be broadcast
 * @param described what was computed while the frames were described: jobs that components, Delta
 *     and Spark's planner started before the first write
 * @param describing how long each node took to describe its frames, or to make its models, by its
 *     path and in the order in which they did
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
    List<PortCache> caches,
    List<HeavyClosure> heavy,
    Cost described,
    Map<String, Duration> describing,
    Duration elapsed) {

  public FlowReport {
    tables = List.copyOf(tables);
    models = List.copyOf(models);
    unpinned = List.copyOf(unpinned);
    written = List.copyOf(written);
    checks = List.copyOf(checks);
    caches = List.copyOf(caches);
    heavy = List.copyOf(heavy);
    describing = Collections.unmodifiableMap(new LinkedHashMap<>(describing));
  }

  /**
   * One version of a Delta table.
   *
   * @param port the name of the input, or the whole name of the port that was given
   */
  public record TableInput(String port, Pinned table) {}

  /** An input that is a model. */
  public record ModelInput(String port, String name, String version, String digest) {}

  /**
   * One port written.
   *
   * @param node the path of the node whose output it is
   * @param sink what wrote it
   * @param receipt what the sink says it wrote
   * @param nodes the nodes whose work {@code elapsed} contains; Spark runs them as one, so their
   *     times cannot be told apart
   * @param attempts how often it was tried, with the one that succeeded
   * @param cost what its jobs cost, those of all attempts
   */
  public record Written(
      String node,
      Sink sink,
      Receipt receipt,
      Duration elapsed,
      List<String> nodes,
      int attempts,
      Cost cost) {
    public Written {
      nodes = List.copyOf(nodes);
    }

    Written costing(Cost known) {
      return new Written(node, sink, receipt, elapsed, nodes, attempts, known);
    }

    /** The time in which none of its jobs ran: planning, listing files, committing. */
    public Duration driver() {
      return cost.driver(elapsed);
    }

    /** The port as the sink named it. */
    public String port() {
      return sink.port();
    }

    /** How many rows were written. */
    public long rows() {
      return receipt.rows();
    }

    @Override
    public String toString() {
      String version =
          receipt.version().isPresent() ? " version " + receipt.version().getAsLong() : "";
      String again = attempts == 1 ? "" : ", after %d attempts".formatted(attempts);
      return "%s: %d rows to %s%s%s".formatted(port(), rows(), sink.target(), version, again);
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

  /** The ports that the run kept in Spark's cache for a while. */
  public List<PortRef> kept() {
    return caches.stream().filter(PortCache::isKept).map(PortCache::port).toList();
  }

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
    written.forEach(out -> lines.add("  out " + out));
    for (Check check : checks) {
      lines.add("  check %s: %s rows".formatted(check.node(), count(check.rows())));
      check
          .rules()
          .forEach(
              broken ->
                  lines.add("    %s: %s break it".formatted(broken.rule(), count(broken.rows()))));
    }
    heavy.forEach(closure -> lines.add("  heavy " + closure));
    return String.join("\n", lines) + "\n";
  }

  private static String count(OptionalLong rows) {
    return rows.isPresent() ? Long.toString(rows.getAsLong()) : "an unknown number of";
  }
}
