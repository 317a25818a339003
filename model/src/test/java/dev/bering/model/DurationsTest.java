package dev.bering.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationsTest {

  @Test
  void whatHasPassedIsToldInTenthsOfASecondBelowAMinute() {
    assertThat(Durations.text(Duration.ZERO)).isEqualTo("0.0 s");
    assertThat(Durations.text(Duration.ofMillis(449))).isEqualTo("0.4 s");
    assertThat(Durations.text(Duration.ofMillis(59_949))).isEqualTo("59.9 s");
    assertThat(Durations.text(Duration.ofMillis(59_950))).isEqualTo("1 min 0 s");
    assertThat(Durations.text(Duration.ofMinutes(90))).isEqualTo("1 h 30 min");
  }

  @Test
  void whatIsLeftIsToldInTheTwoLargestUnitsAndNeverAsLess() {
    assertThat(Durations.left(Duration.ZERO)).isEqualTo("0 s");
    assertThat(Durations.left(Duration.ofMillis(41_001))).isEqualTo("42 s");
    assertThat(Durations.left(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
    assertThat(Durations.left(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    assertThat(Durations.left(Duration.ofHours(76))).isEqualTo("3 d 4 h");
  }

  @Test
  void readsWhatItWrites() {
    for (String text : List.of("30d", "1h30m", "9999d23h59m59s", "1s")) {
      assertThat(Durations.read(text).map(Durations::written)).contains(text);
    }
  }
}
