package dev.bering.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When an alarm would have fired over the time that logs tell of.
 *
 * <p>Each period is judged by itself and those before it, as many as the alarm evaluates.
 * CloudWatch looks further back where values are missing, and judges each period some minutes late;
 * a replay sees all values of a period at once.
 *
 * @param alarm its name
 * @param threshold it was replayed with
 * @param periods how many there are
 * @param alarmed how many of them end in alarm
 * @param firings when it fired, and until when
 * @param proposal a threshold with which it would have fired in few periods, if there is one
 */
public record AlarmReplay(
    String alarm,
    double threshold,
    int periods,
    int alarmed,
    List<Firing> firings,
    Optional<Proposal> proposal) {

  public AlarmReplay {
    firings = List.copyOf(firings);
  }

  /**
   * A time in alarm.
   *
   * @param from the begin of the first period in alarm
   * @param until the begin of the first that is not, or the end of the logs
   * @param peak the value that is furthest from what is usual; of no meaning where values were
   *     missing
   */
  public record Firing(Instant from, Instant until, double peak) {}

  /**
   * A threshold for an alarm that is to be quiet over time such as was recorded.
   *
   * @param threshold a value that occurred
   * @param alarmed periods in alarm with it
   * @param rate of all periods
   */
  public record Proposal(double threshold, int alarmed, double rate) {}

  private enum State {
    OK,
    ALARM,
    UNKNOWN
  }

  /**
   * Replays an alarm.
   *
   * @param reports of the rules it names, by name, of its period
   * @param rate the part of all periods in which a proposed threshold may fire
   */
  public static AlarmReplay of(
      InsightAlarm alarm, Map<String, RuleReport> reports, FlowTally.Span span, double rate) {
    List<Long> periods = periods(span, alarm.period());
    MetricSeries watched = new Values(alarm, reports, periods).metric(alarm.returned());
    List<State> states = states(alarm, watched, periods);
    return new AlarmReplay(
        alarm.name(),
        alarm.threshold(),
        periods.size(),
        count(states),
        firings(alarm, watched, periods, states),
        proposal(alarm, watched, periods, rate));
  }

  private static List<Long> periods(FlowTally.Span span, long period) {
    List<Long> periods = new ArrayList<>();
    long first = Math.floorDiv(span.first().getEpochSecond(), period) * period;
    for (long begin = first; begin <= span.last().getEpochSecond(); begin += period) {
      periods.add(begin);
    }
    return periods;
  }

  /** Every metric once. */
  private static final class Values implements MetricExpression.Source {
    private final InsightAlarm alarm;
    private final Map<String, RuleReport> reports;
    private final List<Long> periods;
    private final Map<String, MetricSeries> known = new HashMap<>();

    Values(InsightAlarm alarm, Map<String, RuleReport> reports, List<Long> periods) {
      this.alarm = alarm;
      this.reports = reports;
      this.periods = periods;
    }

    @Override
    public MetricSeries rule(String rule, String metric) {
      TreeMap<Long, Double> values = new TreeMap<>();
      for (RuleMetrics one : Objects.requireNonNull(reports.get(rule), rule).periods()) {
        values.put(one.begin().getEpochSecond(), value(one, metric));
      }
      return new MetricSeries(values);
    }

    private static double value(RuleMetrics one, String metric) {
      return switch (metric) {
        case "UniqueContributors" -> one.uniqueContributors();
        case "MaxContributorValue" -> one.maxContributorValue();
        case "SampleCount" -> one.sampleCount();
        case "Sum" -> one.sum();
        case "Minimum" -> one.minimum();
        case "Maximum" -> one.maximum();
        default -> one.average();
      };
    }

    @Override
    public MetricSeries metric(String id) {
      MetricSeries series = known.get(id);
      if (series == null) {
        series = Objects.requireNonNull(alarm.metrics().get(id), id).over(this);
        known.put(id, series);
      }
      return series;
    }

    @Override
    public List<Long> periods() {
      return periods;
    }
  }

  private static List<State> states(InsightAlarm alarm, MetricSeries watched, List<Long> periods) {
    List<State> states = new ArrayList<>();
    State state = State.UNKNOWN;
    for (int at = 0; at < periods.size(); at++) {
      int breaching = 0;
      int missing = 0;
      int from = Math.max(0, at - alarm.evaluated() + 1);
      for (int i = from; i <= at; i++) {
        Double value = watched.values().get(periods.get(i));
        missing += value == null ? 1 : 0;
        breaching +=
            value == null
                ? alarm.missing() == InsightAlarm.Missing.breaching ? 1 : 0
                : alarm.comparison().breaches(value, alarm.threshold()) ? 1 : 0;
      }
      boolean isEmpty = missing == at - from + 1;
      if (breaching >= alarm.toAlarm()) {
        state = State.ALARM;
      } else if (isEmpty && alarm.missing() == InsightAlarm.Missing.missing) {
        state = State.UNKNOWN;
      } else if (!(isEmpty && alarm.missing() == InsightAlarm.Missing.ignore)) {
        state = State.OK;
      }
      states.add(state);
    }
    return states;
  }

  private static int count(List<State> states) {
    return (int) states.stream().filter(State.ALARM::equals).count();
  }

  private static List<Firing> firings(
      InsightAlarm alarm, MetricSeries watched, List<Long> periods, List<State> states) {
    List<Firing> firings = new ArrayList<>();
    for (int at = 0; at < states.size(); at++) {
      if (states.get(at) != State.ALARM) {
        continue;
      }
      int end = at;
      while (end < states.size() && states.get(end) == State.ALARM) {
        end++;
      }
      long until = periods.get(0) + end * alarm.period();
      var values =
          watched.values().subMap(periods.get(Math.max(0, at - alarm.evaluated() + 1)), until);
      firings.add(
          new Firing(
              Instant.ofEpochSecond(periods.get(at)),
              Instant.ofEpochSecond(until),
              values.values().stream()
                  .mapToDouble(Double::doubleValue)
                  .reduce(alarm.comparison().isUpwards() ? Math::max : Math::min)
                  .orElse(alarm.threshold())));
      at = end;
    }
    return firings;
  }

  /** The mildest threshold, of the values that occurred, that is quiet enough. */
  private static Optional<Proposal> proposal(
      InsightAlarm alarm, MetricSeries watched, List<Long> periods, double rate) {
    List<Double> values = new ArrayList<>(new TreeSet<>(watched.values().values()));
    if (!alarm.comparison().isUpwards()) {
      Collections.reverse(values);
    }
    int low = 0;
    int high = values.size();
    while (low < high) {
      int middle = (low + high) / 2;
      if (alarmed(alarm, watched, periods, values.get(middle)) <= rate * periods.size()) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    if (low == values.size()) {
      return Optional.empty();
    }
    int alarmed = alarmed(alarm, watched, periods, values.get(low));
    return Optional.of(new Proposal(values.get(low), alarmed, (double) alarmed / periods.size()));
  }

  private static int alarmed(
      InsightAlarm alarm, MetricSeries watched, List<Long> periods, double threshold) {
    return count(states(alarm.at(threshold), watched, periods));
  }
}
