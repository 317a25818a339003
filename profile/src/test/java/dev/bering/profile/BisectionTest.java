package dev.bering.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BisectionTest {

  /** Nodes that take so many milliseconds each. */
  private static final class Nodes implements Bisection.Probe {
    private final long[] millis;
    private final HashSet<Integer> stored = new HashSet<>(List.of(0));
    private final List<String> runs = new ArrayList<>();

    Nodes(long... millis) {
      this.millis = millis;
    }

    @Override
    public Duration run(int from, int cut) {
      assertThat(stored).contains(from);
      stored.add(cut);
      runs.add(from + "-" + cut);
      return Duration.ofMillis(Arrays.stream(millis, from, cut).sum());
    }

    Bisection.Found search() {
      double[] weights = new double[millis.length];
      Arrays.fill(weights, 1);
      return Bisection.search(weights, Duration.ofMillis(Arrays.stream(millis).sum()), this);
    }
  }

  @Test
  void runsTheFirstHalfAndKnowsTheSecondByWhatIsLeft() {
    var nodes = new Nodes(1, 1, 1, 1, 1, 50, 1, 1);

    Bisection.Found found = nodes.search();

    assertThat(found.node()).isEqualTo(5);
    assertThat(found.time()).isEqualTo(Duration.ofMillis(50));
    assertThat(nodes.runs).containsExactly("0-4", "4-6", "4-5");
    assertThat(found.halvings().get(0))
        .isEqualTo(new Bisection.Halving(0, 4, 8, Duration.ofMillis(4), Duration.ofMillis(53)));
  }

  @Test
  void aSingleNodeNeedsNoRun() {
    var nodes = new Nodes(7);

    assertThat(nodes.search()).isEqualTo(new Bisection.Found(0, Duration.ofMillis(7), List.of()));
    assertThat(nodes.runs).isEmpty();
  }

  @Test
  void cutsWhereThePredictedTimesAreHalved() {
    var nodes = new Nodes(10, 90, 1, 1);

    Bisection.Found found =
        Bisection.search(new double[] {1, 97, 1, 1}, Duration.ofMillis(102), nodes);

    assertThat(found.node()).isEqualTo(1);
    assertThat(nodes.runs).first().isEqualTo("0-2");
  }

  @Test
  void anyPlantedNodeOfUpToAHundredIsFoundInLogarithmicallyManyRuns() {
    var random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      int count = 2 + random.nextInt(99);
      long[] millis = random.longs(count, 80, 120).toArray();
      int planted = random.nextInt(count);
      millis[planted] = 100L * count; // as much as all others together
      var nodes = new Nodes(millis);

      assertThat(nodes.search().node()).isEqualTo(planted);
      assertThat(nodes.runs)
          .hasSizeLessThanOrEqualTo((int) Math.ceil(Math.log(count) / Math.log(2)));
    }
  }
}
