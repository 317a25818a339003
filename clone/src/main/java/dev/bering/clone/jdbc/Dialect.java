package dev.bering.clone.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What differs between databases. Holds no state. */
interface Dialect {

  /** The same limits with no more readers than can share a snapshot here. */
  Limits within(Limits limits);

  /** Opens one consistent snapshot of the table, read-only. */
  SourceSnapshot open(JdbcSource source, Limits limits) throws SQLException;

  /** Reads what the catalogue says of a table and how its columns are mapped. */
  SourceTable describe(Connection connection, JdbcRequest request) throws SQLException;

  /** The table's name, quoted. */
  String tableSql(JdbcSource source);

  /** A condition on the key, with a question mark for each text in {@code values}. */
  Sql above(List<KeyColumn> key, List<String> values);

  /** The opposite of {@link #above}. */
  Sql notAbove(List<KeyColumn> key, List<String> values);

  /** Whether a watermark is newer than a text less a lag. */
  Sql newer(KeyColumn watermark, String than, Duration lag);

  /** SQL for MD5 of several SQL texts, one behind the other, in hexadecimal digits. */
  String digest(List<String> parts);

  /** SQL for the number that some of a hash's hexadecimal digits are. */
  String number(String hash, int start, int digits);
}
