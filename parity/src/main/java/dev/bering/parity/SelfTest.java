package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlType;
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

/**
 * Plants differences into copies of a table and looks whether a comparison, as it is declared, sees
 * them: the table against its own copy. The copies are tables of the engine and hold at most {@link
 * #MAX_ROWS} rows; they are gone when it returns or fails.
 */
public final class SelfTest {

  /** Rows that differences are planted into. */
  public static final int MAX_ROWS = 10_000;

  private static final String ORIGINAL = "parity_self_original";
  private static final String MUTANT = "parity_self_mutant";
  private static final String CANDIDATES = "parity_self_candidates";

  /** No user's column is called so. */
  private static final String ROW = "parity self row";

  /** So that a few rows take the way of many: buckets of some rows each. */
  private static final PlanLimits LIKE_MANY = new PlanLimits(0, 16, 65_536, 0.15);

  /** What is planted can cause these; every other refusal has another cause. */
  private static final Set<String> REFUSALS_OF_DATA =
      Set.of("COMPARE_DUPLICATE_KEY", "COMPARE_TEXT_UNREADABLE");

  private final Engine engine;

  /** Compares on {@code engine}. */
  public SelfTest(Engine engine) {
    this.engine = engine;
  }

  /**
   * What the declaration sees.
   *
   * @param left the table that differences are planted into, with its chosen rows only
   * @param right the table that it is declared to be compared with: it says what texts of a CSV
   *     file are read as
   * @throws UserException if the two cannot be compared as declared, or not be read
   */
  public SelfTestReport run(Comparison comparison, Relation left, Relation right) {
    return run(comparison, left, right, Optional.empty());
  }

  /**
   * What a declaration sees that has ties among candidates.
   *
   * @param candidates the rows that were chosen from
   * @throws UserException as {@link #run(Comparison, Relation, Relation)}
   */
  public SelfTestReport run(
      Comparison comparison, Relation left, Relation right, Relation candidates) {
    return run(comparison, left, right, Optional.of(candidates));
  }

  private SelfTestReport run(
      Comparison comparison, Relation left, Relation right, Optional<Relation> candidates) {
    Strategy strategy =
        new ComparisonPlanner().plan(comparison, left, right, candidates).strategy();
    try {
      return new Run(
              comparison,
              left,
              right,
              candidates,
              new ComparisonPlanner(
                  strategy == Strategy.DIRECT_JOIN ? PlanLimits.DEFAULT : LIKE_MANY))
          .report();
    } finally {
      for (Side side : Side.values()) {
        engine.execute("DROP VIEW IF EXISTS " + engine.dialect().identifier(view(side)));
        engine.drop(side == Side.LEFT ? ORIGINAL : MUTANT);
      }
      engine.execute("DROP VIEW IF EXISTS " + CANDIDATES);
    }
  }

  /** One declaration under test. */
  private final class Run {

    private final Comparison comparison;
    private final Relation left;
    private final Optional<Relation> candidates;
    private final List<RelationColumn> columns;
    private final ComparisonPlanner planner;
    private final long rows;
    private final List<Trial> trials = new ArrayList<>();

    Run(
        Comparison declared,
        Relation left,
        Relation right,
        Optional<Relation> candidates,
        ComparisonPlanner planner) {
      this.planner = planner;
      this.left = left;
      this.columns = left.columns().stream().map(column -> typed(column, declared, right)).toList();
      this.candidates = candidates.map(this::readable);
      this.comparison = about(declared, columns);
      this.rows = Math.min(MAX_ROWS, left.rowCount());
      String values =
          columns.stream()
              .map(
                  column ->
                      "CAST(%1$s AS %2$s) AS %1$s"
                          .formatted(name(column), engine.dialect().type(column.type())))
              .collect(Collectors.joining(", "));
      engine.materialise(
          ORIGINAL,
          "SELECT *, row_number() OVER (ORDER BY 1) AS %s FROM (SELECT %s FROM %s LIMIT %d)"
              .formatted(
                  engine.dialect().identifier(ROW),
                  values,
                  engine.dialect().identifier(left.name()),
                  MAX_ROWS));
    }

    /** Texts without a type are what they are in the copies of the left. */
    private Relation readable(Relation from) {
      List<RelationColumn> typed = from.columns().stream().map(this::asInCopies).toList();
      String values =
          typed.stream()
              .map(
                  column ->
                      "CAST(%1$s AS %2$s) AS %1$s"
                          .formatted(name(column), engine.dialect().type(column.type())))
              .collect(Collectors.joining(", "));
      engine.execute(
          "CREATE OR REPLACE TEMPORARY VIEW %s AS SELECT %s FROM %s"
              .formatted(CANDIDATES, values, engine.dialect().identifier(from.name())));
      return new Relation(
          CANDIDATES, from.source(), from.summary(), typed, from.rowCount(), from.dialect());
    }

    private RelationColumn asInCopies(RelationColumn column) {
      if (!(column.type() instanceof SqlType.Untyped)) {
        return column;
      }
      SqlType type =
          columns.stream()
              .filter(other -> other.name().equalsIgnoreCase(column.name()))
              .findFirst()
              .map(RelationColumn::type)
              .orElse(new SqlType.Simple("VARCHAR"));
      return new RelationColumn(column.name(), type);
    }

    SelfTestReport report() {
      if (rows == 0) {
        return tested();
      }
      Optional<String> reason = notGreenUnchanged();
      if (reason.isPresent()) {
        return SelfTestReport.undecided(left.source(), rows, left.rowCount(), reason.get());
      }
      wholeRows();
      eachColumn();
      ties();
      return tested();
    }

    private SelfTestReport tested() {
      return new SelfTestReport(left.source(), rows, left.rowCount(), "", trials);
    }

    /** Red that is there before anything is planted says nothing of what is planted. */
    private Optional<String> notGreenUnchanged() {
      engine.materialise(MUTANT, "SELECT * FROM " + ORIGINAL);
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

    private void eachColumn() {
      Map<String, List<Mutation>> byKind = new LinkedHashMap<>();
      for (RelationColumn column : columns) {
        Tolerance tolerance = comparison.rule(column.name()).tolerance();
        for (Mutation mutation : Mutations.of(engine.dialect(), column, tolerance)) {
          byKind.computeIfAbsent(mutation.kind(), kind -> new ArrayList<>()).add(mutation);
        }
      }
      byKind.values().forEach(this::values);
      columns.forEach(this::swap);
    }

    private void ties() {
      TieMutations mutations = new TieMutations(engine, comparison, columns, ORIGINAL, ROW);
      for (TieMutations.Planted planted : mutations.all(candidates)) {
        if (planted.select().isPresent()) {
          whole(planted.kind(), planted.select().get());
        } else {
          trials.add(new Trial(planted.kind(), "", Outcome.NOT_PLANTED, "no such rows"));
        }
      }
    }

    private void wholeRows() {
      String row = engine.dialect().identifier(ROW);
      whole("a row is missing", "SELECT * FROM %s WHERE %s <> 1".formatted(ORIGINAL, row));
      String again =
          "SELECT * FROM %1$s UNION ALL SELECT * FROM %1$s WHERE %2$s = 1".formatted(ORIGINAL, row);
      whole("a row occurs twice", again);
      whole(
          "a row occurs three times",
          again + " UNION ALL SELECT * FROM %s WHERE %s = 1".formatted(ORIGINAL, row));
    }

    private void whole(String kind, String select) {
      engine.materialise(MUTANT, select);
      Seen seen = look();
      trials.add(
          new Trial(kind, "", seen.isRed() ? Outcome.CAUGHT : Outcome.MISSED, seen.refusal()));
    }

    /** Differences of one kind, each in another column, are told apart by the column they hit. */
    private void values(List<Mutation> mutations) {
      Map<Mutation, Long> places = new LinkedHashMap<>();
      for (Mutation mutation : mutations) {
        Optional<Long> place = place(mutation);
        if (place.isEmpty()) {
          trials.add(
              new Trial(
                  mutation.kind(), mutation.column().name(), Outcome.NOT_PLANTED, "no such value"));
        } else if (isKey(mutation.column()) || comparison.matching() == Matching.AS_MULTISET) {
          plantedAlone(mutation, place.get());
        } else {
          places.put(mutation, place.get());
        }
      }
      if (places.isEmpty()) {
        return;
      }
      plant(places);
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

    private Optional<Long> place(Mutation mutation) {
      String query =
          "SELECT min(%s) FROM %s WHERE %s"
              .formatted(engine.dialect().identifier(ROW), ORIGINAL, mutation.suits());
      return engine.query(query, row -> row.text(0)).get(0).map(Long::valueOf);
    }

    private void plant(Map<Mutation, Long> places) {
      Map<String, String> changed = new LinkedHashMap<>();
      places.forEach(
          (mutation, row) ->
              changed.put(
                  mutation.column().name(),
                  "CASE WHEN %s = %d THEN %s ELSE %s END"
                      .formatted(
                          engine.dialect().identifier(ROW),
                          row,
                          mutation.after(),
                          name(mutation.column()))));
      plantExpressions(changed);
    }

    private void plantExpressions(Map<String, String> changed) {
      String values =
          columns.stream()
              .map(
                  column ->
                      "%s AS %s"
                          .formatted(
                              changed.getOrDefault(column.name(), name(column)), name(column)))
              .collect(Collectors.joining(", "));
      engine.materialise(MUTANT, "SELECT %s FROM %s".formatted(values, ORIGINAL));
    }

    private void plantedAlone(Mutation mutation, long place) {
      plant(Map.of(mutation, place));
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
      String row = engine.dialect().identifier(ROW);
      String value = name(column);
      List<Long> pair =
          engine
              .query(
                  "SELECT min(%1$s) FROM %2$s WHERE %3$s IS NOT NULL AND %3$s IS DISTINCT FROM (SELECT %3$s FROM %2$s WHERE %1$s = 1)"
                      .formatted(
                          row,
                          ORIGINAL,
                          ValueSql.canonical(engine.dialect(), value, column.type())),
                  found -> found.text(0))
              .get(0)
              .map(other -> List.of(1L, Long.valueOf(other)))
              .orElse(List.of());
      String kind = "values of two rows change places";
      if (pair.isEmpty() || isKey(column)) {
        trials.add(
            new Trial(
                kind,
                column.name(),
                Outcome.NOT_PLANTED,
                isKey(column) ? "a key" : "no two values"));
        return;
      }
      String of = "(SELECT %s FROM %s WHERE %s = %d)";
      plantExpressions(
          Map.of(
              column.name(),
              "CASE WHEN %s = %d THEN %s WHEN %s = %d THEN %s ELSE %s END"
                  .formatted(
                      row,
                      pair.get(0),
                      of.formatted(value, ORIGINAL, row, pair.get(1)),
                      row,
                      pair.get(1),
                      of.formatted(value, ORIGINAL, row, pair.get(0)),
                      value)));
      Seen seen = look();
      trials.add(
          seen.isRed()
              ? new Trial(kind, column.name(), Outcome.CAUGHT, seen.refusal())
              : judged(
                  kind, column, Nature.DIFFERENT, column(seen.report().orElseThrow(), column)));
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
          .run(planner.plan(comparison, relation(Side.LEFT), relation(Side.RIGHT), candidates));
    }

    /** The copy, its columns called as on the side that it stands for. */
    private Relation relation(Side side) {
      String table = side == Side.LEFT ? ORIGINAL : MUTANT;
      String view = view(side);
      String values =
          columns.stream()
              .map(
                  column ->
                      "%s AS %s"
                          .formatted(
                              name(column), engine.dialect().identifier(named(column, side))))
              .collect(Collectors.joining(", "));
      engine.execute(
          "CREATE OR REPLACE TEMPORARY VIEW %s AS SELECT %s FROM %s"
              .formatted(engine.dialect().identifier(view), values, table));
      long count = engine.query("SELECT count(*) FROM " + table, row -> row.number(0)).get(0);
      return new Relation(
          view,
          left.source(),
          left.summary(),
          columns.stream()
              .map(column -> new RelationColumn(named(column, side), column.type()))
              .toList(),
          count,
          left.dialect());
    }

    private String named(RelationColumn column, Side side) {
      String right = comparison.rule(column.name()).right();
      return side == Side.LEFT || right.isEmpty() ? column.name() : right;
    }

    private String name(RelationColumn column) {
      return engine.dialect().identifier(column.name());
    }

    private boolean isKey(RelationColumn column) {
      return comparison.keys().stream().anyMatch(key -> key.equalsIgnoreCase(column.name()));
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

  private static String view(Side side) {
    return "parity_self_" + side.text();
  }

  /** A text without a type is what the other side says it is. */
  private static RelationColumn typed(RelationColumn column, Comparison declared, Relation right) {
    if (!(column.type() instanceof SqlType.Untyped)) {
      return column;
    }
    String mapped = declared.rule(column.name()).right();
    String name = mapped.isEmpty() ? column.name() : mapped;
    return right.columns().stream()
        .filter(other -> other.name().equalsIgnoreCase(name))
        .filter(other -> !(other.type() instanceof SqlType.Untyped))
        .findFirst()
        .map(other -> new RelationColumn(column.name(), other.type()))
        .orElse(new RelationColumn(column.name(), new SqlType.Simple("VARCHAR")));
  }

  /** The declaration without what it says of columns that only the right has. */
  private static Comparison about(Comparison declared, List<RelationColumn> columns) {
    Map<String, ColumnRule> rules = new LinkedHashMap<>(declared.columns());
    rules
        .keySet()
        .removeIf(
            name -> columns.stream().noneMatch(column -> column.name().equalsIgnoreCase(name)));
    rules.replaceAll((name, rule) -> rule.normalisedBy(ofLeft(rule.normalisers())));
    return declared.where(Where.ALL).withRules(rules);
  }

  /** Both copies are the left's, so that what only the right needs is left out. */
  private static List<Normaliser> ofLeft(List<Normaliser> normalisers) {
    List<Normaliser> own = new ArrayList<>();
    for (Normaliser normaliser : normalisers) {
      if (!(normaliser instanceof Normaliser.Zone zone)) {
        own.add(normaliser);
      } else if (!zone.left().isEmpty()) {
        own.add(new Normaliser.Zone(zone.left(), zone.left()));
      }
    }
    return own;
  }
}
