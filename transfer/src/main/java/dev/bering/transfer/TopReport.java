package dev.bering.transfer;

import dev.bering.transfer.FlowCounter.Answer;
import dev.bering.transfer.FlowCounter.Counted;
import java.util.List;
import java.util.Optional;

/**
 * Who contributed most, exactly.
 *
 * @param keys what tells them apart
 * @param top those who contributed most, in falling order
 * @param contributors how many there are in all
 * @param sum of all of them
 * @param samples how many records counted
 * @param unanswered sound lines that do not have the fields that were asked for
 * @param tally what was read
 * @param untagged what those without a tag come to, for each tag that is a key and that any lacks
 */
public record TopReport(
    List<String> keys,
    List<Contributor> top,
    long contributors,
    long sum,
    long samples,
    long unanswered,
    FlowTally tally,
    List<Untagged> untagged) {

  /** What those without a tag come to. */
  public record Untagged(String key, long sum) {}

  public TopReport {
    keys = List.copyOf(keys);
    top = List.copyOf(top);
    untagged = List.copyOf(untagged);
  }

  /** A table, tags as people write them. */
  static TopReport of(
      List<String> names, ContributorTable table, long unanswered, FlowTally tally, int limit) {
    return new TopReport(
        names,
        TagText.shown(names, table.top(limit)),
        table.size(),
        table.sum(),
        table.samples(),
        unanswered,
        tally,
        TagText.untagged(names, table));
  }

  /** Counts logs and keeps those who contributed most. */
  public static TopReport of(
      FlowCounter counter,
      FlowLogs logs,
      Contribution contribution,
      Optional<TimeWindow> window,
      int limit) {
    return of(counter, logs, new FlowMeasure.Logged(contribution), window, limit);
  }

  /** Counts logs in some way and keeps those who contributed most. */
  public static TopReport of(
      FlowCounter counter,
      FlowLogs logs,
      FlowMeasure measure,
      Optional<TimeWindow> window,
      int limit) {
    Counted counted = counter.count(logs, List.of(measure.question(0, window)));
    Answer answer = counted.answers().get(0);
    ContributorTable table =
        measure.fold(answer).periods().getOrDefault(LineCount.ALWAYS, new ContributorTable());
    return of(measure.names(), table, answer.unanswered(), counted.tally(), limit);
  }
}
