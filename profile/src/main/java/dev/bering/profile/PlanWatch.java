package dev.bering.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.util.QueryExecutionListener;

/** Hears which plans a session carries out, from its making until it is closed. */
final class PlanWatch implements QueryExecutionListener, AutoCloseable {
  private final SparkSession spark;
  private final List<SparkPlan> heard = new CopyOnWriteArrayList<>();

  @SuppressWarnings("this-escape") // complete when it begins to listen
  PlanWatch(SparkSession spark) {
    this.spark = spark;
    spark.listenerManager().register(this);
  }

  @Override
  public void onSuccess(String action, QueryExecution execution, long nanos) {
    heard.add(execution.executedPlan());
  }

  @Override
  public void onFailure(String action, QueryExecution execution, Exception failure) {
    heard.add(execution.executedPlan());
  }

  /** The operators of what ran so far. What has ended is heard of soon after, so call it late. */
  List<Operator> plans() {
    return PhysicalPlan.readAll(new ArrayList<>(heard));
  }

  @Override
  public void close() {
    spark.listenerManager().unregister(this);
  }
}
