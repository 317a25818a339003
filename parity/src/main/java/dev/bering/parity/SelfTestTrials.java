package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.parity.Mutation.Nature;
import dev.bering.parity.SelfTestReport.Outcome;
import dev.bering.parity.SelfTestReport.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plants one difference after the other and looks whether the comparison sees it. */
final class SelfTestTrials {

  /** What is planted can cause these; every other refusal has another cause. */
  private static final Set<String> REFUSALS_OF_DATA =
      Set.of("COMPARE_DUPLICATE_KEY", "COMPARE_TEXT_UNREADABLE");

  private final Engine engine;
  private final SelfTestSubject subject;
  private final SelfTestCopies copies;
  private final Optional<Relation> candidates;
  private final ComparisonPlanner planner;
  private final List<Trial> trials = new ArrayList<>();

  /**
   * @param copies laid already
   * @param candidates rows that were chosen from, as the copies are read
   */
  SelfTestTrials(
      Engine engine,
      SelfTestSubject subject,
      SelfTestCopies copies,
      Optional<Relation> candidates,
      ComparisonPlanner planner) {
    this.engine = engine;
    this.subject = subject;
    this.copies = copies;
    this.candidates = candidates;
    this.planner = planner;
  }

  /** Red that is there before anything is planted says nothing of what is planted. */
  Optional<String> notGreenUnchanged() {
    copies.plant("SELECT * FROM " + SelfTestCopies.ORIGINAL);
    try {
      ComparisonReport report = compared();
      return report.verdict().isGreen()
          ? Optional.empty()
          : Optional.of(
              "the unchanged copy is not equal to its table: %s, %s"
                  .formatted(report.verdict(), report.reason()));
    } catch (UserException e) {
      return Optional.of(
          e.problems().stream()
              .map(problem -> "%s: %s".formatted(problem.code(), problem.message()))
              .collect(
                  Collectors.joining(
                      " ", "the unchanged copy cannot be compared with its table: ", "")));
    }
  }

  /** All of them, one for each kind of difference and column. */
  List<Trial> all() {
    wholeRows();
    eachColumn();
    ties();
    return List.copyOf(trials);
  }

  private void wholeRows() {
    String row = engine.dialect().identifier(SelfTestCopies.ROW);
    whole(
        "a row is missing",
        "SELECT * FROM %s WHERE %s <> 1".formatted(SelfTestCopies.ORIGINAL, row));
    String again =
        "SELECT * FROM %1$s UNION ALL SELECT * FROM %1$s WHERE %2$s = 1"
            .formatted(SelfTestCopies.ORIGINAL, row);
    whole("a row occurs twice", again);
    whole(
        "a row occurs three times",
        again + " UNION ALL SELECT * FROM %s WHERE %s = 1".formatted(SelfTestCopies.ORIGINAL, row));
  }

  private void whole(String kind, String select) {
    copies.plant(select);
    Seen seen = look();
    trials.add(new Trial(kind, "", seen.isRed() ? Outcome.CAUGHT : Outcome.MISSED, seen.refusal()));
  }

  private void eachColumn() {
    Map<String, List<Mutation>> byKind = new LinkedHashMap<>();
    for (RelationColumn column : subject.columns()) {
      Tolerance tolerance = subject.comparison().rule(column.name()).tolerance();
      for (Mutation mutation : Mutations.of(engine.dialect(), column, tolerance)) {
        byKind.computeIfAbsent(mutation.kind(), kind -> new ArrayList<>()).add(mutation);
      }
    }
    byKind.values().forEach(this::values);
    subject.columns().forEach(this::swap);
  }

  private void ties() {
    TieMutations mutations =
        new TieMutations(
            engine,
            subject.comparison(),
            subject.columns(),
            SelfTestCopies.ORIGINAL,
            SelfTestCopies.ROW);
    for (TieMutations.Planted planted : mutations.all(candidates)) {
      if (planted.select().isPresent()) {
        whole(planted.kind(), planted.select().get());
      } else {
        trials.add(new Trial(planted.kind(), "", Outcome.NOT_PLANTED, "no such rows"));
      }
    }
  }

  /** Differences of one kind, each in another column, are told apart by the column they hit. */
  private void values(List<Mutation> mutations) {
    Map<Mutation, Long> places = new LinkedHashMap<>();
    for (Mutation mutation : mutations) {
      Optional<Long> place = copies.place(mutation);
      if (place.isEmpty()) {
        trials.add(
            new Trial(
                mutation.kind(), mutation.column().name(), Outcome.NOT_PLANTED, "no such value"));
      } else if (subject.isKey(mutation.column())
          || subject.comparison().matching() == Matching.AS_MULTISET) {
        plantedAlone(mutation, place.get());
      } else {
        places.put(mutation, place.get());
      }
    }
    if (places.isEmpty()) {
      return;
    }
    copies.plant(places);
    Seen seen = look();
    if (seen.report().isEmpty()) {
      places.forEach(this::plantedAlone);
    } else {
      places
          .keySet()
          .forEach(
              one ->
                  trials.add(
                      judged(
                          one.kind(),
                          one.column(),
                          one.nature(),
                          column(seen.report().get(), one.column()))));
    }
  }

  private void plantedAlone(Mutation mutation, long place) {
    copies.plant(Map.of(mutation, place));
    Seen seen = look();
    if (seen.isRed()) {
      trials.add(
          new Trial(mutation.kind(), mutation.column().name(), Outcome.CAUGHT, seen.refusal()));
    } else {
      trials.add(judged(mutation, seen.report().orElseThrow()));
    }
  }

  /** The values of two rows change places: sums and multisets of a column do not see that. */
  private void swap(RelationColumn column) {
    String kind = "values of two rows change places";
    Optional<Long> other = copies.otherThanFirst(column);
    if (other.isEmpty() || subject.isKey(column)) {
      trials.add(
          new Trial(
              kind,
              column.name(),
              Outcome.NOT_PLANTED,
              subject.isKey(column) ? "a key" : "no two values"));
      return;
    }
    copies.plantExchange(column, other.get());
    Seen seen = look();
    trials.add(
        seen.isRed()
            ? new Trial(kind, column.name(), Outcome.CAUGHT, seen.refusal())
            : judged(kind, column, Nature.DIFFERENT, column(seen.report().orElseThrow(), column)));
  }

  private Seen look() {
    try {
      return new Seen(Optional.of(compared()), "");
    } catch (UserException e) {
      if (!e.problems().stream().map(Problem::code).allMatch(REFUSALS_OF_DATA::contains)) {
        throw e;
      }
      return new Seen(Optional.empty(), "refused: " + e.problems().get(0).code());
    }
  }

  private ComparisonReport compared() {
    return new ComparisonRunner(engine, Progress.NONE)
        .run(
            planner.plan(
                subject.comparison(),
                copies.relation(Side.LEFT),
                copies.relation(Side.RIGHT),
                candidates));
  }

  private Trial judged(String kind, RelationColumn column, Nature nature, ColumnResult result) {
    if (result.changed() > 0 && !result.rung().isGreen()) {
      return new Trial(kind, column.name(), Outcome.CAUGHT, "");
    }
    Optional<String> excuse = Excuse.of(result, nature);
    return new Trial(
        kind,
        column.name(),
        excuse.isPresent() ? Outcome.EXCUSED : Outcome.MISSED,
        excuse.orElse("nothing that is declared excuses it"));
  }

  /** Of a table that is green with this one difference. */
  private Trial judged(Mutation mutation, ComparisonReport report) {
    if (report.ties().isProven()) {
      return new Trial(
          mutation.kind(),
          mutation.column().name(),
          Outcome.EXCUSED,
          "it makes the row one that is tied with it");
    }
    return judged(
        mutation.kind(), mutation.column(), mutation.nature(), column(report, mutation.column()));
  }

  private static ColumnResult column(ComparisonReport report, RelationColumn column) {
    return Stream.concat(report.keys().stream(), report.columns().stream())
        .filter(result -> result.plan().name().equals(column.name()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no result for " + column));
  }

  /**
   * What a comparison said.
   *
   * @param report empty if it refused
   * @param refusal why; empty if it did not
   */
  private record Seen(Optional<ComparisonReport> report, String refusal) {

    boolean isRed() {
      return report.isEmpty() || !report.get().verdict().isGreen();
    }
  }
}
