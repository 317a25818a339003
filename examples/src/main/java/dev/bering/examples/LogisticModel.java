package dev.bering.examples;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A logistic regression over columns of the features: the probability that a window is an attack is
 * {@code 1 / (1 + exp(-(intercept + sum of weight * (value - mean) / scale)))}.
 *
 * @param version raised with each training
 * @param threshold the probability from which a window counts as an attack
 * @param terms one for each column it reads
 */
public record LogisticModel(String version, double intercept, double threshold, List<Term> terms)
    implements Serializable {

  public LogisticModel {
    terms = List.copyOf(terms);
    if (terms.isEmpty()) {
      throw new IllegalStateException("model " + version + " has no terms");
    }
  }

  /**
   * What one column adds.
   *
   * @param feature the name of the column
   * @param mean of the column in the training data
   * @param scale its standard deviation there, above 0
   * @param weight what one standard deviation adds to the log-odds
   */
  public record Term(String feature, double mean, double scale, double weight)
      implements Serializable {
    public Term {
      if (!(scale > 0)) {
        throw new IllegalStateException("scale of " + feature + " is " + scale);
      }
    }
  }

  /** The model that ships with the platform. */
  public static LogisticModel shipped() {
    return ModelCard.shipped().model();
  }

  /** The model on a card, as the legacy platform keeps it. */
  public static LogisticModel onCard(String json) {
    return ModelCard.parse(json).model();
  }

  /** The card of the model that ships with the platform. */
  public static String shippedCard() {
    return ModelCard.shipped().json();
  }

  /**
   * The probability for one window.
   *
   * @param values by column name, one for each term
   */
  double score(Map<String, Double> values) {
    double logOdds = intercept;
    for (Term term : terms) {
      Double value = values.get(term.feature());
      if (value == null) {
        throw new IllegalStateException("no " + term.feature() + " among " + values.keySet());
      }
      logOdds += term.weight() * (value - term.mean()) / term.scale();
    }
    return 1 / (1 + Math.exp(-logOdds));
  }
}
