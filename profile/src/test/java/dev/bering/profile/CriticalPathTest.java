package dev.bering.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CriticalPathTest {

  private static final List<CriticalPath.Task> DIAMOND =
      List.of(
          task("features", 10),
          task("classified", 5, "features"),
          task("anomalies", 20, "features"),
          task("alerts", 2, "classified", "anomalies"));

  private static CriticalPath.Task task(String name, int seconds, String... after) {
    return new CriticalPath.Task(name, Duration.ofSeconds(seconds), List.of(after));
  }

  @Test
  void withRoomForAllTheLongestChainDecides() {
    CriticalPath path = CriticalPath.of(DIAMOND, 4);

    assertThat(path.length()).isEqualTo(Duration.ofSeconds(32));
    assertThat(path.path()).containsExactly("features", "anomalies", "alerts");
  }

  @Test
  void withOnePlaceEveryTaskDecides() {
    CriticalPath path = CriticalPath.of(DIAMOND, 1);

    assertThat(path.length()).isEqualTo(Duration.ofSeconds(37));
    assertThat(path.path()).containsExactly("features", "classified", "anomalies", "alerts");
  }

  @Test
  void aPlaceThatIsFreedLateIsPartOfThePath() {
    CriticalPath path =
        CriticalPath.of(List.of(task("a", 9), task("b", 3), task("c", 4), task("d", 8)), 2);

    assertThat(path.spans())
        .containsExactly(
            new CriticalPath.Span("a", Duration.ZERO, Duration.ofSeconds(9)),
            new CriticalPath.Span("b", Duration.ZERO, Duration.ofSeconds(3)),
            new CriticalPath.Span("c", Duration.ofSeconds(3), Duration.ofSeconds(7)),
            new CriticalPath.Span("d", Duration.ofSeconds(7), Duration.ofSeconds(15)));
    assertThat(path.path()).containsExactly("b", "c", "d");
  }

  @Test
  void whatIsNotPartOfTheRunIsOverAlready() {
    assertThat(CriticalPath.of(List.of(task("alerts", 2, "features")), 1).length())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void nothingTakesNoTime() {
    assertThat(CriticalPath.of(List.of(), 2)).isEqualTo(new CriticalPath(List.of(), List.of()));
  }

  @Test
  void tasksThatWaitForEachOtherAreADefect() {
    assertThatThrownBy(() -> CriticalPath.of(List.of(task("a", 1, "b"), task("b", 1, "a")), 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("wait for each other");
  }
}
