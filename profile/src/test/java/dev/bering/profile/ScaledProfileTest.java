package dev.bering.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bering.flow.PortRef;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScaledProfileTest {

  private final List<ScaledProfile.Sample> samples = new ArrayList<>();

  private static FlowProfile.Group group(String node, long millis, long rows) {
    Duration own = Duration.ofMillis(millis);
    return new FlowProfile.Group(
        node,
        List.of(node),
        own,
        Figures.none(2),
        Duration.ZERO,
        Duration.ZERO,
        List.of(new FlowProfile.PortRows(new PortRef(node, "items"), rows)),
        OptionalLong.empty(),
        0);
  }

  private void sampled(double fraction, FlowProfile.Group... groups) {
    samples.add(
        new ScaledProfile.Sample(
            fraction,
            new FlowProfile(
                "detect",
                "",
                true,
                List.of(groups),
                List.of(),
                Duration.ZERO,
                Figures.none(2),
                Duration.ZERO)));
  }

  @Test
  void sayHowLongAllRowsWouldTakeAndWhereALineCannotTell() {
    sampled(0.0625, group("score", 1_000, 100), group("join", 100, 50), group("trim", 90, 9));
    sampled(0.25, group("score", 4_000, 400), group("join", 800, 800), group("trim", 40, 36));
    sampled(0.0625, group("score", 1_020, 100), group("join", 100, 50), group("trim", 90, 9));
    sampled(0.25, group("score", 3_980, 400), group("join", 800, 800), group("trim", 40, 36));

    assertThat(ScaledProfile.of(samples))
        .hasToString(
            """
            profile of detect on parts of its rows, and on all of them by a line through these
                1/16     1/4         all rows  nodes
              100 ms  800 ms      cannot tell  join: its rows grow 16.0 times where the sample grows 4.0 times
               90 ms   40 ms      cannot tell  trim: it took longer on fewer rows
               1.0 s   4.0 s  15.9 s +- 64 ms  score
            """);
  }

  @Test
  void doNotTellByRunsThatDifferMoreThanTheyGrow() {
    sampled(0.1, group("score", 100, 100));
    sampled(0.2, group("score", 900, 200));
    sampled(0.1, group("score", 900, 100));
    sampled(0.2, group("score", 200, 200));

    assertThat(ScaledProfile.of(samples).groups())
        .singleElement()
        .satisfies(
            score -> {
              assertThat(score.full()).isEmpty();
              assertThat(score.unknown()).isEqualTo("its runs differ too much, by 531 ms");
            });
  }

  @Test
  void aLineMeetsThePointsItWasMadeOfAndIsLessSureFarFromThem() {
    LineFit line =
        LineFit.through(
            List.of(
                new LineFit.Point(0.1, 1.2),
                new LineFit.Point(0.2, 2.1),
                new LineFit.Point(0.3, 3.2)));

    assertThat(line.slope()).isCloseTo(10, within(1e-9));
    assertThat(line.at(0.2)).isCloseTo(13.0 / 6, within(1e-9));
    assertThat(line.deviation()).isCloseTo(Math.sqrt(0.02 / 3), within(1e-9));
    assertThat(line.error(1)).isGreaterThan(5 * line.error(0.2));
  }

  @Test
  void samplesAscendAndThereAreTwoAtLeast() {
    assertThat(Sampling.of(0.25, 1).fractions()).containsExactly(0.25, 1.0);
    assertThat(List.of(Sampling.text(1 / 3.0), Sampling.text(1), Sampling.text(0.3)))
        .containsExactly("1/3", "all", "0.3");
    assertThatThrownBy(() -> Sampling.of(0.25, 0.1))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot profile samples of [0.25, 0.1] of the rows: a line needs two fractions or more,"
                + " ascending, over 0 and at most 1.");
    assertThatThrownBy(() -> Sampling.of(0.5)).isInstanceOf(UserException.class);
  }
}
