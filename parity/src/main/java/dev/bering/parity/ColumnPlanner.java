package dev.bering.parity;

import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import dev.bering.parity.ColumnPlan.Hashing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans column by column; what concerns the plan as a whole gathers in its lists. */
final class ColumnPlanner {

  private final SqlDialect dialect;
  private final Complaints complaints;
  private final List<SchemaDifference> schemaDifferences = new ArrayList<>();
  private final List<TextCast> casts = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  ColumnPlanner(SqlDialect dialect, Complaints complaints) {
    this.dialect = dialect;
    this.complaints = complaints;
  }

  List<SchemaDifference> schemaDifferences() {
    return schemaDifferences;
  }

  List<TextCast> casts() {
    return casts;
  }

  List<String> notes() {
    return notes;
  }

  ColumnPlan key(ColumnMatch.Both key) {
    Optional<SqlType> common = Harmony.of(key.left().type(), key.right().type());
    if (common.isPresent() && ValueSql.hashing(common.get()) == Hashing.NONE) {
      complaints.add(
          "COMPARE_KEY_TYPE",
          "key column '%s' is of type %s".formatted(key.name(), common.get().sql()),
          "choose key columns of plain types");
    }
    return exact(key);
  }

  /** A column that is no key. */
  ColumnPlan column(ColumnMatch match, ColumnRule rule) {
    if (rule.isIgnored()) {
      return ignored(match, rule.reason());
    }
    if (match instanceof ColumnMatch.Both both) {
      return rule.tolerance().isNone() ? exact(both) : tolerant(both, rule.tolerance());
    }
    return missing((ColumnMatch.Single) match);
  }

  private ColumnPlan exact(ColumnMatch.Both match) {
    return planned(match, Harmony.of(match.left().type(), match.right().type()), Tolerance.NONE);
  }

  private ColumnPlan tolerant(ColumnMatch.Both match, Tolerance tolerance) {
    Optional<SqlType> common = Harmony.ofNumbers(match.left().type(), match.right().type());
    if (common.isPresent()) {
      return planned(match, common, tolerance);
    }
    complaints.add(
        "COMPARE_TOLERANCE_NOT_NUMERIC",
        "column '%s' has a tolerance but is %s".formatted(match.name(), types(match)),
        "declare tolerances for numbers only");
    return unmatched(match, "not a number");
  }

  private ColumnPlan ignored(ColumnMatch match, String why) {
    String ignored = why.isEmpty() ? "ignored" : "ignored: " + why;
    if (why.isEmpty()) {
      notes.add("column '%s' is ignored without a reason".formatted(match.name()));
    }
    if (match instanceof ColumnMatch.Both both) {
      noteNamesAndTypes(both);
      return leftOut(match, Rung.NOT_COMPARED, ignored);
    }
    Side side = noteMissing((ColumnMatch.Single) match);
    String where = "only on the " + side.text();
    return leftOut(
        match,
        Rung.NOT_COMPARED,
        why.isEmpty() ? ignored + ", " + where : "%s, %s".formatted(where, ignored));
  }

  private ColumnPlan missing(ColumnMatch.Single match) {
    Side side = noteMissing(match);
    return unmatched(match, "only on the " + side.text());
  }

  private ColumnPlan planned(
      ColumnMatch.Both match, Optional<SqlType> common, Tolerance tolerance) {
    noteNamesAndTypes(match);
    if (common.isEmpty()) {
      incompatible(match);
      return unmatched(match, "no common type");
    }
    SqlType type = common.get();
    Hashing hashing = ValueSql.hashing(type);
    boolean converted = isConverted(match.left(), type) || isConverted(match.right(), type);
    return new ColumnPlan(
        match.name(),
        text(match.left().type()),
        text(match.right().type()),
        type.sql(),
        method(hashing, tolerance),
        converted ? Rung.NORMALISED : Rung.EXACT,
        tolerance,
        hashing,
        value(Side.LEFT, match.left(), type),
        value(Side.RIGHT, match.right(), type),
        converted ? "%s compared as %s".formatted(types(match), type.sql()) : "");
  }

  private static Method method(Hashing hashing, Tolerance tolerance) {
    if (!tolerance.isNone()) {
      return Method.TOLERANT_JOIN;
    }
    return hashing == Hashing.NONE ? Method.EXACT_JOIN : Method.EXACT_FINGERPRINT;
  }

  private String value(Side side, RelationColumn column, SqlType type) {
    String name = dialect.identifier(column.name());
    if (!isConverted(column, type)) {
      return ValueSql.canonical(dialect, name, type);
    }
    if (column.type() instanceof SqlType.Untyped) {
      casts.add(
          new TextCast(
              side, column.name(), type.sql(), TextReading.unreadable(dialect, name, type)));
    }
    return ValueSql.canonical(dialect, dialect.cast(name, column.type(), type), type);
  }

  private void incompatible(ColumnMatch.Both match) {
    SqlType left = match.left().type();
    SqlType right = match.right().type();
    if (left instanceof SqlType.Unsupported || right instanceof SqlType.Unsupported) {
      complaints.add(
          "COMPARE_TYPE_UNSUPPORTED",
          "column '%s' is %s, which this engine cannot hold faithfully"
              .formatted(match.name(), types(match)),
          "ignore the column");
      return;
    }
    complaints.add(
        "COMPARE_TYPES_INCOMPATIBLE",
        "column '%s' is %s".formatted(match.name(), types(match)),
        Harmony.isNumber(left) && Harmony.isNumber(right)
            ? "declare a tolerance for it, give both sides one type, or ignore it"
            : "give both sides one type, or ignore the column");
  }

  private void noteNamesAndTypes(ColumnMatch.Both match) {
    RelationColumn left = match.left();
    RelationColumn right = match.right();
    if (!left.type().equals(right.type())) {
      schemaDifferences.add(
          new SchemaDifference(
              SchemaDifference.Kind.TYPE, left.name(), text(left.type()), text(right.type())));
    }
    if (!left.name().equals(right.name())) {
      boolean isMapped = !left.name().equalsIgnoreCase(right.name());
      notes.add(
          "column '%s' of the left is %s '%s' on the right"
              .formatted(left.name(), isMapped ? "called" : "spelled", right.name()));
    }
  }

  private Side noteMissing(ColumnMatch.Single match) {
    String type = text(match.column().type());
    schemaDifferences.add(
        match.side() == Side.LEFT
            ? new SchemaDifference(SchemaDifference.Kind.ONLY_LEFT, match.name(), type, "")
            : new SchemaDifference(SchemaDifference.Kind.ONLY_RIGHT, match.name(), "", type));
    return match.side();
  }

  private static ColumnPlan unmatched(ColumnMatch match, String reason) {
    return leftOut(match, Rung.MISMATCH, reason);
  }

  private static ColumnPlan leftOut(ColumnMatch match, Rung rung, String reason) {
    String left = "";
    String right = "";
    if (match instanceof ColumnMatch.Both both) {
      left = text(both.left().type());
      right = text(both.right().type());
    } else if (match instanceof ColumnMatch.Single single) {
      left = single.side() == Side.LEFT ? text(single.column().type()) : "";
      right = single.side() == Side.RIGHT ? text(single.column().type()) : "";
    }
    return new ColumnPlan(
        match.name(),
        left,
        right,
        "",
        Method.NOT_COMPARED,
        rung,
        Tolerance.NONE,
        Hashing.NONE,
        "",
        "",
        reason);
  }

  private static boolean isConverted(RelationColumn column, SqlType type) {
    return !column.type().sql().equals(type.sql());
  }

  private static String types(ColumnMatch.Both match) {
    String left = text(match.left().type());
    String right = text(match.right().type());
    return left.equals(right)
        ? left + " on both sides"
        : "%s on the left and %s on the right".formatted(left, right);
  }

  private static String text(SqlType type) {
    return type instanceof SqlType.Untyped ? "text" : type.sql();
  }
}
