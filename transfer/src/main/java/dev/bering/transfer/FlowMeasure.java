package dev.bering.transfer;

import dev.bering.transfer.FlowCounter.Answer;
import dev.bering.transfer.FlowCounter.Question;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is measured: records as they were logged, or each byte once. */
public sealed interface FlowMeasure permits FlowMeasure.Logged, CountOnce {

  /** Every record that counts as it was logged. */
  record Logged(Contribution contribution) implements FlowMeasure {
    @Override
    public List<String> names() {
      return contribution.keys().stream().map(FieldRef::text).toList();
    }

    @Override
    public List<FlowField> fields() {
      return Stream.concat(
              contribution.keys().stream(), contribution.filters().stream().map(FlowFilter::field))
          .flatMap(field -> FlowField.named(field.text()).stream())
          .filter(field -> field != FlowField.LOG_STATUS)
          .distinct()
          .toList();
    }

    @Override
    public List<FlowFilter> ofInterfaces() {
      return contribution.filters().stream()
          .filter(filter -> filter instanceof FlowFilter.In)
          .filter(filter -> filter.field().text().equals(FlowField.INTERFACE_ID.text()))
          .toList();
    }

    @Override
    public Question question(long period, Optional<TimeWindow> window) {
      return new Question(contribution, period, window);
    }

    @Override
    public CountOnce.Folded fold(Answer answer) {
      long sum = answer.periods().values().stream().mapToLong(ContributorTable::sum).sum();
      return new CountOnce.Folded(TagText.merged(names(), answer.periods()), sum, Map.of());
    }
  }

  /** What its contributors are told apart by. */
  List<String> names();

  /** What a roll-up has to keep apart to be asked for it. */
  List<FlowField> fields();

  /** Which interfaces it is about; all if empty. */
  List<FlowFilter> ofInterfaces();

  /** What has to be asked of the logs. */
  Question question(long period, Optional<TimeWindow> window);

  /** What counts of the answer. */
  CountOnce.Folded fold(Answer answer);
}
