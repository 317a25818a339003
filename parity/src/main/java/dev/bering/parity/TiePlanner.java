package dev.bering.parity;

import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import dev.bering.parity.ColumnPlan.Hashing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether declared ties can be told from differences: by columns that both sides have and that are
 * compared as they are, and from candidates whose rows can be compared with those of a side.
 */
final class TiePlanner {

  private final Comparison comparison;
  private final Ties ties;
  private final SchemaMatch schema;
  private final SqlDialect dialect;
  private final Complaints complaints;

  TiePlanner(Comparison comparison, SchemaMatch schema, SqlDialect dialect, Complaints complaints) {
    this.comparison = comparison;
    this.ties = comparison.ties();
    this.schema = schema;
    this.dialect = dialect;
    this.complaints = complaints;
  }

  /** The plan; what stands against it is complained of. */
  TiePlan plan(List<Slot> slots, Optional<Relation> candidates) {
    if (ties.candidates().isEmpty() == candidates.isPresent()) {
      throw new IllegalStateException(
          "candidates '%s' are declared, and given is %s"
              .formatted(ties.candidates(), candidates.map(Relation::source)));
    }
    if (!ties.areDeclared()) {
      return TiePlan.NONE;
    }
    requireOnce();
    ties.columns().forEach(column -> requireAsItIs(column, comparison.rule(column)));
    requireNoRandomId();
    slots.stream().filter(slot -> isNamed(slot.plan().name())).forEach(this::requireType);
    return new TiePlan(
        ties, candidates.map(from -> candidates(from, slots)).orElse(TieCandidates.NONE));
  }

  private boolean isNamed(String column) {
    return ties.columns().stream().anyMatch(column::equalsIgnoreCase);
  }

  private void requireOnce() {
    Set<String> named = new HashSet<>();
    for (String column : ties.columns()) {
      if (!named.add(SchemaMatch.fold(column))) {
        complaints.add(
            "COMPARE_TIES_TWICE",
            "ties name column '%s' twice".formatted(column),
            "name each column once: to divide rows, to order them, or as their number");
      }
    }
  }

  /** Rows are tied whose order keys are equal, and not those whose order keys are alike. */
  private void requireAsItIs(String column, ColumnRule rule) {
    List<String> rules = new ArrayList<>();
    if (!rule.tolerance().isNone()) {
      rules.add("a tolerance");
    }
    if (!rule.normalisers().isEmpty()) {
      rules.add("normalisers");
    }
    if (comparison.accepted().stream()
        .flatMap(difference -> difference.columns().stream())
        .anyMatch(column::equalsIgnoreCase)) {
      rules.add("accepted differences");
    }
    if (!rules.isEmpty()) {
      complaints.add(
          "COMPARE_TIES_RULE",
          "ties are told by column '%s', which has %s"
              .formatted(column, String.join(" and ", rules)),
          "take that away: only rows that are ranked by equal values are tied");
    }
  }

  /** Which ids correspond is known of pairs, and exchanged rows are none. */
  private void requireNoRandomId() {
    List<String> random =
        comparison.columns().keySet().stream()
            .filter(column -> comparison.rule(column).isRandomId())
            .map("'%s'"::formatted)
            .sorted()
            .toList();
    if (!random.isEmpty()) {
      complaints.add(
          "COMPARE_TIES_RANDOM_ID",
          "ties are declared beside random ids (%s), and rows that are exchanged are no pairs"
              .formatted(String.join(", ", random)),
          "ignore the ids, or take the ties away");
    }
  }

  private void requireType(Slot slot) {
    ColumnPlan column = slot.plan();
    boolean isNumber = column.name().equalsIgnoreCase(ties.number());
    if (isNumber && CellKind.of(column.comparedAs()) != CellKind.WHOLE) {
      complaints.add(
          "COMPARE_TIES_TYPE",
          "the number of tied rows is column '%s' of type %s"
              .formatted(column.name(), column.comparedAs()),
          "name a column of whole numbers");
    } else if (column.hashing() == Hashing.NONE) {
      complaints.add(
          "COMPARE_TIES_TYPE",
          "ties are told by column '%s' of type %s".formatted(column.name(), column.comparedAs()),
          "name columns of plain types");
    } else if (isRankedAsText(slot)) {
      complaints.add(
          "COMPARE_TIES_TYPE",
          "rows are ranked by column '%s', whose texts have no type on either side: as text 10 comes before 9"
              .formatted(column.name()),
          "give one of the tables types, such as those of Parquet");
    }
  }

  /** Which rows rank last depends on what the texts stand for, which nobody says. */
  private boolean isRankedAsText(Slot slot) {
    return ties.kind() == Ties.Kind.TOP_K
        && ties.order().stream().anyMatch(by -> by.column().equalsIgnoreCase(slot.plan().name()))
        && onSide(slot, Side.LEFT).type() instanceof SqlType.Untyped
        && onSide(slot, Side.RIGHT).type() instanceof SqlType.Untyped;
  }

  /** In the form of the left if they have its types, else in that of the right. */
  private TieCandidates candidates(Relation from, List<Slot> slots) {
    List<String> asLeft = unfit(from, Side.LEFT, slots);
    if (asLeft.isEmpty()) {
      return candidates(from, Side.LEFT, slots);
    }
    if (unfit(from, Side.RIGHT, slots).isEmpty()) {
      return candidates(from, Side.RIGHT, slots);
    }
    for (String fact : asLeft) {
      complaints.add(
          "COMPARE_TIES_CANDIDATES",
          "the candidates %s %s".formatted(from.source(), fact),
          "give candidates with every compared column of the left, in its types, or ignore the"
              + " column");
    }
    return TieCandidates.NONE;
  }

  private List<String> unfit(Relation from, Side side, List<Slot> slots) {
    List<String> facts = new ArrayList<>();
    for (Slot slot : slots) {
      if (isNumber(slot)) {
        continue;
      }
      Optional<RelationColumn> column = column(from, slot);
      SqlType wanted = onSide(slot, side).type();
      if (column.isEmpty()) {
        facts.add("have no column '%s'".formatted(slot.plan().name()));
      } else if (!isReadableAs(column.get().type(), wanted)) {
        facts.add(
            "have column '%s' as %s, the %s as %s"
                .formatted(
                    slot.plan().name(),
                    ColumnPlanner.text(column.get().type()),
                    side.text(),
                    ColumnPlanner.text(wanted)));
      }
    }
    return facts;
  }

  /** A text without a type is read like those of its side, and only like those. */
  private static boolean isReadableAs(SqlType type, SqlType wanted) {
    if (type instanceof SqlType.Untyped || wanted instanceof SqlType.Untyped) {
      return type.equals(wanted);
    }
    return Harmony.of(type, wanted).filter(wanted::equals).isPresent();
  }

  private TieCandidates candidates(Relation from, Side side, List<Slot> slots) {
    List<Slot> chosenBy = slots.stream().filter(slot -> !isNumber(slot)).toList();
    String values =
        chosenBy.stream()
            .map(slot -> named(column(from, slot).orElseThrow(), onSide(slot, side)))
            .collect(Collectors.joining(", "));
    return new TieCandidates(
        TableSide.of(from),
        side,
        chosenBy.stream().map(slot -> onSide(slot, side).name()).toList(),
        "SELECT %s FROM %s".formatted(values, dialect.identifier(from.name())));
  }

  private String named(RelationColumn column, RelationColumn wanted) {
    String value = dialect.identifier(column.name());
    return "%s AS %s"
        .formatted(
            column.type().equals(wanted.type())
                ? value
                : dialect.cast(value, column.type(), wanted.type()),
            dialect.identifier(wanted.name()));
  }

  private boolean isNumber(Slot slot) {
    return slot.plan().name().equalsIgnoreCase(ties.number());
  }

  private static Optional<RelationColumn> column(Relation from, Slot slot) {
    return from.columns().stream()
        .filter(column -> column.name().equalsIgnoreCase(slot.plan().name()))
        .findFirst();
  }

  private RelationColumn onSide(Slot slot, Side side) {
    if (schema.find(slot.plan().name()).orElse(null) instanceof ColumnMatch.Both both) {
      return side == Side.LEFT ? both.left() : both.right();
    }
    throw new IllegalStateException("not on both sides: " + slot.plan().name());
  }
}
