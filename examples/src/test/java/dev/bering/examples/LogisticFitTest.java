package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogisticFitTest {

  /** Of the inputs 0 a quarter is true, of the inputs 1 three quarters: log-odds -ln 3 and ln 3. */
  @Test
  void findsTheLogOddsOfTwoGroups() {
    double[][] rows = {{1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 1}, {1, 1}, {1, 1}, {1, 1}};
    double[] truth = {1, 0, 0, 0, 1, 1, 1, 0};

    double[] weights = LogisticFit.weights(rows, truth, 0);

    assertThat(weights[0]).isCloseTo(-Math.log(3), within(1e-9));
    assertThat(weights[1]).isCloseTo(2 * Math.log(3), within(1e-9));
  }

  @Test
  void keepsWeightsFiniteWhereAColumnSeparatesTheClasses() {
    double[][] rows = {{1, -1}, {1, -1}, {1, 1}, {1, 1}};
    double[] truth = {0, 0, 1, 1};

    double[] weights = LogisticFit.weights(rows, truth, 1);

    // Where the penalty's slope meets the likelihood's: w = 4 / (1 + e^w).
    assertThat(weights[1]).isCloseTo(4 / (1 + Math.exp(weights[1])), within(1e-9));
    assertThat(weights[0]).isCloseTo(0, within(1e-9));
  }
}
