package dev.bering.engine;

import dev.bering.tables.TableSnapshot;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * DuckDB inside this process, in memory. It downloads no extension and writes no file except what
 * does not fit into memory, which goes to a folder of its own below {@code java.io.tmpdir} and is
 * gone after {@link #close}. The time zone is UTC.
 *
 * <p>Opening loads a native library of about 70 MB: open one engine per command, and only if the
 * command needs SQL.
 */
public final class DuckDbEngine implements Engine {

  /** Its SQL, where engines differ. */
  public static final SqlDialect DIALECT = new DuckDbDialect();

  private final DuckDbSession session;
  private final Set<String> kept = ConcurrentHashMap.newKeySet();
  private final String version;

  private DuckDbEngine(DuckDbSession session) throws SQLException {
    this.session = session;
    this.version = session.query("SELECT version()", row -> row.string(0)).get(0);
  }

  /** A new, empty engine. */
  public static DuckDbEngine open() {
    try {
      return new DuckDbEngine(DuckDbSession.open());
    } catch (SQLException e) {
      throw DuckDbErrors.failed("open DuckDB", e);
    }
  }

  @Override
  public String description() {
    return "DuckDB " + (version.startsWith("v") ? version.substring(1) : version);
  }

  @Override
  public SqlDialect dialect() {
    return DIALECT;
  }

  @Override
  public Relation register(String name, TableSnapshot snapshot) {
    try {
      List<RelationColumn> columns = view(snapshot).create(session, name);
      long rowCount =
          session
              .query("SELECT count(*) FROM " + Sql.identifier(name), row -> row.number(0))
              .get(0);
      return new Relation(
          name, snapshot.location().toString(), snapshot.summary(), columns, rowCount, DIALECT);
    } catch (SQLException e) {
      throw DuckDbErrors.unreadable(snapshot.location(), e);
    }
  }

  private static SnapshotView view(TableSnapshot snapshot) {
    if (snapshot instanceof TableSnapshot.Delta delta) {
      return new DeltaView(delta);
    }
    if (snapshot instanceof TableSnapshot.Iceberg iceberg) {
      return new IcebergView(iceberg);
    }
    if (snapshot instanceof TableSnapshot.Parquet parquet) {
      return new ParquetView(parquet);
    }
    if (snapshot instanceof TableSnapshot.Csv csv) {
      return new CsvTable(csv);
    }
    if (snapshot instanceof TableSnapshot.Json json) {
      return new JsonTable(json);
    }
    throw new IllegalStateException("unknown kind of snapshot: " + snapshot);
  }

  @Override
  public void execute(String sql) {
    try {
      session.execute(sql);
    } catch (SQLException e) {
      throw DuckDbErrors.failed(sql, e);
    }
  }

  @Override
  public void materialise(String table, String select) {
    kept.add(table);
    execute("CREATE OR REPLACE TEMP TABLE %s AS %s".formatted(Sql.identifier(table), select));
  }

  @Override
  public void drop(String table) {
    if (kept.contains(table)) {
      execute("DROP TABLE IF EXISTS temp." + Sql.identifier(table));
      kept.remove(table);
    }
  }

  @Override
  public <T> List<T> query(String sql, RowReader<T> reader) {
    try {
      return session.query(sql, reader);
    } catch (SQLException e) {
      throw DuckDbErrors.failed(sql, e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (SQLException e) {
      throw DuckDbErrors.failed("close DuckDB", e);
    }
  }
}
