package dev.bering.platforms;

import dev.bering.jobs.FailureClass;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What EMR's reasons come to; a table beside this class. */
final class EmrReasons {
  private static final List<Row> ROWS =
      DataTable.rows("emr-reasons.txt", 3).stream()
          .map(
              row ->
                  new Row(
                      row.get(0),
                      Pattern.compile("(?is)\\Q" + row.get(1).replace("*", "\\E.*\\Q") + "\\E"),
                      FailureClass.valueOf(row.get(2))))
          .toList();

  private EmrReasons() {}

  private record Row(String where, Pattern text, FailureClass kind) {}

  /** The class of a code of ErrorDetails. */
  static Optional<FailureClass> ofError(String code) {
    return at("error", code);
  }

  /** The class of a sentence of EMR's. */
  static Optional<FailureClass> ofWords(String words) {
    return at("words", words);
  }

  /** The class of the code of a cluster's StateChangeReason. */
  static Optional<FailureClass> ofCluster(String code) {
    return at("cluster", code);
  }

  private static Optional<FailureClass> at(String where, String text) {
    return ROWS.stream()
        .filter(row -> row.where().equals(where) && row.text().matcher(text).matches())
        .map(Row::kind)
        .findFirst();
  }
}
