package dev.bering.parity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What two tables have to have in common to count as equal. Columns go by the names that the left
 * table gives them, and are matched without regard to case.
 *
 * @param matching how rows find their partners
 * @param keys the columns that tell which row belongs to which; none for multisets
 * @param where which rows are compared
 * @param partitions the columns by whose values rows come and go together, such as a day; where one
 *     side lacks all rows of such a value, that is told as one finding
 * @param ties in what order rows were chosen or numbered that ranks some of them equally
 * @param columns what is declared for single columns, in the order in which it was
 * @param accepted differences that somebody answers for
 * @param whenEmpty what two empty tables are
 * @param sampleLimit how many examples of each kind of difference the report shows
 */
public record Comparison(
    Matching matching,
    List<String> keys,
    Where where,
    List<String> partitions,
    Ties ties,
    Map<String, ColumnRule> columns,
    List<AcceptedDifference> accepted,
    WhenEmpty whenEmpty,
    int sampleLimit) {

  /** How many examples are shown if nobody says. */
  public static final int DEFAULT_SAMPLES = 20;

  public Comparison {
    Objects.requireNonNull(matching, "matching is null");
    keys = List.copyOf(keys);
    Objects.requireNonNull(where, "where is null");
    partitions = List.copyOf(partitions);
    Objects.requireNonNull(ties, "ties is null");
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    accepted = List.copyOf(accepted);
    Objects.requireNonNull(whenEmpty, "whenEmpty is null");
    if (sampleLimit < 0) {
      throw new IllegalStateException("negative sampleLimit " + sampleLimit);
    }
    if (matching == Matching.AS_MULTISET && !keys.isEmpty()) {
      throw new IllegalStateException("multisets have no keys: " + keys);
    }
  }

  /** Rows are paired by key and every column must be equal; two empty tables are not compared. */
  public static Comparison by(String... keys) {
    return of(Matching.BY_KEY, List.of(keys));
  }

  /** Every row must occur as often on both sides; two empty tables are not compared. */
  public static Comparison ofMultisets() {
    return of(Matching.AS_MULTISET, List.of());
  }

  private static Comparison of(Matching matching, List<String> keys) {
    return new Comparison(
        matching,
        keys,
        Where.ALL,
        List.of(),
        Ties.NONE,
        Map.of(),
        List.of(),
        WhenEmpty.NOT_COMPARED,
        DEFAULT_SAMPLES);
  }

  /** What is declared for a column. */
  public ColumnRule rule(String column) {
    return spelled(column).map(columns::get).orElse(ColumnRule.NONE);
  }

  /** This one with another rule for a column, in place of the one that it had. */
  public Comparison with(String column, ColumnRule rule) {
    Map<String, ColumnRule> more = new LinkedHashMap<>(columns);
    spelled(column).ifPresent(more::remove);
    more.put(column, rule);
    return withRules(more);
  }

  /** This one with other rules for columns, in place of all that it had. */
  Comparison withRules(Map<String, ColumnRule> rules) {
    return changed(draft -> draft.columns = rules);
  }

  /** This one with a tolerance for a column. */
  public Comparison tolerating(String column, Tolerance tolerance) {
    return with(column, rule(column).tolerating(tolerance));
  }

  /** This one without {@code columns}, for reasons that nobody says. */
  public Comparison ignoring(String... columns) {
    Comparison less = this;
    for (String column : columns) {
      less = less.ignoringBecause(column, "");
    }
    return less;
  }

  /** This one without a column, for a reason. */
  public Comparison ignoringBecause(String column, String reason) {
    return with(column, rule(column).ignored(reason));
  }

  /** This one with a column that the right table calls {@code right}. */
  public Comparison mapping(String column, String right) {
    return with(column, rule(column).right(right));
  }

  /** This one with a column whose values are made alike first, by these and no others. */
  public Comparison normalising(String column, Normaliser... normalisers) {
    return with(column, rule(column).normalisedBy(List.of(normalisers)));
  }

  /** This one with a column of ids that are made up anew at each run. */
  public Comparison randomId(String column) {
    return with(column, rule(column).randomId());
  }

  /** This one with a difference that somebody answers for. */
  public Comparison accepting(AcceptedDifference difference) {
    List<AcceptedDifference> more = new ArrayList<>(accepted);
    more.add(difference);
    return changed(draft -> draft.accepted = more);
  }

  /** This one of some rows only. */
  public Comparison where(Where rows) {
    return changed(draft -> draft.where = rows);
  }

  /** This one with columns by whose values rows come and go together. */
  public Comparison partitions(String... names) {
    return changed(draft -> draft.partitions = List.of(names));
  }

  /** This one with another choice among tied rows counted as equal. */
  public Comparison ties(Ties declared) {
    return changed(draft -> draft.ties = declared);
  }

  /** This one with another answer to two empty tables. */
  public Comparison whenEmpty(WhenEmpty answer) {
    return changed(draft -> draft.whenEmpty = answer);
  }

  /** This one with another number of examples. */
  public Comparison sampling(int limit) {
    return changed(draft -> draft.sampleLimit = limit);
  }

  /**
   * This one for two runs of one side, which have its rows, its names and its zones on either side.
   * Nobody answers for differences between them.
   */
  public Comparison ofRuns(Side side) {
    Map<String, ColumnRule> own = new LinkedHashMap<>();
    columns.forEach((column, rule) -> own.put(column, ofRuns(rule, side)));
    return changed(
        draft -> {
          draft.where = new Where(where.of(side), where.of(side));
          draft.columns = own;
          draft.accepted = List.of();
        });
  }

  private static ColumnRule ofRuns(ColumnRule rule, Side side) {
    return rule.right("")
        .normalisedBy(
            rule.normalisers().stream().flatMap(normaliser -> ofRuns(normaliser, side)).toList());
  }

  private static Stream<Normaliser> ofRuns(Normaliser normaliser, Side side) {
    if (!(normaliser instanceof Normaliser.Zone zone)) {
      return Stream.of(normaliser);
    }
    String own = zone.of(side);
    return own.isEmpty() ? Stream.empty() : Stream.of(new Normaliser.Zone(own, own));
  }

  /** The columns that the right table has other names for. */
  public List<String> mappedColumns() {
    return columns.entrySet().stream()
        .filter(column -> !column.getValue().right().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  private Optional<String> spelled(String column) {
    return columns.keySet().stream().filter(name -> name.equalsIgnoreCase(column)).findFirst();
  }

  private Comparison changed(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return draft.comparison();
  }

  /** This comparison while some of it is changed. */
  private final class Draft {
    private Where where = Comparison.this.where;
    private List<String> partitions = Comparison.this.partitions;
    private Ties ties = Comparison.this.ties;
    private Map<String, ColumnRule> columns = Comparison.this.columns;
    private List<AcceptedDifference> accepted = Comparison.this.accepted;
    private WhenEmpty whenEmpty = Comparison.this.whenEmpty;
    private int sampleLimit = Comparison.this.sampleLimit;

    Comparison comparison() {
      return new Comparison(
          matching, keys, where, partitions, ties, columns, accepted, whenEmpty, sampleLimit);
    }
  }
}
