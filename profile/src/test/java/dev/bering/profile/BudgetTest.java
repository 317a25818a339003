package dev.bering.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.model.UserException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetTest {

  @Test
  void lengthsAreReadAsPeopleWriteThem() {
    Budget budget = Budget.read(Optional.of("60m"), Map.of("alerts", "1h30m", "features", "90s"));

    assertThat(budget.whole()).contains(Duration.ofHours(1));
    assertThat(budget.parts())
        .containsEntry("alerts", Duration.ofMinutes(90))
        .containsEntry("features", Duration.ofSeconds(90));
    assertThat(budget).hasToString("1 h 0 min, alerts 1 h 30 min, features 1 min 30 s");
  }

  @Test
  void everythingThatIsNoLengthIsNamedAtOnce() {
    UserException refused =
        catchThrowableOfType(
            UserException.class,
            () -> Budget.read(Optional.of("an hour"), Map.of("alerts", "0m", "features", "")));

    assertThat(refused.problems())
        .extracting(problem -> problem.message() + " " + problem.hint())
        .containsExactly(
            "Cannot read the budget: 'an hour' is no length of time. write it as in 60m, 1h30m or 90s",
            "Cannot read the budget of alerts: '0m' is no length of time. write it as in 60m, 1h30m or 90s",
            "Cannot read the budget of features: '' is no length of time. write it as in 60m, 1h30m or 90s");
  }
}
