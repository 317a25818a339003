package dev.bering.parity;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a comparison as sets will do.
 *
 * @param columns how the columns that make up a member are compared, those of segments first
 * @param segmentColumns how many of them tell segments apart
 * @param casts texts that are read as another type, to be checked first
 * @param notes what else a reader should know
 */
public record SetPlan(
    SetComparison comparison,
    TableSide left,
    TableSide right,
    List<ColumnPlan> columns,
    int segmentColumns,
    List<TextCast> casts,
    List<String> notes) {

  public SetPlan {
    columns = List.copyOf(columns);
    casts = List.copyOf(casts);
    notes = List.copyOf(notes);
  }

  /** How the columns that tell segments apart are compared. */
  public List<ColumnPlan> segments() {
    return columns.subList(0, segmentColumns);
  }

  /** As a person reads it. */
  @Override
  public String toString() {
    String sets =
        "compare %s with %s as %s of (%s)"
            .formatted(
                left.source(),
                right.source(),
                comparison.counting() == SetCounting.ONCE ? "sets" : "multisets",
                names(columns));
    return segmentColumns == 0
        ? sets + "\n"
        : "%s, in each segment of (%s)\n".formatted(sets, names(segments()));
  }

  private static String names(List<ColumnPlan> plans) {
    return plans.stream().map(ColumnPlan::name).collect(Collectors.joining(", "));
  }
}
