package dev.bering.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetWatchTest {

  private static final List<Forecast.Step> STEPS =
      List.of(
          new Forecast.Step("features", List.of()),
          new Forecast.Step("classified", List.of("features")),
          new Forecast.Step("alerts", List.of("classified")));

  private static final Forecast FORECAST =
      Forecast.of(
          STEPS,
          2,
          List.of(
              new PastRun(
                  "past",
                  1,
                  Map.of(
                      "features", minutes(20), "classified", minutes(10), "alerts", minutes(5)))),
          1);

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }

  private static BudgetWatch watch(Budget budget) {
    return new BudgetWatch(budget, FORECAST, STEPS, 2);
  }

  @Test
  void aRunOnItsWayRaisesNothing() {
    BudgetWatch watch = watch(Budget.of(minutes(60)));
    watch.begins("features", minutes(0));

    assertThat(watch.alarms(minutes(20))).isEmpty();
    assertThat(watch.alarms(minutes(44))).isEmpty();
  }

  @Test
  void theAlarmComesWhenWhatIsLeftNoLongerFitsAndNotAtTheEnd() {
    BudgetWatch watch = watch(Budget.of(minutes(60)));
    watch.begins("features", minutes(0));

    assertThat(watch.alarms(minutes(46)))
        .extracting(BudgetWatch.Alarm::toString)
        .containsExactly(
            "the run will take 1 h 1 min, 1 min 0 s over its budget of 1 h 0 min:"
                + " features has taken 46 min 0 s, typically 20 min 0 s;"
                + " left are 15 min 0 s of features -> classified -> alerts");
  }

  @Test
  void whatIsDoneAndWasLateIsNamed() {
    BudgetWatch watch = watch(Budget.of(minutes(60)));
    watch.begins("features", minutes(0));
    watch.ends("features", minutes(50));
    watch.begins("classified", minutes(50));

    assertThat(watch.alarms(minutes(52)))
        .extracting(BudgetWatch.Alarm::toString)
        .containsExactly(
            "the run will take 1 h 5 min, 5 min 0 s over its budget of 1 h 0 min:"
                + " features took 50 min 0 s, typically 20 min 0 s;"
                + " left are 13 min 0 s of classified -> alerts");
  }

  @Test
  void aPartHasABudgetOfItsOwn() {
    BudgetWatch watch = watch(new Budget(Optional.empty(), Map.of("classified", minutes(12))));
    watch.begins("features", minutes(0));
    watch.ends("features", minutes(20));
    watch.begins("classified", minutes(20));

    assertThat(watch.alarms(minutes(32))).isEmpty();
    assertThat(watch.alarms(minutes(33)))
        .extracting(BudgetWatch.Alarm::toString)
        .containsExactly(
            "classified will take 13 min 0 s, 1 min 0 s over its budget of 12 min 0 s");
  }

  @Test
  void aNodeAndANestedFlowHaveTheBudgetOfTheWritesThatComputeThem() {
    List<Forecast.Step> steps =
        List.of(
            new Forecast.Step("features", List.of(), List.of("sum", "detect/count")),
            new Forecast.Step("alerts", List.of("features"), List.of("detect/score", "publish")));
    Budget budget =
        new Budget(
            Optional.empty(),
            Map.of("sum", minutes(21), "publish", minutes(9), "detect", minutes(7)));
    assertThat(FORECAST.parts(budget, steps))
        .extracting(Forecast.Part::toString)
        .containsExactly(
            "the budget of 7 min 0 s for detect does not fit, typically it takes 20 min 0 s",
            "the budget of 9 min 0 s for publish fits, typically it takes 5 min 0 s",
            "the budget of 21 min 0 s for sum fits, typically it takes 20 min 0 s");
    var watch = new BudgetWatch(budget, FORECAST, steps, 2);
    watch.begins("features", minutes(0));
    watch.ends("features", minutes(5));
    watch.begins("alerts", minutes(5));

    assertThat(watch.alarms(minutes(12))).isEmpty();
    assertThat(watch.alarms(minutes(15)))
        .extracting(BudgetWatch.Alarm::toString)
        .containsExactly(
            "detect will take 10 min 0 s, 3 min 0 s over its budget of 7 min 0 s: it is computed"
                + " while alerts is written, as one with detect/score, publish",
            "publish will take 10 min 0 s, 1 min 0 s over its budget of 9 min 0 s: it is computed"
                + " while alerts is written, as one with detect/score, publish");
  }
}
