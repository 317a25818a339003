package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Counts;
import dev.bering.parity.ColumnPlan.Hashing;
import dev.bering.parity.Explanation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where differences are: a value of another column that all rows in which a column differs have on
 * the left, and hardly any other row has.
 */
final class Whereabouts {

  private static final String CONTEXT = "parity_context";

  /** Fewer rows share something by chance. */
  private static final int MIN_ROWS = 3;

  /** A value that more than this share of the other rows has too says nothing. */
  private static final double MAX_SHARE_OF_OTHERS = 0.1;

  private static final int MAX_PER_COLUMN = 3;

  private final Engine engine;
  private final ComparisonPlan plan;
  private final List<Slot> keys;
  private final List<Slot> context;

  Whereabouts(Engine engine, ComparisonPlan plan) {
    this.engine = engine;
    this.plan = plan;
    this.keys = Slot.keys(plan);
    this.context =
        Stream.concat(keys.stream(), Slot.columns(plan).stream())
            .filter(slot -> slot.plan().hashing() != Hashing.NONE)
            .toList();
  }

  /** A value shared by all differing rows of a column that were looked at. */
  private record Candidate(Slot where, Optional<String> value, long seen) {

    String condition() {
      return value
          .map(text -> "%s::VARCHAR = %s".formatted(where.id(), Sql.literal(text)))
          .orElse(where.id() + " IS NULL");
    }

    String words() {
      return value
          .map(text -> "%s = %s".formatted(where.plan().name(), quoted(text)))
          .orElse(where.plan().name() + " is null");
    }

    private String quoted(String text) {
      return where.plan().hashing() == Hashing.TEXT ? Sql.literal(text) : text;
    }
  }

  /**
   * Looks at the rows in {@link Pairing#CHANGED}.
   *
   * @param changed the columns to explain, with the number of all rows in which each differs
   */
  List<Explanation> of(Map<Slot, Long> changed) {
    if (changed.values().stream().noneMatch(count -> count >= MIN_ROWS)) {
      return List.of();
    }
    try {
      keepContext(changed.keySet());
      return changed.entrySet().stream()
          .flatMap(column -> of(column.getKey(), column.getValue()).stream())
          .toList();
    } finally {
      engine.drop(CONTEXT);
    }
  }

  private void keepContext(Set<Slot> changed) {
    String flags = changed.stream().map(slot -> ", c.d_" + slot.id()).collect(Collectors.joining());
    // Only a plain equality lets the engine skip what it need not read.
    String equality = anyKeyIsNull() ? "IS NOT DISTINCT FROM" : "=";
    String sameKey =
        keys.stream()
            .map(slot -> "l.%s %s c.%s".formatted(slot.id(), equality, slot.id()))
            .collect(Collectors.joining(" AND "));
    engine.materialise(
        CONTEXT,
        "SELECT l.*%s FROM (%s) l JOIN %s c ON %s"
            .formatted(flags, leftRows(), Pairing.CHANGED, sameKey));
  }

  private boolean anyKeyIsNull() {
    String anyNull =
        keys.stream().map(slot -> slot.id() + " IS NULL").collect(Collectors.joining(" OR "));
    return engine
        .query(
            "SELECT count(*) > 0 FROM %s WHERE %s".formatted(Pairing.CHANGED, anyNull),
            row -> row.flag(0))
        .get(0);
  }

  private String leftRows() {
    return new RowsSql(engine.dialect(), plan)
        .select(Side.LEFT, context.subList(keys.size(), context.size()));
  }

  private List<Explanation> of(Slot changed, long differing) {
    long others = plan.left().rowCount() - differing;
    List<Candidate> candidates = others == 0 ? List.of() : candidates(changed);
    if (candidates.isEmpty()) {
      return List.of();
    }
    List<Long> holders = holders(candidates);
    List<Explanation> found = new ArrayList<>();
    for (int i = 0; i < candidates.size() && found.size() < MAX_PER_COLUMN; i++) {
      Candidate candidate = candidates.get(i);
      long othersWithIt = Math.max(0, holders.get(i) - differing);
      if (othersWithIt <= others * MAX_SHARE_OF_OTHERS) {
        found.add(
            new Explanation(
                changed.plan().name(),
                Kind.WHERE,
                "in all of them %s, and in %s of the other %s"
                    .formatted(
                        candidate.words(),
                        othersWithIt == 0 ? "none" : Counts.of(othersWithIt),
                        Counts.of(others, "row")),
                candidate.seen(),
                candidate.seen()));
      }
    }
    return found;
  }

  private List<Candidate> candidates(Slot changed) {
    List<Slot> others = context.stream().filter(slot -> !slot.id().equals(changed.id())).toList();
    if (others.isEmpty()) {
      return List.of();
    }
    String aggregates =
        others.stream()
            .map(
                slot ->
                    "min(%s)::VARCHAR, min(%s) IS NOT DISTINCT FROM max(%s) AND count(%s) IN (0, count(*))"
                        .formatted(slot.id(), slot.id(), slot.id(), slot.id()))
            .collect(Collectors.joining(", "));
    return engine
        .query(
            "SELECT count(*), %s FROM %s WHERE d_%s".formatted(aggregates, CONTEXT, changed.id()),
            row -> {
              List<Candidate> shared = new ArrayList<>();
              for (int i = 0; i < others.size() && row.number(0) >= MIN_ROWS; i++) {
                if (row.flag(2 + 2 * i)) {
                  shared.add(new Candidate(others.get(i), row.text(1 + 2 * i), row.number(0)));
                }
              }
              return shared;
            })
        .get(0);
  }

  /** How many rows of the left have the value of each candidate. */
  private List<Long> holders(List<Candidate> candidates) {
    List<Slot> columns =
        candidates.stream().map(Candidate::where).filter(slot -> !keys.contains(slot)).toList();
    String counts =
        candidates.stream()
            .map(candidate -> "count(*) FILTER (WHERE %s)".formatted(candidate.condition()))
            .collect(Collectors.joining(", "));
    return engine
        .query(
            "SELECT %s FROM (%s)"
                .formatted(counts, new RowsSql(engine.dialect(), plan).select(Side.LEFT, columns)),
            row -> {
              List<Long> numbers = new ArrayList<>();
              for (int i = 0; i < candidates.size(); i++) {
                numbers.add(row.number(i));
              }
              return numbers;
            })
        .get(0);
  }
}
