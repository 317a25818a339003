package dev.bering.clone.jdbc;

import dev.bering.clone.jdbc.ColumnMapping.NoDates;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** All columns of a table under a user's declarations, and everything that is wrong with them. */
final class Mappings {

  /** What a Delta column's name may not hold without column mapping. */
  private static final Pattern REFUSED_IN_NAMES = Pattern.compile("[ ,;{}()\\n\\t=]");

  private final List<ColumnMapping> columns = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Integer> ordinals = new HashMap<>();

  Mappings(JdbcRequest request, List<SourceColumn> source) {
    String table = request.source().toString();
    Set<String> unknown = new TreeSet<>(request.casts().keySet());
    unknown.addAll(request.noDateAsNull());
    Map<String, String> folded = new HashMap<>();
    for (SourceColumn column : source) {
      unknown.remove(column.name());
      addNameProblems(table, column.name(), folded);
      SourceColumn.Mapped mapped =
          column.map(
              table,
              Optional.ofNullable(request.casts().get(column.name())),
              request.noDateAsNull().contains(column.name()) ? NoDates.NULL : NoDates.REFUSED);
      problems.addAll(mapped.problems());
      ordinals.put(column.name(), columns.size());
      columns.add(mapped.mapping());
    }
    for (String name : unknown) {
      problems.add(
          new Problem(
              "JDBC_COLUMN_UNKNOWN",
              "Cannot clone %s: it has no column '%s', which a declaration names."
                  .formatted(table, name),
              "spell it as the database stores it"));
    }
    if (source.isEmpty()) {
      problems.add(
          new Problem(
              "JDBC_NO_COLUMNS",
              "Cannot clone %s: it has no columns that the login may see.".formatted(table),
              "grant the login SELECT on the whole table"));
    }
  }

  private void addNameProblems(String table, String name, Map<String, String> folded) {
    if (REFUSED_IN_NAMES.matcher(name).find()) {
      problems.add(
          new Problem(
              "JDBC_COLUMN_NAME",
              "Cannot map column '%s' of %s: a Delta column's name holds none of ' ,;{}()=', tab or newline."
                  .formatted(name, table),
              "rename it at the source"));
    }
    String other = folded.put(name.toLowerCase(Locale.ROOT), name);
    if (other != null) {
      problems.add(
          new Problem(
              "JDBC_COLUMN_NAME",
              "Cannot map columns %s and %s of %s: to Delta their names are the same."
                  .formatted(other, name, table),
              "rename one of them at the source"));
    }
  }

  List<ColumnMapping> columns() {
    return columns;
  }

  List<Problem> problems() {
    return problems;
  }

  /** The place of a column among all. */
  int ordinal(String name) {
    return Objects.requireNonNull(ordinals.get(name), name);
  }
}
