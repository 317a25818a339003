package dev.bering.engine;

import java.util.List;
import java.util.Objects;

/**
 * A table that an engine knows under a name.
 *
 * @param name as used in SQL, unquoted
 * @param source where it comes from, as its user named it
 * @param summary one line for a person: format, version and number of files
 * @param columns in table order; one of an {@link SqlType.Unsupported} type is listed here but
 *     cannot be used in SQL
 * @param rowCount how many rows it holds
 * @param dialect the SQL of the engine that knows it
 */
public record Relation(
    String name,
    String source,
    String summary,
    List<RelationColumn> columns,
    long rowCount,
    SqlDialect dialect) {

  public Relation {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(source, "source is null");
    Objects.requireNonNull(summary, "summary is null");
    columns = List.copyOf(columns);
    Objects.requireNonNull(dialect, "dialect is null");
  }
}
