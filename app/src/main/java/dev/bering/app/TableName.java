package dev.bering.app;

import java.util.OptionalLong;

/**
 * What a user calls a table of a comparison.
 *
 * @param place where it is; empty if nobody has said
 * @param version which version or snapshot of it; empty for the current one
 */
record TableName(String place, OptionalLong version) {

  /** Nothing was said. */
  static final TableName NONE = TableName.current("");

  /** The current version. */
  static TableName current(String place) {
    return new TableName(place, OptionalLong.empty());
  }

  boolean isDatabase() {
    return JdbcOptions.isDatabase(place);
  }
}
