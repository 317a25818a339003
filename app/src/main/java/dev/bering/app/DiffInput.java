package dev.bering.app;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.tables.TableSnapshot;

/**
 * A table that is compared.
 *
 * @param snapshot which rows it has
 * @param source what its user calls it, without secrets
 * @param summary one line for a person
 */
record DiffInput(TableSnapshot snapshot, String source, String summary) {

  /** A table that is compared where it lies. */
  static DiffInput of(TableSnapshot snapshot) {
    return new DiffInput(snapshot, snapshot.location().toString(), snapshot.summary());
  }

  /** Makes it known to an engine by a name. */
  Relation register(Engine engine, String name) {
    Relation relation = engine.register(name, snapshot);
    return new Relation(
        relation.name(),
        source,
        summary,
        relation.columns(),
        relation.rowCount(),
        relation.dialect());
  }
}
