package dev.bering.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForecastTest {

  private static final List<Forecast.Step> STEPS =
      List.of(
          new Forecast.Step("features", List.of()),
          new Forecast.Step("alerts", List.of("features")));

  private static PastRun run(long bytes, int features, int alerts) {
    return new PastRun(
        "past",
        bytes,
        Map.of("features", Duration.ofMinutes(features), "alerts", Duration.ofMinutes(alerts)));
  }

  @Test
  void runsOfOneSizeAreForecastByTheirMedianAndTheirSlowest() {
    Forecast forecast =
        Forecast.of(STEPS, 2, List.of(run(9, 20, 4), run(9, 22, 4), run(9, 40, 4)), 9);

    assertThat(forecast)
        .hasToString(
            """
            typically 26 min 0 s, one run in twenty over 44 min 0 s: features -> alerts
              features: 22 min 0 s, up to 40 min 0 s (3 runs)
              alerts: 4 min 0 s, up to 4 min 0 s (3 runs)
            """);
    assertThat(forecast.fit(Budget.of(Duration.ofMinutes(60)))).isEqualTo(Forecast.Fit.FITS);
    assertThat(forecast.fit(Budget.of(Duration.ofMinutes(30)))).isEqualTo(Forecast.Fit.TIGHT);
    assertThat(forecast.fit(Budget.of(Duration.ofMinutes(25)))).isEqualTo(Forecast.Fit.OVER);
  }

  @Test
  void runsOfSeveralSizesAreForecastByTheirGrowth() {
    Forecast forecast =
        Forecast.of(STEPS, 2, List.of(run(10, 11, 4), run(20, 21, 4), run(30, 31, 4)), 59);

    assertThat(forecast.typical()).contains(Duration.ofMinutes(64));
  }

  @Test
  void growthThatFallsIsNotBelieved() {
    Forecast forecast =
        Forecast.of(STEPS, 2, List.of(run(10, 30, 4), run(20, 20, 4), run(30, 10, 4)), 59);

    assertThat(forecast.typical()).contains(Duration.ofMinutes(24));
  }

  @Test
  void oneSlowRunInTwentyOneIsNoSlowRunInTwenty() {
    List<PastRun> past =
        IntStream.rangeClosed(0, 20).mapToObj(i -> run(9, i == 7 ? 50 : 10, 2)).toList();

    assertThat(Forecast.of(STEPS, 2, past, 9).high()).contains(Duration.ofMinutes(12));
  }

  @Test
  void anOutputThatWasNeverWrittenCannotBeTold() {
    Forecast forecast = Forecast.of(STEPS, 2, List.of(), 9);

    assertThat(forecast).hasToString("no forecast: no past run wrote features, alerts\n");
    assertThat(forecast.fit(Budget.of(Duration.ofHours(1)))).isEqualTo(Forecast.Fit.CANNOT_TELL);
  }
}
