package dev.bering.telemetry;

import dev.bering.flow.FlowReport;
import dev.bering.flow.Rule;
import io.openlineage.client.OpenLineage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the rules of a flow counted, as tests in the sense of OpenLineage. */
final class RuleTests {

  private RuleTests() {}

  static List<OpenLineage.TestExecution> of(List<FlowReport.Check> checks) {
    var tests = new ArrayList<OpenLineage.TestExecution>();
    for (FlowReport.Check check : checks) {
      for (FlowReport.Broken broken : check.rules()) {
        Rule rule = broken.rule();
        tests.add(
            new OpenLineage.TestExecutionBuilder()
                .name(check.node() + ": " + rule)
                .status(status(broken.rows()))
                .severity(rule.action() == Rule.Action.FAIL ? "error" : "warn")
                .type("row_condition")
                .content(rule.sql())
                .contentType("sql")
                .expected("0 rows break it")
                .actual(
                    "%s of %s rows break it"
                        .formatted(counted(broken.rows()), counted(check.rows())))
                .build());
      }
    }
    return tests;
  }

  private static String status(OptionalLong broken) {
    if (broken.isEmpty()) {
      return "skip"; // Spark did not tell: neither good nor bad
    }
    return broken.getAsLong() == 0 ? "pass" : "fail";
  }

  private static String counted(OptionalLong rows) {
    return rows.isPresent() ? Long.toString(rows.getAsLong()) : "an unknown number";
  }
}
