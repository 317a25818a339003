package dev.bering.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads the operators of a plan that Spark has carried out. The only place that knows Spark's
 * physical plans, which are no public API.
 */
final class PhysicalPlan {
  private static final int LONGEST_DETAIL = 160;

  private PhysicalPlan() {}

  /** The operators of {@code plan}, without those that only hold others. */
  static Operator read(SparkPlan plan) {
    SparkPlan inner = plan;
    long fusedMillis = 0;
    boolean held = true;
    while (held) {
      held = true;
      if (inner instanceof AdaptiveSparkPlanExec adaptive) {
        inner = adaptive.executedPlan();
      } else if (inner instanceof QueryStageExec stage) {
        inner = stage.plan();
      } else if (inner instanceof WholeStageCodegenExec fused) {
        fusedMillis += value(fused.metrics().get("pipelineTime").getOrElse(() -> null));
        inner = fused.child();
      } else if (inner instanceof InputAdapter adapter) {
        inner = adapter.child();
      } else {
        held = false;
      }
    }
    Map<String, Long> counts = counts(inner);
    if (fusedMillis > 0) {
      counts.put("pipelineTime", fusedMillis);
    }
    var inputs = new ArrayList<Operator>();
    CollectionConverters.asJava(inner.children()).forEach(child -> inputs.add(read(child)));
    return new Operator(name(inner), detail(inner), counts, inputs);
  }

  private static Map<String, Long> counts(SparkPlan plan) {
    var counts = new HashMap<String, Long>();
    CollectionConverters.asJava(plan.metrics())
        .forEach((name, metric) -> counts.put(name, value(metric)));
    return counts;
  }

  /** A time in milliseconds, or a number or size as it is. */
  private static long value(SQLMetric metric) {
    if (metric == null) {
      return 0;
    }
    long value = Math.max(0, metric.value()); // a metric that was never set may be -1
    return metric.metricType().equals("nsTiming") ? value / 1_000_000 : value;
  }

  private static String name(SparkPlan plan) {
    return plan.nodeName().strip().replaceFirst("\\s.*", "");
  }

  private static String detail(SparkPlan plan) {
    String line = plan.simpleString(LONGEST_DETAIL).lines().findFirst().orElse("");
    return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL) + "...";
  }

  /** What {@code plans} do, each below a root of its own. */
  static List<Operator> readAll(List<SparkPlan> plans) {
    return plans.stream().map(PhysicalPlan::read).toList();
  }
}
