package dev.bering.transfer;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * Values by the start of their period, in seconds since 1970. A period without a value is missing.
 *
 * @param values finite numbers only
 */
record MetricSeries(NavigableMap<Long, Double> values) {

  MetricSeries {
    values = Collections.unmodifiableNavigableMap(new TreeMap<>(values));
  }

  /**
   * Where both have a value; what comes to no finite number, such as a division by 0, is missing.
   */
  MetricSeries with(MetricSeries other, DoubleBinaryOperator operator) {
    TreeMap<Long, Double> both = new TreeMap<>();
    values.forEach(
        (begin, value) -> {
          Double second = other.values.get(begin);
          if (second != null) {
            double result = operator.applyAsDouble(value, second);
            if (Double.isFinite(result)) {
              both.put(begin, result);
            }
          }
        });
    return new MetricSeries(both);
  }
}
