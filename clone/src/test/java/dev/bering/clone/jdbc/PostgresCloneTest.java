package dev.bering.clone.jdbc;

class PostgresCloneTest extends JdbcCloneContract {

  PostgresCloneTest() {
    super(Database.POSTGRES);
  }
}
