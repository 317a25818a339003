package dev.bering.porting;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.PortRef;
import dev.bering.lint.Finding;
import dev.bering.lint.LintOptions;
import dev.bering.lint.LintReport;
import dev.bering.lint.Rule;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Points at what engines answer differently in the components of a flow, as {@code bering lint}
 * does in SQL. The components run on empty frames, and what they describe is read as Spark
 * understood it; no data is read. A finding names the line of Java, if Spark kept it.
 *
 * <p>Found is what stands in Spark's expressions. What a Java function does by itself is not seen,
 * nor how a null order or a window's frame came about: the plan holds both even where nobody wrote
 * them.
 *
 * @param options which rules are of interest, and which columns are unique
 * @param allowances what may be found, and why
 */
public record FlowLint(LintOptions options, List<Allowance> allowances) {

  public FlowLint {
    allowances = List.copyOf(allowances);
  }

  /**
   * That {@code rule} may be broken in a component.
   *
   * @param path of the node, such as {@code detect/score}
   */
  public record Allowance(String path, Rule rule, String reason) {}

  /** A lint that allows nothing. */
  public static FlowLint of(LintOptions options) {
    return new FlowLint(options, List.of());
  }

  /**
   * Allows {@code rule} in the node {@code path}.
   *
   * @throws UserException LINT_ALLOWANCE without a reason
   */
  public FlowLint allowing(String path, Rule rule, String reason) {
    if (reason.isBlank()) {
      throw UserException.usage(
          new Problem(
              "LINT_ALLOWANCE",
              "Cannot allow %s in %s: there is no reason.".formatted(rule, path),
              "say why its results are right all the same"));
    }
    var more = new ArrayList<>(allowances);
    more.add(new Allowance(path, rule, reason));
    return new FlowLint(options, more);
  }

  /**
   * Reads {@code flow}.
   *
   * @throws UserException as {@link Flow#dryRun(FlowContext)}
   */
  public LintReport lint(Flow<?, ?> flow, FlowContext ctx) {
    return report(flow.name(), flow.dryRun(ctx));
  }

  /** As {@link #lint(Flow, FlowContext)}, with the models of {@code in}. Its rows are not read. */
  public <I extends Record> LintReport lint(Flow<I, ?> flow, I in, FlowContext ctx) {
    return report(flow.name(), flow.dryRun(in, ctx));
  }

  private LintReport report(String flow, Map<PortRef, Frame<?>> described) {
    var found = new LinkedHashSet<Finding>();
    int allowed = 0;
    var used = new LinkedHashSet<Allowance>();
    for (Map.Entry<PortRef, Frame<?>> output : described.entrySet()) {
      String path = output.getKey().node();
      Set<Finding> ofPort =
          new LinkedHashSet<>(
              new PlanFindings(flow + "/" + path, options).of(output.getValue().df()));
      for (Finding finding : ofPort) {
        List<Allowance> covering =
            allowances.stream()
                .filter(one -> one.path().equals(path) && one.rule() == finding.rule())
                .toList();
        used.addAll(covering);
        if (!covering.isEmpty()) {
          allowed++;
        } else {
          found.add(finding);
        }
      }
    }
    allowances.stream()
        .filter(one -> !used.contains(one))
        .forEach(one -> found.add(unused(flow, one)));
    int nodes = (int) described.keySet().stream().map(PortRef::node).distinct().count();
    return new LintReport(nodes, described.size(), allowed, List.copyOf(found), List.of());
  }

  private static Finding unused(String flow, Allowance allowance) {
    Rule rule = Rule.ALLOW_UNUSED;
    return new Finding(
        flow + "/" + allowance.path(),
        1,
        1,
        rule,
        allowance.rule().name(),
        rule.differs(),
        rule.instead());
  }
}
