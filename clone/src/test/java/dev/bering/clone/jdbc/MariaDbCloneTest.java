package dev.bering.clone.jdbc;

class MariaDbCloneTest extends JdbcCloneContract {

  MariaDbCloneTest() {
    super(Database.MARIADB);
  }
}
