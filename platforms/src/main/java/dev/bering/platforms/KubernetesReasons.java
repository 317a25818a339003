package dev.bering.platforms;

import dev.bering.jobs.FailureClass;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What reasons on Kubernetes come to; a table beside this class. */
final class KubernetesReasons {
  private static final List<Row> ROWS =
      DataTable.rows("kubernetes-reasons.txt", 3).stream()
          .map(
              row ->
                  new Row(
                      row.get(0),
                      Pattern.compile("(?is)\\Q" + row.get(1).replace("*", "\\E.*\\Q") + "\\E"),
                      FailureClass.valueOf(row.get(2))))
          .toList();

  private KubernetesReasons() {}

  private record Row(String where, Pattern text, FailureClass kind) {}

  /** The class of a reason that stands at a pod, its conditions or its containers. */
  static Optional<FailureClass> ofPod(String reason) {
    return at("pod", reason);
  }

  /** The class of a sentence of the operator's or of the API's. */
  static Optional<FailureClass> ofWords(String words) {
    return at("words", words);
  }

  /** The class of an operator's state. */
  static Optional<FailureClass> ofState(String state) {
    return at("state", state);
  }

  private static Optional<FailureClass> at(String where, String text) {
    return ROWS.stream()
        .filter(row -> row.where().equals(where) && row.text().matcher(text).matches())
        .map(Row::kind)
        .findFirst();
  }
}
