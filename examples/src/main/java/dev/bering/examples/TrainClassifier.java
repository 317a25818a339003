package dev.bering.examples;

import dev.bering.examples.LogisticModel.Term;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Trains the classifier on a file of the KDD Cup 99 data set and writes it as JSON. Every fourth
 * hour is held out and measured on. The same file gives the same model.
 */
public final class TrainClassifier {

  private static final List<String> COLUMNS =
      List.of(
          "log_src_bytes",
          "log_dst_bytes",
          "log_duration",
          "mean_logged_in",
          "mean_count",
          "mean_srv_count",
          "mean_serror_rate",
          "mean_rerror_rate",
          "mean_same_srv_rate",
          "mean_diff_srv_rate",
          "mean_srv_diff_host_rate",
          "mean_dst_host_same_src_port_rate");

  private static final List<Integer> HELD_OUT_HOURS =
      IntStream.range(0, ConnectionSource.HOURS).filter(hour -> hour % 4 == 3).boxed().toList();

  private static final String VERSION = "1";
  private static final double THRESHOLD = 0.5;
  private static final double RIDGE = 1;

  private TrainClassifier() {}

  /** Arguments: the data file, the JSON file to write. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: TrainClassifier KDD_FILE MODEL_JSON");
      System.exit(2);
    }
    try (Landing landing = Landing.load(ConnectionSource.file(Path.of(args[0])))) {
      ModelCard card = train(landing);
      Files.writeString(Path.of(args[1]), card.json());
      System.out.print(card.json());
    } catch (UserException e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode().number());
    }
  }

  static ModelCard train(Landing landing) {
    List<TrainingWindow> windows = TrainingWindow.of(landing, COLUMNS);
    List<TrainingWindow> seen = new ArrayList<>();
    List<TrainingWindow> heldOut = new ArrayList<>();
    for (TrainingWindow window : windows) {
      (HELD_OUT_HOURS.contains(window.hour()) ? heldOut : seen).add(window);
    }
    LogisticModel model = fit(seen);
    int attacks = count(heldOut, TrainingWindow::attack);
    int called = count(heldOut, window -> calls(model, window));
    int right = count(heldOut, window -> calls(model, window) == window.attack());
    int caught = count(heldOut, window -> calls(model, window) && window.attack());
    return new ModelCard(
        model,
        landing.sentence(),
        "most of the window's connections are attacks",
        seen.size(),
        HELD_OUT_HOURS,
        heldOut.size(),
        attacks,
        rounded((double) right / heldOut.size()),
        rounded((double) caught / called),
        rounded((double) caught / attacks));
  }

  private static LogisticModel fit(List<TrainingWindow> windows) {
    double[][] rows = new double[windows.size()][COLUMNS.size() + 1];
    double[] truth = new double[windows.size()];
    for (int r = 0; r < rows.length; r++) {
      rows[r][0] = 1;
      truth[r] = windows.get(r).attack() ? 1 : 0;
    }
    double[] means = new double[COLUMNS.size()];
    double[] scales = new double[COLUMNS.size()];
    for (int c = 0; c < COLUMNS.size(); c++) {
      String column = COLUMNS.get(c);
      double[] values = windows.stream().mapToDouble(w -> w.value(column)).toArray();
      means[c] = rounded(Arrays.stream(values).average().orElseThrow());
      scales[c] = rounded(deviation(values, means[c]));
      for (int r = 0; r < rows.length; r++) {
        rows[r][c + 1] = (values[r] - means[c]) / scales[c];
      }
    }
    double[] weights = LogisticFit.weights(rows, truth, RIDGE);
    List<Term> terms = new ArrayList<>();
    for (int c = 0; c < COLUMNS.size(); c++) {
      terms.add(new Term(COLUMNS.get(c), means[c], scales[c], rounded(weights[c + 1])));
    }
    return new LogisticModel(VERSION, rounded(weights[0]), THRESHOLD, terms);
  }

  private static boolean calls(LogisticModel model, TrainingWindow window) {
    return model.score(window.values()) >= model.threshold();
  }

  private static int count(List<TrainingWindow> windows, Predicate<TrainingWindow> which) {
    return Math.toIntExact(windows.stream().filter(which).count());
  }

  private static double deviation(double[] values, double mean) {
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  /** Six digits after the point are enough, and make the file fit to be read. */
  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
