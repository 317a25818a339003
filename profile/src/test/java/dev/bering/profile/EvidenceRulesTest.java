package dev.bering.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvidenceRulesTest {

  private static final Figures EVEN =
      new Figures(
          seconds(60),
          seconds(1),
          4,
          100,
          seconds(200),
          seconds(2),
          seconds(1),
          seconds(3),
          seconds(2),
          0,
          0,
          1 << 30,
          seconds(9));

  private static final Operator SCAN = operator("Scan", "FileScan parquet", 1_000);

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Operator operator(String name, String detail, long rows, Operator... inputs) {
    return new Operator(name, detail, Map.of("numOutputRows", rows), List.of(inputs));
  }

  private static List<String> facts(Operator plan, Figures figures) {
    return EvidenceRules.of(List.of(plan), figures).stream()
        .map(found -> found.kind() + ": " + found.fact())
        .toList();
  }

  @Test
  void evenWorkIsBlamedOnNothing() {
    assertThat(facts(SCAN, EVEN))
        .containsExactly(
            "WORK: its tasks work for 3 min 20 s, evenly, without spilling or waiting");
  }

  @Test
  void aJoinThatMakesManyMoreRowsThanItReadsIsNamedWithItsCondition() {
    Operator join =
        operator("SortMergeJoin", "SortMergeJoin [host], [host], Inner", 500_000, SCAN, SCAN);

    assertThat(facts(join, EVEN))
        .containsExactly(
            "EXPLODING_JOIN: SortMergeJoin makes 500,000 rows from at most 1,000 rows of a side:"
                + " SortMergeJoin [host], [host], Inner");
  }

  @Test
  void aJoinCountsTheRowsThatReachItThroughASort() {
    Operator sorted = new Operator("Sort", "Sort [host]", Map.of(), List.of(SCAN));
    Operator join = operator("SortMergeJoin", "SortMergeJoin [host]", 10_000, sorted, sorted);

    assertThat(facts(join, EVEN)).noneMatch(fact -> fact.startsWith("EXPLODING_JOIN"));
  }

  @Test
  void everyRowAgainstEveryRowIsNamed() {
    Operator join =
        operator("BroadcastNestedLoopJoin", "BroadcastNestedLoopJoin (a < b)", 9, SCAN, SCAN);

    assertThat(facts(join, EVEN))
        .containsExactly(
            "NESTED_LOOP: BroadcastNestedLoopJoin lets every row meet every row:"
                + " BroadcastNestedLoopJoin (a < b)");
  }

  @Test
  void oneHeavyTaskAmongManyIsSkew() {
    var skewed =
        new Figures(
            seconds(60),
            seconds(1),
            4,
            100,
            seconds(150),
            seconds(2),
            seconds(1),
            seconds(50),
            seconds(1),
            0,
            0,
            1 << 30,
            seconds(9));

    assertThat(facts(SCAN, skewed))
        .containsExactly("SKEW: the longest of 100 tasks takes 50.0 s, the middle one 1.0 s");
  }

  @Test
  void aSingleTaskIsBlamedOnTheWindowWithoutAPartition() {
    var single =
        new Figures(
            seconds(60),
            seconds(1),
            4,
            1,
            seconds(58),
            seconds(1),
            seconds(1),
            seconds(58),
            seconds(58),
            0,
            0,
            1 << 30,
            seconds(9));
    Operator window =
        operator("Exchange", "Exchange SinglePartition, ENSURE_REQUIREMENTS", 1_000, SCAN);

    assertThat(EvidenceRules.of(List.of(window), single))
        .extracting(Evidence::fact, Evidence::advice)
        .containsExactly(
            tuple(
                "one task takes 58.0 s of 1 min 0 s while 4 cores are there",
                "a window or sort without partitionBy brings all rows to one task: give it a"
                    + " partition"));
  }

  @Test
  void spillingGarbageAndClosuresAreNamedWithTheirShares() {
    var strained =
        new Figures(
            seconds(60),
            seconds(1),
            4,
            100,
            seconds(200),
            seconds(50),
            seconds(100),
            seconds(3),
            seconds(2),
            3L << 30,
            0,
            1 << 30,
            seconds(9));

    assertThat(facts(SCAN, strained))
        .containsExactly(
            "HEAVY_CLOSURE: 50 % of the tasks' time goes to reading what their functions captured",
            "SPILL: 3.2 GB did not fit into memory and went to the disk",
            "GARBAGE: 25 % of the tasks' time goes to collecting garbage");
  }

  @Test
  void workOnTheDriverIsNamed() {
    var waiting =
        new Figures(
            seconds(60),
            seconds(45),
            4,
            100,
            seconds(15),
            seconds(0),
            seconds(0),
            seconds(3),
            seconds(2),
            0,
            0,
            1 << 30,
            seconds(9));

    assertThat(facts(SCAN, waiting))
        .containsExactly(
            "DRIVER: for 45.0 s of 1 min 0 s no task runs: the driver plans, lists files or waits");
  }

  @Test
  void functionsThatSparkCannotLookIntoAreNamed() {
    Operator project = operator("Project", "Project [UDF(host#1) AS score#2]", 1_000, SCAN);

    assertThat(facts(project, EVEN))
        .containsExactly(
            "OPAQUE_FUNCTION: its tasks run functions that Spark cannot look into:"
                + " Project [UDF(host#1) AS score#2]");
  }

  @Test
  void tinyTasksAndHeavyTransportAreNamed() {
    var tiny =
        new Figures(
            seconds(60),
            seconds(1),
            4,
            5_000,
            seconds(200),
            seconds(0),
            seconds(0),
            Duration.ofMillis(60),
            Duration.ofMillis(40),
            0,
            8L << 30,
            1 << 30,
            seconds(9));

    assertThat(facts(SCAN, tiny))
        .containsExactlyInAnyOrder(
            "TINY_TASKS: 5,000 tasks take 40 ms each, as the middle one does",
            "SHUFFLE: its tasks send each other 8.6 GB, more than the 1.1 GB they read");
  }
}
