package dev.bering.profile;

import dev.bering.flow.Cost;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What is slow about some work, by its operators and tasks: a catalogue of causes, each with the
 * figures that speak for it and what to try. The thresholds are rules of thumb; each names its
 * figure, so that a reader can judge.
 */
final class EvidenceRules {
  private static final double MUCH = 0.1;
  private static final double MOST = 0.3;
  private static final int SKEWED = 5;
  private static final int EXPLODED = 10;
  private static final long MANY_ROWS = 10_000;
  private static final Duration TINY_TASK = Duration.ofMillis(50);
  private static final int MANY_TASKS = 200;

  private final Figures figures;
  private final List<Operator> operators;
  private final List<Evidence> found = new ArrayList<>();

  private EvidenceRules(List<Operator> plans, Figures figures) {
    this.figures = figures;
    this.operators = plans.stream().flatMap(plan -> plan.all().stream()).toList();
  }

  /** What {@code plans} and {@code figures} of the same work show, the weightiest first. */
  static List<Evidence> of(List<Operator> plans, Figures figures) {
    var rules = new EvidenceRules(plans, figures);
    rules.driver();
    rules.joins();
    rules.skew();
    rules.tasks();
    rules.memory();
    rules.closures();
    rules.functions();
    rules.transport();
    if (rules.found.isEmpty()) {
      rules.add(
          Evidence.Kind.WORK,
          0,
          "its tasks work for %s, evenly, without spilling or waiting"
              .formatted(Durations.text(figures.run())),
          "give it more cores, or less to do: filter and aggregate before it");
    }
    return rules.found.stream()
        .sorted(Comparator.comparingDouble(Evidence::weight).reversed())
        .toList();
  }

  /** Of a node that takes so long before anything is written, of which jobs cost {@code jobs}. */
  static Evidence describing(Duration took, Cost jobs) {
    return jobs.jobs() == 0
        ? new Evidence(
            Evidence.Kind.DRIVER,
            1,
            "it takes %s to describe its frames, before any task runs"
                .formatted(Durations.text(took)),
            "build long expressions in one select instead of column by column, and list or fetch"
                + " things outside of the component")
        : new Evidence(
            Evidence.Kind.DRIVER,
            1,
            "it takes %s to describe its frames, and starts %s meanwhile"
                .formatted(Durations.text(took), Counts.of(jobs.jobs(), "job")),
            "take actions such as count and collect out of the component");
  }

  private void driver() {
    double share = share(figures.driver(), figures.elapsed());
    if (share > MOST) {
      add(
          Evidence.Kind.DRIVER,
          share,
          "for %s of %s no task runs: the driver plans, lists files or waits"
              .formatted(Durations.text(figures.driver()), Durations.text(figures.elapsed())),
          "cut a plan that has grown long (localCheckpoint), list fewer files, take actions out of"
              + " the component");
    }
  }

  private void joins() {
    for (Operator operator : operators) {
      OptionalLong out = operator.rows();
      long in =
          operator.inputs().stream().mapToLong(input -> input.rows().orElse(0)).max().orElse(0);
      if (operator.isJoin()
          && in > 0
          && out.isPresent()
          && out.getAsLong() > MANY_ROWS
          && out.getAsLong() > EXPLODED * in) {
        add(
            Evidence.Kind.EXPLODING_JOIN,
            MOST + Math.min(MOST, out.getAsLong() / (1e4 * in)),
            "%s makes %s from at most %s of a side: %s"
                .formatted(
                    operator.name(),
                    Counts.of(out.getAsLong(), "row"),
                    Counts.of(in, "row"),
                    operator.detail()),
            "its key is not unique on either side: add what is missing to the key, or aggregate"
                + " before the join");
      } else if (operator.name().equals("CartesianProduct")
          || operator.name().equals("BroadcastNestedLoopJoin")) {
        add(
            Evidence.Kind.NESTED_LOOP,
            MOST,
            "%s lets every row meet every row: %s".formatted(operator.name(), operator.detail()),
            "join by an equality, if only of a rough bucket, and filter after it");
      }
    }
  }

  private void skew() {
    if (figures.tasks() > 1
        && figures.longestTask().compareTo(figures.medianTask().multipliedBy(SKEWED)) > 0) {
      double share = share(figures.longestTask(), figures.elapsed());
      if (share > MOST) {
        add(
            Evidence.Kind.SKEW,
            share,
            "the longest of %s takes %s, the middle one %s"
                .formatted(
                    Counts.of(figures.tasks(), "task"),
                    Durations.text(figures.longestTask()),
                    Durations.text(figures.medianTask())),
            "spread the heavy key: add a part of it to the key, or let"
                + " spark.sql.adaptive.skewJoin split it");
      }
    }
  }

  private void tasks() {
    double longest = share(figures.longestTask(), figures.elapsed());
    if (figures.cores() > 1 && longest > 1 - MOST && !saysSkew()) {
      boolean single =
          operators.stream().anyMatch(operator -> operator.detail().contains("SinglePartition"));
      add(
          Evidence.Kind.ONE_TASK,
          longest,
          "one task takes %s of %s while %d cores are there"
              .formatted(
                  Durations.text(figures.longestTask()),
                  Durations.text(figures.elapsed()),
                  figures.cores()),
          single
              ? "a window or sort without partitionBy brings all rows to one task: give it a"
                  + " partition"
              : "repartition before it, by its key, into about three times the cores");
    }
    if (figures.tasks() > MANY_TASKS && figures.medianTask().compareTo(TINY_TASK) < 0) {
      add(
          Evidence.Kind.TINY_TASKS,
          MUCH,
          "%s take %s each, as the middle one does"
              .formatted(
                  Counts.of(figures.tasks(), "task"),
                  "%d ms".formatted(figures.medianTask().toMillis())),
          "use fewer partitions: spark.sql.shuffle.partitions, or compact the files it reads");
    }
  }

  private boolean saysSkew() {
    return found.stream().anyMatch(evidence -> evidence.kind() == Evidence.Kind.SKEW);
  }

  private void memory() {
    if (figures.spilledBytes() > 0) {
      add(
          Evidence.Kind.SPILL,
          MOST,
          "%s did not fit into memory and went to the disk"
              .formatted(Bytes.text(figures.spilledBytes())),
          "use more partitions, or give a task more memory");
    }
    double garbage = share(figures.garbage(), figures.run());
    if (garbage > MUCH) {
      add(
          Evidence.Kind.GARBAGE,
          garbage,
          "%s of the tasks' time goes to collecting garbage".formatted(percent(garbage)),
          "give the executors more memory or fewer cores each, and make fewer objects a row");
    }
  }

  private void closures() {
    double share = share(figures.deserialise(), figures.run());
    if (share > MUCH) {
      add(
          Evidence.Kind.HEAVY_CLOSURE,
          share,
          "%s of the tasks' time goes to reading what their functions captured"
              .formatted(percent(share)),
          "hand it to them by ctx.broadcast, so that it is read once an executor and not once a"
              + " task");
    }
  }

  private void functions() {
    List<String> opaque =
        operators.stream()
            .filter(EvidenceRules::runsOpaqueCode)
            .map(Operator::detail)
            .distinct()
            .toList();
    double busy = share(figures.run(), figures.elapsed());
    if (!opaque.isEmpty() && busy > MOST && !explained()) {
      add(
          Evidence.Kind.OPAQUE_FUNCTION,
          MOST,
          "its tasks run functions that Spark cannot look into: %s".formatted(opaque.get(0)),
          "write it with Spark's own functions, or do its work once a row and after filtering");
    }
  }

  private boolean explained() {
    return found.stream()
        .anyMatch(
            evidence ->
                evidence.kind() == Evidence.Kind.EXPLODING_JOIN
                    || evidence.kind() == Evidence.Kind.NESTED_LOOP);
  }

  private static boolean runsOpaqueCode(Operator operator) {
    return operator.detail().contains("UDF(")
        || operator.name().startsWith("BatchEvalPython")
        || operator.name().startsWith("MapElements")
        || operator.name().startsWith("MapPartitions")
        || operator.name().startsWith("MapGroups")
        || operator.name().startsWith("FlatMapGroups");
  }

  private void transport() {
    if (figures.shuffledBytes() > figures.readBytes() && figures.shuffledBytes() > 64L << 20) {
      add(
          Evidence.Kind.SHUFFLE,
          MUCH,
          "its tasks send each other %s, more than the %s they read"
              .formatted(Bytes.text(figures.shuffledBytes()), Bytes.text(figures.readBytes())),
          "drop columns and aggregate before the join or window, or broadcast its small side");
    }
    long scan = operators.stream().mapToLong(operator -> operator.count("scanTime")).sum();
    double reading = share(Duration.ofMillis(scan), figures.run());
    if (reading > 2 * MOST) {
      add(
          Evidence.Kind.READING,
          reading,
          "%s of the tasks' time goes to reading %s"
              .formatted(percent(Math.min(1, reading)), Bytes.text(figures.readBytes())),
          "read fewer columns and slices: filter by what the table is partitioned or clustered by");
    }
  }

  private static double share(Duration part, Duration whole) {
    return whole.isZero() ? 0 : (double) part.toNanos() / whole.toNanos();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private void add(Evidence.Kind kind, double weight, String fact, String advice) {
    found.add(new Evidence(kind, Math.min(1, weight), fact, advice));
  }
}
