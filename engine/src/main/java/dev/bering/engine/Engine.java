package dev.bering.engine;

import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import java.util.List;

/**
 * Runs SQL over named relations. Not for use by several threads at once; the engine itself uses
 * every core.
 *
 * <p>What an engine cannot read faithfully is refused by name, never read approximately.
 */
public interface Engine extends AutoCloseable {

  /** Name and version for reports, such as {@code DuckDB 2.0.0}. */
  String description();

  /** Its SQL, where engines differ. */
  SqlDialect dialect();

  /**
   * Makes a table known under {@code name}. Nothing is copied except CSV and JSON, which are parsed
   * once here so that a malformed line is found now and not in the middle of a comparison.
   *
   * @throws UserException TABLE_UNREADABLE, CSV_MALFORMED, JSON_MALFORMED, JSON_MIXED, JSON_EMPTY,
   *     COLUMNS_AMBIGUOUS: nothing is registered
   */
  Relation register(String name, TableSnapshot snapshot);

  /**
   * Runs a statement without a result.
   *
   * @throws UserException if the data cannot be read or memory runs out
   */
  void execute(String sql);

  /**
   * Keeps the rows of {@code select} in a temporary table, replacing one of that name. Without
   * {@link #drop} it lives as long as the engine.
   *
   * @throws UserException if the data cannot be read or memory runs out
   */
  void materialise(String table, String select);

  /** Forgets a temporary table; nothing happens if there is none. */
  void drop(String table);

  /**
   * Runs a query and maps its rows.
   *
   * @throws UserException if the data cannot be read or memory runs out
   */
  <T> List<T> query(String sql, RowReader<T> reader);

  /** Releases memory and removes temporary files. */
  @Override
  void close();
}
