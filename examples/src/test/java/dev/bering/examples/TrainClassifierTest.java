package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainClassifierTest {

  @Test
  void makesTheModelThatShipsOfTheRealData() {
    Path file =
        Path.of(System.getProperty("bering.shared.data", "."), "kddcup99-10-percent.csv.gz");
    if (!Files.exists(file)) {
      System.out.println("skipped: the KDD Cup 99 file is not there: " + file);
    }
    assumeTrue(Files.exists(file));

    try (Landing landing = Landing.load(ConnectionSource.file(file))) {
      assertThat(TrainClassifier.train(landing).json()).isEqualTo(ModelCard.shipped().json());
    }
  }

  @Test
  void theModelThatShipsTellsMostGeneratedWindowsRight() {
    LogisticModel model = LogisticModel.shipped();
    List<String> columns = model.terms().stream().map(LogisticModel.Term::feature).toList();

    try (Landing landing = Landing.load(ConnectionSource.generated())) {
      List<TrainingWindow> windows = TrainingWindow.of(landing, columns);
      long right =
          windows.stream()
              .filter(
                  window -> model.score(window.values()) >= model.threshold() == window.attack())
              .count();

      assertThat(windows).hasSizeGreaterThan(400);
      assertThat((double) right / windows.size()).isGreaterThan(0.9);
    }
  }
}
