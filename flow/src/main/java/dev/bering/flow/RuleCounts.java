package dev.bering.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

/** Counts the rows that break each rule of a check, in the job that first reads them. */
final class RuleCounts {
  private static final Duration PATIENCE = Duration.create("30 s");

  private final List<Rule> rules;
  private final Observation observation = new Observation();

  RuleCounts(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  Observation observation() {
    return observation;
  }

  /**
   * What was counted. Spark tells it a moment after the job has ended; where it saw beforehand that
   * the job needs none of the rows, as of an hour without any, it reads none and counts nothing.
   *
   * @param node the path of the check
   */
  FlowReport.Check read(String node) {
    try {
      Row counts = Await.result(observation.future(), PATIENCE);
      if (counts.size() == 0) {
        return uncounted(node);
      }
      var broken = new ArrayList<FlowReport.Broken>();
      for (int i = 0; i < rules.size(); i++) {
        broken.add(new FlowReport.Broken(rules.get(i), OptionalLong.of(counts.getLong(i + 1))));
      }
      return new FlowReport.Check(node, OptionalLong.of(counts.getLong(0)), broken);
    } catch (TimeoutException e) {
      return uncounted(node);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return uncounted(node);
    }
  }

  private FlowReport.Check uncounted(String node) {
    return new FlowReport.Check(
        node,
        OptionalLong.empty(),
        rules.stream().map(rule -> new FlowReport.Broken(rule, OptionalLong.empty())).toList());
  }
}
