package dev.bering.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Backoff BACKOFF =
      new Backoff(8, Duration.ofMillis(200), Duration.ofSeconds(10));

  @Test
  void doublesUpToTheLongest() {
    assertThat(BACKOFF.delay(1, 0)).isEqualTo(Duration.ofMillis(100));
    assertThat(BACKOFF.delay(2, 0)).isEqualTo(Duration.ofMillis(200));
    assertThat(BACKOFF.delay(3, 0.5)).isEqualTo(Duration.ofMillis(600));
    assertThat(BACKOFF.delay(7, 0)).isEqualTo(Duration.ofSeconds(5));
    assertThat(BACKOFF.delay(1000, 0)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void neverWaitsLongerThanTheLongestNorLessThanHalf() {
    for (int failures = 1; failures < 100; failures++) {
      Duration least = BACKOFF.delay(failures, 0);
      Duration most = BACKOFF.delay(failures, Math.nextDown(1.0));
      assertThat(most).isLessThanOrEqualTo(Duration.ofSeconds(10));
      assertThat(most).isLessThanOrEqualTo(least.multipliedBy(2));
    }
  }

  @Test
  void refusesWhatIsNoPlan() {
    assertThatThrownBy(() -> new Backoff(0, Duration.ZERO, Duration.ZERO))
        .hasMessage("Backoff of 0 attempts, PT0S to PT0S");
  }
}
