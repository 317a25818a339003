package dev.bering.transfer;

import dev.bering.transfer.FlowCounter.Answer;
import dev.bering.transfer.FlowCounter.Counted;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who contributed most where each byte counts once.
 *
 * @param top as of logs, of what counts
 * @param logged what the logs hold in all, every record as it was logged
 * @param paths what each way comes to
 */
public record OnceReport(TopReport top, long logged, Map<PathClass, Long> paths) {

  public OnceReport {
    paths = copy(paths);
  }

  private static Map<PathClass, Long> copy(Map<PathClass, Long> paths) {
    Map<PathClass, Long> copy = new EnumMap<>(PathClass.class);
    copy.putAll(paths);
    return Collections.unmodifiableMap(copy);
  }

  /** Counts logs and keeps those who contributed most. */
  public static OnceReport of(
      FlowCounter counter, FlowLogs logs, CountOnce once, Optional<TimeWindow> window, int limit) {
    Counted counted = counter.count(logs, List.of(once.question(0, window)));
    Answer answer = counted.answers().get(0);
    CountOnce.Folded folded = once.fold(answer);
    ContributorTable table =
        folded.periods().getOrDefault(LineCount.ALWAYS, new ContributorTable());
    return new OnceReport(
        TopReport.of(once.names(), table, answer.unanswered(), counted.tally(), limit),
        folded.logged(),
        folded.paths());
  }

  /** What nobody can tell the way of. */
  public long undecided() {
    return paths.getOrDefault(PathClass.UNDECIDED, 0L);
  }
}
