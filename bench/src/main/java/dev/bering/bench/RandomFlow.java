package dev.bering.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowBuilder;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.Transformers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A flow of twelve nodes whose shape a seed decides: eleven read one or two of those before them,
 * the last one brings together what nobody has read; some node's rows are written besides.
 *
 * @param planted the node that is slow, if one is
 */
record RandomFlow(
    Flow<RandomFlow.Items, RandomFlow.Out> flow, Optional<String> planted, Slowness slowness) {
  private static final int NODES = 12;

  /** What runs through. */
  public record Item(long id, long value) {}

  /** One port. */
  public record Items(Frame<Item> items) {}

  /** Two ports. */
  public record Pair(Frame<Item> left, Frame<Item> right) {}

  /** All that nobody has read. */
  public record Ends(List<Frame<Item>> ends) {}

  /** What is written. */
  public record Out(Frame<Item> all, Frame<Item> besides) {}

  private static final List<Slowness> KINDS = List.of(Slowness.values());

  /** A flow in which a node is slow. */
  static RandomFlow planted(long seed) {
    var random = new Random(seed);
    Slowness slowness = KINDS.get((int) Math.floorMod(seed, (long) KINDS.size()));
    int node = random.nextInt(NODES - 1);
    return new RandomFlow(flow(random, node, slowness), Optional.of("n" + node), slowness);
  }

  /** The like, in which none is. */
  static RandomFlow even(long seed) {
    var random = new Random(seed);
    random.nextInt(NODES - 1);
    return new RandomFlow(flow(random, -1, Slowness.FUNCTION), Optional.empty(), Slowness.FUNCTION);
  }

  private static Flow<Items, Out> flow(Random random, int planted, Slowness slowness) {
    return Flow.define(
        "random", Items.class, Out.class, (b, in) -> new Body(b, random, planted, slowness).of(in));
  }

  /** Takes the nodes down, at each call of the body in the same shape. */
  private static final class Body {
    private final FlowBuilder b;
    private final Random random;
    private final int planted;
    private final Slowness slowness;
    private final List<Items> made = new ArrayList<>();
    private final Set<Integer> read = new HashSet<>();

    Body(FlowBuilder b, Random random, int planted, Slowness slowness) {
      this.b = b;
      this.random = random;
      this.planted = planted;
      this.slowness = slowness;
    }

    Out of(Items in) {
      for (int i = 0; i < NODES - 1; i++) {
        if (i == planted) {
          made.add(b.apply("n" + i, node(slowness::on), i == 0 ? in : pick()));
        } else if (i > 1 && random.nextInt(4) == 0) {
          made.add(b.apply("n" + i, JOIN, new Pair(pick().items(), pick().items())));
        } else {
          made.add(b.apply("n" + i, cheap(), i == 0 ? in : pick()));
        }
      }
      List<Frame<Item>> ends = new ArrayList<>();
      for (int i = 0; i < made.size(); i++) {
        if (!read.contains(i)) {
          ends.add(made.get(i).items());
        }
      }
      Items besides = made.get(random.nextInt(made.size()));
      return new Out(b.apply("n11", UNION, new Ends(ends)).items(), besides.items());
    }

    /** Mostly one of the last, so that there are chains as well as branches. */
    private Items pick() {
      int at = Math.max(0, made.size() - 1 - random.nextInt(3));
      read.add(at);
      return made.get(at);
    }

    private MultiTransformer<Items, Items> cheap() {
      return switch (random.nextInt(3)) {
        case 0 ->
            node(rows -> rows.withColumn("value", pmod(xxhash64(col("value")), lit(1_000_000L))));
        case 1 -> node(rows -> rows.where(col("value").mod(lit(101)).notEqual(lit(7))));
        default -> node(rows -> rows.groupBy("id").agg(sum("value").as("value")));
      };
    }
  }

  private static MultiTransformer<Items, Items> node(UnaryOperator<Dataset<Row>> body) {
    return Transformers.of(
        Items.class, Items.class, (in, ctx) -> new Items(Frame.of(body.apply(in.items().df()))));
  }

  private static final MultiTransformer<Pair, Items> JOIN =
      Transformers.of(
          Pair.class,
          Items.class,
          (in, ctx) ->
              new Items(
                  Frame.of(
                      in.left()
                          .df()
                          .groupBy("id")
                          .agg(sum("value").as("value"))
                          .join(in.right().df().groupBy("id").agg(sum("value").as("other")), "id")
                          .select(col("id"), col("value").bitwiseXOR(col("other")).as("value")))));

  private static final MultiTransformer<Ends, Items> UNION =
      Transformers.of(
          Ends.class,
          Items.class,
          (in, ctx) ->
              new Items(
                  Frame.of(
                      in.ends().stream()
                          .map(Frame::df)
                          .reduce(Dataset::unionByName)
                          .orElseThrow(
                              () -> new IllegalStateException("Everything was read already")))));
}
