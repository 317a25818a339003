package dev.bering.porting;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.Sql;
import dev.bering.engine.SqlType;
import dev.bering.model.UserException;
import dev.bering.parity.Tolerance;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tests laws on two tables at rest. What cannot be tested is not kept. */
final class LawCheck {

  private static final Set<String> WHOLE =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT");
  private static final Set<String> FLOATING = Set.of("FLOAT", "DOUBLE");

  private final Engine engine;
  private final Relation legacy;
  private final Relation translated;

  LawCheck(Engine engine, Relation legacy, Relation translated) {
    this.engine = engine;
    this.legacy = legacy;
    this.translated = translated;
  }

  /** What a law comes to. */
  LawResult test(Law law) {
    try {
      if (law instanceof Law.Rows rows) {
        return rows(rows);
      }
      if (law instanceof Law.Sums sums) {
        return sums(sums);
      }
      if (law instanceof Law.Keys keys) {
        return keys(keys);
      }
      if (law instanceof Law.Unique unique) {
        return unique(unique);
      }
    } catch (Untestable e) {
      return new LawResult(law.sentence(), false, "it cannot be tested: " + e.getMessage());
    } catch (UserException e) {
      return new LawResult(
          law.sentence(), false, RecordedTables.stopped(Outcome.LAW_BROKEN, e).reason());
    }
    throw new IllegalStateException("law " + law);
  }

  /** Why a law says nothing about these tables. */
  private static final class Untestable extends Exception {
    private static final long serialVersionUID = 1L;

    Untestable(String fact) {
      super(fact);
    }
  }

  private LawResult rows(Law.Rows law) {
    BigDecimal left =
        BigDecimal.valueOf(legacy.rowCount()).multiply(BigDecimal.valueOf(law.translated()));
    BigDecimal right =
        BigDecimal.valueOf(translated.rowCount()).multiply(BigDecimal.valueOf(law.legacy()));
    return new LawResult(
        law.sentence(),
        left.compareTo(right) == 0,
        "%d legacy, %d translated".formatted(legacy.rowCount(), translated.rowCount()));
  }

  private LawResult unique(Law.Unique law) throws Untestable {
    String columns = columns(translated, law.columns());
    long repeated =
        number(
            "SELECT count(*) FROM (SELECT 1 FROM %s GROUP BY %s HAVING count(*) > 1)"
                .formatted(table(translated), columns));
    return new LawResult(
        law.sentence(), repeated == 0, "%d values occur more than once".formatted(repeated));
  }

  private LawResult keys(Law.Keys law) throws Untestable {
    for (int i = 0; i < law.legacyColumns().size(); i++) {
      SqlType here = column(legacy, law.legacyColumns().get(i)).type();
      SqlType there = column(translated, law.translatedColumns().get(i)).type();
      boolean alike = here.sql().equals(there.sql()) || (isWhole(here) && isWhole(there));
      if (!alike) {
        throw new Untestable(
            "%s is %s and %s is %s"
                .formatted(
                    law.legacyColumns().get(i),
                    here.sql(),
                    law.translatedColumns().get(i),
                    there.sql()));
      }
    }
    String left = distinct(legacy, law.legacyColumns());
    String right = distinct(translated, law.translatedColumns());
    long lost = number("SELECT count(*) FROM (%s EXCEPT %s)".formatted(left, right));
    long added = number("SELECT count(*) FROM (%s EXCEPT %s)".formatted(right, left));
    int width = law.legacyColumns().size();
    return new LawResult(
        law.sentence(),
        lost == 0 && added == 0,
        "%d lost%s, %d added%s"
            .formatted(
                lost,
                example(left, right, lost, width),
                added,
                example(right, left, added, width)));
  }

  private String distinct(Relation relation, List<String> names) throws Untestable {
    return "SELECT DISTINCT %s FROM %s".formatted(columns(relation, names), table(relation));
  }

  private String example(String here, String there, long count, int width) {
    if (count == 0) {
      return "";
    }
    return engine
        .query(
            "FROM (%s EXCEPT %s) ORDER BY ALL LIMIT 1".formatted(here, there),
            row ->
                IntStream.range(0, width)
                    .mapToObj(i -> row.text(i).orElse("NULL"))
                    .collect(Collectors.joining(", ", " such as (", ")")))
        .get(0);
  }

  private LawResult sums(Law.Sums law) throws Untestable {
    Optional<BigDecimal> left = sum(legacy, law.legacyColumns(), law.tolerance());
    Optional<BigDecimal> right = sum(translated, law.translatedColumns(), law.tolerance());
    boolean kept =
        (left.isPresent() && right.isPresent())
            ? within(left.get(), right.get(), law.tolerance())
            : left.isEmpty() && right.isEmpty();
    return new LawResult(
        law.sentence(), kept, "%s legacy, %s translated".formatted(text(left), text(right)));
  }

  private static boolean within(BigDecimal left, BigDecimal right, Tolerance tolerance) {
    BigDecimal apart = left.subtract(right).abs();
    BigDecimal share = tolerance.relative().multiply(left.abs().max(right.abs()));
    return apart.compareTo(tolerance.absolute()) <= 0 || apart.compareTo(share) <= 0;
  }

  /** The sum over all columns; empty if there is no value. */
  private Optional<BigDecimal> sum(Relation relation, List<String> names, Tolerance tolerance)
      throws Untestable {
    var parts = new ArrayList<BigDecimal>();
    for (String name : names) {
      RelationColumn column = column(relation, name);
      boolean floating =
          column.type() instanceof SqlType.Simple simple && FLOATING.contains(simple.name());
      if (floating && tolerance.equals(Tolerance.NONE)) {
        throw new Untestable(
            "%s is %s, whose sum depends on the order of the rows; declare a tolerance"
                .formatted(name, column.type().sql()));
      }
      if (!floating && !isWhole(column.type()) && !(column.type() instanceof SqlType.Decimal)) {
        throw new Untestable("%s is %s, no number".formatted(name, column.type().sql()));
      }
      String query =
          "SELECT sum(%s) FROM %s".formatted(Sql.identifier(column.name()), table(relation));
      for (Optional<String> sum : engine.query(query, row -> row.text(0))) {
        if (sum.isPresent()) {
          parts.add(finite(name, sum.get()));
        }
      }
    }
    return parts.stream().reduce(BigDecimal::add);
  }

  private static BigDecimal finite(String column, String sum) throws Untestable {
    try {
      return new BigDecimal(sum);
    } catch (NumberFormatException e) {
      throw new Untestable("the sum of %s is %s".formatted(column, sum));
    }
  }

  private static String text(Optional<BigDecimal> sum) {
    return sum.map(BigDecimal::toPlainString).orElse("no value");
  }

  private static boolean isWhole(SqlType type) {
    return type instanceof SqlType.Simple simple && WHOLE.contains(simple.name());
  }

  private static RelationColumn column(Relation relation, String name) throws Untestable {
    for (RelationColumn column : relation.columns()) {
      if (column.name().equalsIgnoreCase(name)) {
        return column;
      }
    }
    throw new Untestable(
        "%s has no column %s, but %s"
            .formatted(
                relation.source(),
                name,
                relation.columns().stream()
                    .map(RelationColumn::name)
                    .collect(Collectors.joining(", "))));
  }

  private static String columns(Relation relation, List<String> names) throws Untestable {
    var quoted = new ArrayList<String>();
    for (String name : names) {
      quoted.add(Sql.identifier(column(relation, name).name()));
    }
    return String.join(", ", quoted);
  }

  private long number(String query) {
    return engine.query(query, row -> row.number(0)).get(0);
  }

  private static String table(Relation relation) {
    return Sql.identifier(relation.name());
  }
}
