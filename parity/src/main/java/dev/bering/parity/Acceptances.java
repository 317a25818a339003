package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.parity.AcceptedResult.State;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The accepted differences of a plan on one day: which of them count, and what became of them. */
final class Acceptances {

  private final List<Acceptance> all;
  private final LocalDate today;

  Acceptances(ComparisonPlan plan, LocalDate today) {
    this.all = plan.accepted();
    this.today = today;
  }

  /**
   * What pairs of rows came to.
   *
   * @param counts with what is accepted counted as accepted
   */
  record Outcome(PairCounts counts, List<AcceptedResult> results) {}

  /**
   * Refuses what cannot be asked of the data.
   *
   * @throws UserException COMPARE_CONDITION_INVALID, COMPARE_ACCEPTED_VALUE; all of them at once
   */
  void requireSound(Engine engine, ComparisonPlan plan) {
    List<Problem> problems = new ArrayList<>();
    for (Acceptance acceptance : all) {
      AcceptedDifference declared = acceptance.declared();
      if (!declared.where().isEmpty()) {
        Condition.problemBesideColumns(engine, plan.left(), Side.LEFT, declared.where())
            .ifPresent(problems::add);
      }
      for (Slot slot : Slot.columns(plan)) {
        if (acceptance.concerns(slot)) {
          value(engine, plan, slot, declared.from(), problems);
          value(engine, plan, slot, declared.to(), problems);
        }
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static void value(
      Engine engine,
      ComparisonPlan plan,
      Slot slot,
      AcceptedDifference.Value value,
      List<Problem> problems) {
    if (value.kind() != AcceptedDifference.Value.Kind.TEXT) {
      return;
    }
    String literal = engine.dialect().literal(value.text());
    boolean isReadable =
        TextReading.canRead(slot.type())
            && engine
                .query(
                    "SELECT " + TextReading.unreadable(engine.dialect(), literal, slot.type()),
                    row -> !row.flag(0))
                .get(0);
    if (!isReadable) {
      problems.add(
          new Problem(
              "COMPARE_ACCEPTED_VALUE",
              "Cannot compare %s with %s: %s is accepted in column '%s', which is compared as %s."
                  .formatted(
                      plan.left().source(),
                      plan.right().source(),
                      value.shown(),
                      slot.plan().name(),
                      slot.plan().comparedAs()),
              "write a value of that type, as reports show it"));
    }
  }

  /** Counts pairs; what is found more often than its cap accepts nothing. */
  Outcome examine(Pairing pairing) {
    List<Acceptance> valid =
        all.stream().filter(one -> !one.declared().expires().isBefore(today)).toList();
    pairing.accept(valid);
    PairCounts counts = pairing.count();
    List<Acceptance> within =
        valid.stream()
            .filter(one -> counts.accepted().getOrDefault(one.id(), 0L) <= one.declared().cap())
            .toList();
    List<AcceptedResult> results = results(counts);
    if (within.size() == valid.size()) {
      return new Outcome(counts, results);
    }
    pairing.accept(within);
    return new Outcome(pairing.count(), results);
  }

  /** What became of them if no row differs. */
  List<AcceptedResult> ofEqual() {
    return all.stream().map(one -> result(one, 0)).toList();
  }

  private List<AcceptedResult> results(PairCounts counts) {
    return all.stream()
        .map(one -> result(one, counts.accepted().getOrDefault(one.id(), 0L)))
        .toList();
  }

  private AcceptedResult result(Acceptance acceptance, long rows) {
    AcceptedDifference declared = acceptance.declared();
    if (declared.expires().isBefore(today)) {
      return new AcceptedResult(declared, State.EXPIRED, 0);
    }
    if (rows == 0) {
      return new AcceptedResult(declared, State.STALE, 0);
    }
    return new AcceptedResult(declared, rows > declared.cap() ? State.ABOVE_CAP : State.HELD, rows);
  }
}
