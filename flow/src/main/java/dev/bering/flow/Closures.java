package dev.bering.flow;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Finds the functions of rows that frames are described with, and weighs each once. Spark makes a
 * frame's plan from those it reads, so only what is new in it is looked at.
 */
final class Closures {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<HeavyClosure> heavy = new ArrayList<>();

  /** The node has made {@code rows}. */
  void look(String node, Dataset<?> rows) {
    look(node, ((org.apache.spark.sql.classic.Dataset<?>) rows).queryExecution().analyzed());
  }

  private void look(String node, LogicalPlan plan) {
    if (seen.add(plan)) {
      CollectionConverters.asJava(plan.expressions()).forEach(e -> look(node, e));
      CollectionConverters.asJava(plan.children()).forEach(child -> look(node, child));
    }
  }

  private void look(String node, Expression expression) {
    if (expression instanceof ScalaUDF udf && seen.add(udf.function())) {
      long bytes = size(udf.function());
      if (bytes > HeavyClosure.LIMIT) {
        heavy.add(new HeavyClosure(node, udf.name(), bytes));
      }
    }
    CollectionConverters.asJava(expression.children()).forEach(child -> look(node, child));
  }

  List<HeavyClosure> heavy() {
    return List.copyOf(heavy);
  }

  /** The size of {@code function} as it is sent; 0 if it cannot be, which Spark will tell. */
  static long size(Object function) {
    var counter = new Counter();
    try (var out = new ObjectOutputStream(counter)) {
      out.writeObject(function);
    } catch (IOException | RuntimeException e) { // of code of the user's
      return 0;
    }
    return counter.bytes;
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      bytes += length;
    }
  }
}
