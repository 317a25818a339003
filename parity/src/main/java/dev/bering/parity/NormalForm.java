package dev.bering.parity;

import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlDialect;
import dev.bering.engine.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The two columns of a match in the form in which they are compared: texts and zones are normalised
 * side by side, then both sides are brought to one type, and its values are normalised.
 */
final class NormalForm {

  private final SqlType type;
  private final Chain left;
  private final Chain right;

  private NormalForm(SqlType type, Chain left, Chain right) {
    this.type = type;
    this.left = left;
    this.right = right;
  }

  /** The form; empty if the sides have no common type. */
  static Optional<NormalForm> of(
      SqlDialect dialect,
      ColumnMatch.Both match,
      List<Normaliser> normalisers,
      Commonness commonness) {
    Chain left = new Chain(new NormaliserSql(dialect), Side.LEFT, match.left());
    Chain right = new Chain(new NormaliserSql(dialect), Side.RIGHT, match.right());
    for (Normaliser normaliser : normalisers) {
      if (NormaliserSql.isOfOneSide(normaliser)) {
        left.apply(normaliser);
        right.apply(normaliser);
      }
    }
    Optional<SqlType> common = commonness.of(left.type(), right.type());
    if (common.isEmpty()) {
      return Optional.empty();
    }
    left.become(common.get(), commonness);
    right.become(common.get(), commonness);
    for (Normaliser normaliser : normalisers) {
      if (!NormaliserSql.isOfOneSide(normaliser)) {
        left.apply(normaliser);
        right.apply(normaliser);
      }
    }
    return Optional.of(new NormalForm(left.type(), left, right));
  }

  SqlType type() {
    return type;
  }

  Chain chain(Side side) {
    return side == Side.LEFT ? left : right;
  }

  /** As something that a column is not compared as. */
  Normalisation.Variant variant() {
    return new Normalisation.Variant(
        type.sql(), left.triedValue(), right.triedValue(), left.unreadable(), right.unreadable());
  }

  /** One side's value, step by step. */
  static final class Chain {

    private final NormaliserSql sql;
    private final Side side;
    private final RelationColumn column;
    private final List<Applied> applied = new ArrayList<>();
    private SqlType type;
    private String value;
    private String tried;
    private String rounding = "";
    private final List<String> unreadable = new ArrayList<>();
    private final List<TextCast> casts = new ArrayList<>();

    private Chain(NormaliserSql sql, Side side, RelationColumn column) {
      this.sql = sql;
      this.side = side;
      this.column = column;
      this.type = column.type();
      this.value = sql.dialect().identifier(column.name());
      this.tried = value;
    }

    /** A normaliser with the condition on rows that it changes. */
    record Applied(Normaliser normaliser, String changed) {}

    SqlType type() {
      return type;
    }

    /** Expression that fails for a text that cannot be read. */
    String value() {
      return value;
    }

    /** Expression that is null then. */
    String triedValue() {
      return tried;
    }

    /** Expression for how far reading may have moved a number; empty if it moves none. */
    String rounding() {
      return rounding;
    }

    String unreadable() {
      return unreadable.isEmpty() ? "false" : String.join(" OR ", unreadable);
    }

    /** The texts to check before anything is compared. */
    List<TextCast> casts() {
      return casts;
    }

    /** The condition on rows that a normaliser changes; false if it does not concern this side. */
    String changed(Normaliser normaliser) {
      return applied.stream()
          .filter(one -> one.normaliser().equals(normaliser))
          .map(Applied::changed)
          .findFirst()
          .orElse("false");
    }

    private void apply(Normaliser normaliser) {
      if (!normaliser.fits(type)
          || (normaliser instanceof Normaliser.Zone zone && zone.of(side).isEmpty())) {
        return;
      }
      String before = value;
      SqlType typeBefore = type;
      sql.unreadable(normaliser, tried)
          .ifPresent(condition -> cannotRead(condition, sql.readAs(normaliser)));
      value = sql.apply(normaliser, side, before, type);
      tried = sql.apply(normaliser, side, guarded(tried), type);
      type = sql.typeAfter(normaliser, type);
      boolean isSameType = typeBefore.sql().equals(type.sql());
      applied.add(
          new Applied(
              normaliser,
              isSameType
                  ? "%s IS DISTINCT FROM %s".formatted(before, value)
                  : before + " IS NOT NULL"));
    }

    /** A text that was found unreadable must not be read, not even for display. */
    private String guarded(String text) {
      return unreadable.isEmpty()
          ? text
          : "CASE WHEN NOT (%s) THEN %s END".formatted(unreadable(), text);
    }

    private void become(SqlType common, Commonness commonness) {
      SqlDialect dialect = sql.dialect();
      if (!type.sql().equals(common.sql())) {
        if (type instanceof SqlType.Untyped) {
          read(common, commonness);
        }
        value = dialect.cast(value, type, common);
        tried =
            type instanceof SqlType.Untyped
                ? dialect.tryRead(tried, common)
                : dialect.cast(tried, type, common);
      }
      type = common;
      value = ValueSql.canonical(dialect, value, type);
      tried = ValueSql.canonical(dialect, tried, type);
    }

    private void read(SqlType common, Commonness commonness) {
      SqlDialect dialect = sql.dialect();
      if (commonness == Commonness.NUMBERS && Harmony.isFloating(common)) {
        rounding = TextReading.rounding(dialect, tried, common);
        cannotRead(TextReading.unreadableAsNearest(dialect, tried, common), common.sql());
      } else {
        cannotRead(TextReading.unreadable(dialect, tried, common), common.sql());
      }
    }

    private void cannotRead(String condition, String as) {
      unreadable.add("(" + condition + ")");
      casts.add(new TextCast(side, column.name(), as, condition));
    }
  }
}
