package dev.bering.engine;

import java.sql.SQLException;
import java.util.List;

/** How the rows of one kind of table become a relation. */
interface SnapshotView {

  /** Makes the relation, replacing one of that name, and says what its columns are. */
  List<RelationColumn> create(DuckDbSession session, String name) throws SQLException;
}
