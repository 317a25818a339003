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

  /** A column that everything hangs on: a key, or a member of a set. */
  ColumnPlan key(ColumnMatch.Both key, ColumnRule rule) {
    ColumnPlan plan = planned(key, rule.normalisedBy(fitting(key, rule)));
    if (plan.isCompared() && plan.hashing() == Hashing.NONE) {
      complaints.add(
          "COMPARE_KEY_TYPE",
          "key column '%s' is of type %s".formatted(key.name(), plan.comparedAs()),
          "choose key columns of plain types");
    }
    return plan;
  }

  /** A column that is no key. */
  ColumnPlan column(ColumnMatch match, ColumnRule rule) {
    if (rule.isIgnored()) {
      return ignored(match, rule.reason());
    }
    if (match instanceof ColumnMatch.Both both) {
      ColumnRule fitting = rule.normalisedBy(fitting(both, rule));
      return rule.tolerance().isNone() ? planned(both, fitting) : tolerant(both, fitting);
    }
    return missing((ColumnMatch.Single) match);
  }

  /** The normalisers that can be applied; of the others is complained. */
  private List<Normaliser> fitting(ColumnMatch.Both match, ColumnRule rule) {
    NormaliserSql sql = new NormaliserSql(dialect);
    List<Normaliser> fitting = new ArrayList<>();
    for (Normaliser normaliser : rule.normalisers()) {
      if (!normaliser.fits(match.left().type()) && !normaliser.fits(match.right().type())) {
        complaints.add(
            "COMPARE_NORMALISER_TYPE",
            "column '%s' is %s, which '%s' cannot normalise"
                .formatted(match.name(), types(match), normaliser.text()),
            "leave it out: it is for " + normaliser.types());
      } else if (!sql.isKnown(normaliser)) {
        complaints.add(
            "COMPARE_NORMALISER_ENGINE",
            "column '%s' has the normaliser '%s', which this engine does not know"
                .formatted(match.name(), normaliser.text()),
            "compare on the other engine, or normalise the data first");
      } else {
        fitting.add(normaliser);
      }
    }
    return fitting;
  }

  private ColumnPlan tolerant(ColumnMatch.Both match, ColumnRule rule) {
    Optional<Tolerance.Excess> excess = rule.tolerance().excess();
    if (excess.isPresent()) {
      complaints.add(
          "COMPARE_TOLERANCE_EXCESSIVE",
          "column '%s': %s".formatted(match.name(), excess.get().fact()),
          excess.get().hint());
      return unmatched(match, "with too much tolerance");
    }
    SqlType left = match.left().type();
    SqlType right = match.right().type();
    Commonness commonness = Commonness.within(rule.tolerance());
    Optional<SqlType> common = commonness.of(left, right);
    if (commonness == Commonness.FLOATING) {
      if (common.isEmpty() && Commonness.NUMBERS.of(left, right).isPresent()) {
        complaints.add(
            "COMPARE_ULPS_TYPE",
            "column '%s' has a tolerance in ulps but is %s".formatted(match.name(), types(match)),
            "declare ulps for floats and doubles only");
        return unmatched(match, "without ulps");
      }
      if (common.isPresent() && dialect.ordinal("x", common.get()).isEmpty()) {
        complaints.add(
            "COMPARE_ULPS_ENGINE",
            "column '%s' has a tolerance in ulps, which this engine cannot count"
                .formatted(match.name()),
            "declare a relative tolerance");
        return unmatched(match, "without ulps");
      }
    }
    return common.isPresent() ? planned(match, rule) : notNumeric(match);
  }

  private ColumnPlan notNumeric(ColumnMatch.Both match) {
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

  private ColumnPlan planned(ColumnMatch.Both match, ColumnRule rule) {
    noteNamesAndTypes(match);
    Commonness commonness = Commonness.within(rule.tolerance());
    Optional<NormalForm> form = NormalForm.of(dialect, match, rule.normalisers(), commonness);
    if (form.isEmpty()) {
      incompatible(match);
      return unmatched(match, "no common type");
    }
    SqlType type = form.get().type();
    for (Side side : Side.values()) {
      casts.addAll(form.get().chain(side).casts());
    }
    Optional<SqlType> bare = commonness.of(match.left().type(), match.right().type());
    boolean converted =
        bare.isEmpty()
            || isConverted(match.left(), bare.get())
            || isConverted(match.right(), bare.get());
    boolean rounded =
        type.sql().equals("DOUBLE") && (isRounded(match.left()) || isRounded(match.right()));
    return new ColumnPlan(
        match.name(),
        text(match.left().type()),
        text(match.right().type()),
        type.sql(),
        method(type, rule),
        rounded ? Rung.TOLERANT : converted ? Rung.NORMALISED : Rung.EXACT,
        rule.tolerance(),
        ValueSql.hashing(type),
        form.get().chain(Side.LEFT).value(),
        form.get().chain(Side.RIGHT).value(),
        form.get().chain(Side.LEFT).rounding(),
        form.get().chain(Side.RIGHT).rounding(),
        normalisation(match, form.get(), rule.normalisers(), commonness),
        converted
            ? "%s compared as %s%s"
                .formatted(
                    types(match),
                    type.sql(),
                    rounded ? ", whose rounding counts against the tolerance" : "")
            : "");
  }

  private static Method method(SqlType type, ColumnRule rule) {
    if (rule.isRandomId()) {
      return Method.BIJECTION_JOIN;
    }
    if (!rule.tolerance().isNone()) {
      return Method.TOLERANT_JOIN;
    }
    if (!rule.normalisers().isEmpty()) {
      return Method.NORMALISED_JOIN;
    }
    return ValueSql.hashing(type) == Hashing.NONE ? Method.EXACT_JOIN : Method.EXACT_FINGERPRINT;
  }

  private Normalisation normalisation(
      ColumnMatch.Both match,
      NormalForm form,
      List<Normaliser> normalisers,
      Commonness commonness) {
    if (normalisers.isEmpty()) {
      return Normalisation.NONE;
    }
    List<Normalisation.Step> steps = new ArrayList<>();
    for (Normaliser normaliser : normalisers) {
      List<Normaliser> others = new ArrayList<>(normalisers);
      others.remove(normaliser);
      steps.add(
          new Normalisation.Step(
              normaliser.text(),
              form.chain(Side.LEFT).changed(normaliser),
              form.chain(Side.RIGHT).changed(normaliser),
              variant(match, others, commonness)));
    }
    return new Normalisation(steps, variant(match, List.of(), commonness));
  }

  private Normalisation.Variant variant(
      ColumnMatch.Both match, List<Normaliser> normalisers, Commonness commonness) {
    return NormalForm.of(dialect, match, normalisers, commonness)
        .map(NormalForm::variant)
        .orElse(Normalisation.Variant.INCOMPARABLE);
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
        "",
        "",
        Normalisation.NONE,
        reason);
  }

  private static boolean isRounded(RelationColumn column) {
    return Harmony.endOfDouble(column.type()).isPresent();
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

  static String text(SqlType type) {
    return type instanceof SqlType.Untyped texts ? texts.content().words() : type.sql();
  }
}
