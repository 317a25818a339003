package dev.bering.lint;

import java.util.EnumSet;
import java.util.Set;

/** The engine that a query was written for. */
public enum Dialect {
  BIGQUERY,
  HIVE,
  MYSQL,
  ORACLE,
  POSTGRES,
  PRESTO,
  /** Spark 3 with its defaults, that is, without ANSI. */
  SPARK3,
  TERADATA,
  TSQL;

  static Set<Dialect> all() {
    return EnumSet.allOf(Dialect.class);
  }

  static Set<Dialect> of(Dialect first, Dialect... more) {
    return EnumSet.of(first, more);
  }
}
