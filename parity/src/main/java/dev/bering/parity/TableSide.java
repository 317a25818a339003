package dev.bering.parity;

import dev.bering.engine.Relation;

/**
 * One of the two tables of a plan.
 *
 * @param relation its name in the engine
 * @param source where it comes from, as its user named it
 * @param summary format, version and number of files
 * @param rowCount how many rows it holds
 */
public record TableSide(String relation, String source, String summary, long rowCount) {

  static TableSide of(Relation relation) {
    return new TableSide(
        relation.name(), relation.source(), relation.summary(), relation.rowCount());
  }
}
