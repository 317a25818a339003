package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Progress;
import dev.bering.model.Progress.Unit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long MB = 1_000_000;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // clocks may overflow

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private void steady(Pace pace, int seconds, long perSecond) {
    for (int i = 0; i < seconds; i++) {
      pass(Duration.ofSeconds(1));
      pace.advance(perSecond);
    }
  }

  @Test
  void saysNothingOfTheTimeLeftBeforeThereIsABasis() {
    Pace pace = new Pace(100 * MB, Unit.BYTES, 10, nanos::get);
    assertThat(pace.text()).isEqualTo("0 B of 100.0 MB, 0 of 10 files, time left unknown");
    pass(Duration.ofSeconds(1));
    pace.advance(10 * MB);
    pace.fileDone();
    assertThat(pace.text()).isEqualTo("10.0 MB of 100.0 MB, 1 of 10 files, time left unknown");
    pass(Duration.ofHours(1));
    assertThat(new Pace(100, Unit.STEPS, 0, nanos::get).left()).isEmpty();
  }

  @Test
  void knowsASteadyRateAndWhatIsLeft() {
    Pace pace = new Pace(200 * MB, Unit.BYTES, 0, nanos::get);
    steady(pace, 100, MB);
    double rate = pace.perSecond().orElseThrow();
    assertThat(rate).isBetween(0.97e6, 1.03e6);
    assertThat(pace.left().orElseThrow())
        .isBetween(Duration.ofSeconds(97), Duration.ofSeconds(103));
    assertThat(pace.share()).isEqualTo(0.5);
  }

  @Test
  void takesLongerWhenItIsThrottledAndRecovers() {
    Pace pace = new Pace(1000 * MB, Unit.BYTES, 0, nanos::get);
    steady(pace, 60, 5 * MB);
    Duration before = pace.left().orElseThrow();
    pass(Duration.ofSeconds(40)); // nothing moves: two half-lives
    Duration throttled = pace.left().orElseThrow();
    assertThat(throttled).isGreaterThan(before.multipliedBy(3));
    steady(pace, 60, 5 * MB);
    assertThat(pace.left().orElseThrow()).isLessThan(before);
  }

  @Test
  void givesUpGuessingWhenHardlyAnythingMoves() {
    Pace pace = new Pace(1000 * MB, Unit.BYTES, 0, nanos::get);
    steady(pace, 10, MB);
    pass(Duration.ofHours(1));
    assertThat(pace.left()).isEmpty();
    assertThat(pace.text()).endsWith("time left unknown");
    pass(Duration.ofDays(30));
    assertThat(pace.left()).isEmpty();
  }

  @Test
  void isNeverNegativeWhenMoreIsDoneThanThereWas() {
    Pace pace = new Pace(10 * MB, Unit.BYTES, 1, nanos::get);
    steady(pace, 20, MB);
    assertThat(pace.left()).contains(Duration.ZERO);
    assertThat(pace.share()).isEqualTo(1);
    assertThat(pace.text())
        .startsWith("20.0 MB of 10.0 MB, 0 of 1 files, ")
        .endsWith(" time left 0 s");
  }

  @Test
  void countsWhatHasNoBytesAndWhatHasNoTotal() {
    Pace steps = new Pace(4, Unit.STEPS, 0, nanos::get);
    pass(Duration.ofSeconds(10));
    steps.advance(2);
    assertThat(steps.text()).matches("2 of 4 steps, time left \\d+ s");
    Pace unknown = new Pace(0, Unit.FILES, 0, nanos::get);
    pass(Duration.ofSeconds(10));
    unknown.advance(7);
    assertThat(unknown.text()).isEqualTo("7 files, time left unknown");
  }

  @Test
  void printsALineAQuarterAndALineAMinuteAndNothingForShortSteps() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Progress progress =
        new NamedProgress(
            "1 of 3, orders",
            new LineProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), nanos::get));
    try (Progress.Step step = progress.beginFiles("copying files", 400 * MB, 4)) {
      step.advance(399 * MB);
    }
    try (Progress.Step step = progress.beginFiles("copying files", 400 * MB, 4)) {
      for (int i = 0; i < 4; i++) {
        pass(Duration.ofSeconds(10));
        step.advance(100 * MB);
        step.fileDone();
      }
    }
    try (Progress.Step step = progress.begin("publishing", 1_000, Unit.FILES)) {
      pass(Duration.ofSeconds(59));
      step.advance(1);
      pass(Duration.ofSeconds(2));
      step.advance(1);
      step.advance(1);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .hasSize(5)
        .allMatch(line -> line.startsWith("1 of 3, orders: "))
        .anyMatch(
            line ->
                line.matches(
                    "1 of 3, orders: copying files: 200.0 MB of 400.0 MB, 1 of 4 files, \\d+.\\d"
                        + " MB/s, time left \\d+ s"))
        .anyMatch(
            line ->
                line.matches(
                    "1 of 3, orders: publishing: 2 of 1000 files, time left .* min .* s|.*h.*"));
  }

  @Test
  void drawsABarAndOneAtATime() {
    Pace pace = new Pace(40, Unit.STEPS, 0, nanos::get);
    pace.advance(20);
    assertThat(BarProgress.line("comparing", pace))
        .isEqualTo("comparing ██████░░░░░░ 50 % 20 of 40 steps, time left unknown");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BarProgress progress =
        new BarProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), nanos::get);
    try (Progress.Step first = progress.beginFiles("first", 100, 2);
        Progress.Step second = progress.begin("second", 100, Unit.STEPS)) {
      first.advance(50);
      first.fileDone();
      second.advance(50);
    }
    // Bars close in reverse: the second one while the first still has the line.
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("first").doesNotContain("second");
  }
}
