package dev.bering.engine;

import java.util.Objects;

/**
 * A column of a {@link Relation}.
 *
 * @param name as users see it
 */
public record RelationColumn(String name, SqlType type) {

  public RelationColumn {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(type, "type is null");
  }
}
