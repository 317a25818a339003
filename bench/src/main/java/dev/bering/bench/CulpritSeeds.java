package dev.bering.bench;

import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.LocalSpark;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.profile.Culprit;
import dev.bering.profile.CulpritSearch;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Whether the search for the slow node finds the one that was planted: {@code CulpritSeeds FOLDER
 * FIRST LAST}. For each seed it searches a flow of twelve nodes in which one is slow, and the like
 * in which none is. Prints a table and the counts.
 */
public final class CulpritSeeds {
  private static final int MOST_RUNS = 5;
  private static final long ROWS = 5_000;

  private final SparkSession spark;
  private final Location scratch;

  private CulpritSeeds(SparkSession spark, Location scratch) {
    this.spark = spark;
    this.scratch = scratch;
  }

  /** Prints a line a search. */
  public static void main(String[] args) {
    SparkSession spark = LocalSpark.named("culprits").withCores(2).start();
    spark.sparkContext().setLogLevel("ERROR");
    var seeds = new CulpritSeeds(spark, Location.of(args[0]));
    seeds.search(RandomFlow.even(-1)); // the JVM warms up
    seeds.search(RandomFlow.planted(-6));
    int first = Integer.parseInt(args[1]);
    int last = Integer.parseInt(args[2]);
    int found = 0;
    int quick = 0;
    int explained = 0;
    int accused = 0;
    System.out.println("| seed | planted | verdict | found | runs of parts | cause seen |");
    System.out.println("|---|---|---|---|---|---|");
    for (int seed = first; seed <= last; seed++) {
      RandomFlow planted = RandomFlow.planted(seed);
      Culprit culprit = seeds.search(planted);
      boolean right =
          culprit.verdict() == Culprit.Verdict.FOUND
              && culprit.node().equals(planted.planted().orElseThrow());
      boolean seen = planted.slowness().isSeenBy(culprit.evidence());
      found += right ? 1 : 0;
      quick += right && culprit.partialRuns() <= MOST_RUNS ? 1 : 0;
      explained += right && seen ? 1 : 0;
      System.out.printf(
          "| %d | %s in %s | %s | %s | %d | %s |%n",
          seed,
          planted.slowness(),
          planted.planted().orElseThrow(),
          culprit.verdict(),
          culprit.node(),
          culprit.partialRuns(),
          seen ? "yes" : "no");
      System.err.println(culprit);
      Culprit none = seeds.search(RandomFlow.even(seed));
      accused += none.verdict() == Culprit.Verdict.FOUND ? 1 : 0;
      System.out.printf(
          "| %d | none | %s | %s | %d | |%n",
          seed, none.verdict(), none.node(), none.partialRuns());
      System.err.println(none);
    }
    System.out.printf(
        "%nof %d: named right %d, within %d runs of parts %d, cause seen %d; none planted: accused %d%n",
        last - first + 1, found, MOST_RUNS, quick, explained, accused);
    spark.stop();
  }

  private Culprit search(RandomFlow random) {
    Dataset<Row> rows = spark.range(0, ROWS, 1, 2).selectExpr("id", "id * 31 AS value");
    return new CulpritSearch(FlowContext.of(spark), scratch, Progress.NONE)
        .search(random.flow(), new RandomFlow.Items(Frame.of(rows)));
  }
}
