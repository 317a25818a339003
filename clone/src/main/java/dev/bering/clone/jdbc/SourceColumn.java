package dev.bering.clone.jdbc;

import dev.bering.clone.jdbc.ColumnMapping.NoDates;
import dev.bering.model.Problem;
import dev.bering.tables.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column as its database describes it.
 *
 * @param type as the database spells it
 * @param natural the mapping that loses nothing; empty if there is none without a declaration
 * @param castable what a user may declare instead
 * @param text how the value is fetched for a declared type
 */
record SourceColumn(
    String name,
    String type,
    boolean nullable,
    Optional<Natural> natural,
    List<Cast> castable,
    Natural text) {

  private static final Pattern DECIMAL =
      Pattern.compile("decimal\\(\\s*(\\d{1,2})\\s*,\\s*(\\d{1,2})\\s*\\)");
  static final int MAX_PRECISION = 38;

  SourceColumn {
    castable = List.copyOf(castable);
  }

  /** What may be declared for a column. */
  enum Cast {
    STRING("string"),
    BOOLEAN("boolean"),
    DECIMAL("decimal(p,s)");

    private final String text;

    Cast(String text) {
      this.text = text;
    }
  }

  /** A type and how its values are fetched. */
  record Natural(ColumnType type, ValueKind kind, String select, String digest) {}

  static ColumnType primitive(String name) {
    return new ColumnType.Primitive(name);
  }

  /** The mapping under a user's declarations. */
  Mapped map(String table, Optional<String> cast, NoDates noDates) {
    Optional<Natural> chosen = cast.isPresent() ? declared(cast.get()) : natural;
    List<Problem> problems = new ArrayList<>();
    if (chosen.isEmpty()) {
      problems.add(problem(table, cast));
    } else if (noDates == NoDates.NULL && !chosen.get().kind().isTemporal()) {
      problems.add(
          new Problem(
              "JDBC_NO_DATE_COLUMN",
              "Cannot map column %s of %s: it is declared to hold dates that may stand for none, and its type is %s."
                  .formatted(name, table, type),
              "leave the declaration out"));
    }
    Natural mapping = chosen.orElse(text);
    return new Mapped(
        new ColumnMapping(
            name,
            type,
            mapping.type(),
            nullable,
            mapping.select(),
            mapping.digest(),
            mapping.kind(),
            noDates),
        problems);
  }

  /**
   * A mapping, to be used if there are no problems; else it only holds the column's place.
   *
   * @param problems why the column cannot be mapped
   */
  record Mapped(ColumnMapping mapping, List<Problem> problems) {
    Mapped {
      problems = List.copyOf(problems);
    }
  }

  private Optional<Natural> declared(String cast) {
    if (cast.equals("string") && castable.contains(Cast.STRING)) {
      return Optional.of(
          new Natural(primitive("string"), ValueKind.TEXT, text.select(), text.digest()));
    }
    if (cast.equals("boolean") && castable.contains(Cast.BOOLEAN)) {
      return Optional.of(
          new Natural(primitive("boolean"), ValueKind.BOOLEAN, text.select(), text.digest()));
    }
    Matcher decimal = DECIMAL.matcher(cast);
    if (decimal.matches() && castable.contains(Cast.DECIMAL)) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = Integer.parseInt(decimal.group(2));
      if (precision >= 1 && precision <= MAX_PRECISION && scale <= precision) {
        return Optional.of(
            new Natural(
                new ColumnType.Decimal(precision, scale),
                ValueKind.DECIMAL,
                text.select(),
                text.digest()));
      }
    }
    return Optional.empty();
  }

  private Problem problem(String table, Optional<String> cast) {
    String offers = String.join(" or ", castable.stream().map(offer -> offer.text).toList());
    if (cast.isPresent()) {
      return new Problem(
          "JDBC_CAST",
          "Cannot map column %s of %s: type %s cannot be declared as '%s'."
              .formatted(name, table, type, cast.get()),
          offers.isEmpty()
              ? "clone from a copy of the table without this column"
              : "declare it as " + offers);
    }
    return new Problem(
        "JDBC_TYPE",
        "Cannot map column %s of %s: type %s has no Delta type that holds all of its values."
            .formatted(name, table, type),
        offers.isEmpty()
            ? "clone from a copy of the table without this column"
            : "declare it as %s; every value is checked".formatted(offers));
  }
}
