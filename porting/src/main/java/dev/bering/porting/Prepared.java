package dev.bering.porting;

import dev.bering.flow.Frame;
import dev.bering.tables.TableSnapshot;
import java.util.List;
import org.apache.spark.sql.Row;

/** A recorded table, translated if it has to be. */
sealed interface Prepared {

  /** What its laws came to. */
  List<LawResult> laws();

  /**
   * It may be believed.
   *
   * @param snapshot where its rows, of the port's type, lie
   * @param frame the same rows for Spark
   * @param recordedRows rows of the recorded table
   * @param rows rows after the translation
   */
  record Ready(
      TableSnapshot snapshot, Frame<Row> frame, long recordedRows, long rows, List<LawResult> laws)
      implements Prepared {
    public Ready {
      laws = List.copyOf(laws);
    }
  }

  /** It may not, and why. */
  record Stopped(Outcome outcome, String reason, List<LawResult> laws) implements Prepared {
    public Stopped {
      laws = List.copyOf(laws);
    }
  }
}
