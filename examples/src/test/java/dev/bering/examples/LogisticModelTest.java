package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bering.examples.LogisticModel.Term;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogisticModelTest {

  private static final LogisticModel MODEL =
      new LogisticModel("1", -1, 0.5, List.of(new Term("a", 10, 2, 3), new Term("b", 0, 1, -0.5)));

  @Test
  void scoresTheStandardisedValues() {
    assertThat(MODEL.score(Map.of("a", 12.0, "b", 4.0))).isEqualTo(0.5);
    assertThat(MODEL.score(Map.of("a", 12.0, "b", 0.0)))
        .isCloseTo(1 / (1 + Math.exp(-2)), within(1e-15));
  }

  @Test
  void refusesAWindowWithoutAColumnItReads() {
    assertThatThrownBy(() -> MODEL.score(Map.of("a", 1.0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no b among [a]");
  }

  @Test
  void refusesAColumnThatNeverVaried() {
    assertThatThrownBy(() -> new Term("a", 1, 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("scale of a is 0.0");
  }

  @Test
  void shipsWithACardThatSurvivesJson() {
    ModelCard card = ModelCard.shipped();

    assertThat(ModelCard.parse(card.json())).isEqualTo(card);
    assertThat(card.model()).isEqualTo(LogisticModel.shipped());
    assertThat(card.accuracy()).isBetween(0.9, 1.0);
    assertThat(card.data()).startsWith("KDD Cup 99, 494,021 connections");
  }
}
