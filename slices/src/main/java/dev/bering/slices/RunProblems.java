package dev.bering.slices;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.slices.SliceInput.Sliced;
import java.util.ArrayList;
import java.util.List;

/**
 * What keeps a run from beginning, as far as the ledger and the tables tell: those of the flow, and
 * those of the days that it rolls up, which its histories read. Rows are not read.
 */
record RunProblems(
    SliceRun run,
    Present present,
    Publications published,
    SliceLedger ledger,
    SliceTables tables,
    Pins pins) {

  /**
   * Refuses all at once.
   *
   * @throws UserException SLICE_FUTURE, SLICE_BEFORE_FIRST, FLOW_SLICE_PREVIOUS,
   *     SLICE_TABLE_REPLACED, SLICE_TABLE_TAKEN, SLICE_STATE_SHAPE, SLICE_TABLE_SHAPE, SLICE_KEY_
   *     codes; what reading an input that is not there throws
   */
  void refuse() {
    SlicedFlow flow = run.flow();
    var problems = new ArrayList<>(SlicePlanner.rangeProblems(run, present, published));
    problems.addAll(ofTables(flow, published));
    flow.rollUps()
        .values()
        .forEach(daily -> problems.addAll(ofTables(daily, ledger.publications(daily))));
    try {
      problems.addAll(ofKeys());
    } catch (UserException e) {
      if (problems.isEmpty()) {
        throw e;
      }
      problems.addAll(e.problems());
    }
    SliceTables.refuse(problems);
  }

  private List<Problem> ofTables(SlicedFlow one, Publications of) {
    var problems = new ArrayList<>(new ReplacedTables(one, of, pins).problems());
    for (SliceTable table : one.outputs()) {
      ledger.writersOf(table.location()).stream()
          .filter(other -> !other.equals(one.name()))
          .forEach(other -> problems.add(taken(one, table, other)));
    }
    problems.addAll(new Shapes(one, tables).problems());
    return problems;
  }

  /** Two flows would replace each other's slices. */
  private static Problem taken(SlicedFlow one, SliceTable table, String other) {
    return new Problem(
        "SLICE_TABLE_TAKEN",
        "Cannot run %s: the table of %s, %s, is published to by flow %s."
            .formatted(one.name(), table.port(), table.location(), other),
        "publish to a table of its own, after a flow was renamed too");
  }

  private List<Problem> ofKeys() {
    var problems = new ArrayList<Problem>();
    run.flow()
        .inputs()
        .forEach(
            (port, input) -> {
              if (input instanceof Sliced sliced) {
                problems.addAll(
                    sliced
                        .key()
                        .problems(
                            "Cannot slice input %s of %s".formatted(port, run.flow().name()),
                            tables.columns(sliced.table(), pins.of(sliced.table()))));
              }
            });
    return problems;
  }
}
