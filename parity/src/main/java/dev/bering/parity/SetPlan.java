package dev.bering.parity;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a comparison as sets will do.
 *
 * @param columns how the columns that make up a member are compared
 * @param casts texts that are read as another type, to be checked first
 * @param notes what else a reader should know
 */
public record SetPlan(
    SetComparison comparison,
    TableSide left,
    TableSide right,
    List<ColumnPlan> columns,
    List<TextCast> casts,
    List<String> notes) {

  public SetPlan {
    columns = List.copyOf(columns);
    casts = List.copyOf(casts);
    notes = List.copyOf(notes);
  }

  /** As a person reads it. */
  @Override
  public String toString() {
    return "compare %s with %s as sets of (%s)"
        .formatted(
            left.source(),
            right.source(),
            columns.stream().map(ColumnPlan::name).collect(Collectors.joining(", ")));
  }
}
