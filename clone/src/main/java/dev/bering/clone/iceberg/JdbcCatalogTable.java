package dev.bering.clone.iceberg;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * A table of an Iceberg JDBC catalog, which keeps the current metadata files in its database's
 * table {@code iceberg_tables} (Iceberg docs, "JDBC Integration").
 */
public final class JdbcCatalogTable implements IcebergSource {

  /** Connects to the catalog's database. */
  public interface Database {
    /** A new connection, which the caller closes. */
    Connection connect() throws SQLException;
  }

  private static final String QUERY =
      "SELECT metadata_location FROM iceberg_tables"
          + " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?";

  private final Database database;
  private final String catalog;
  private final String namespace;
  private final String table;

  /**
   * A table.
   *
   * @param catalog what the catalog is called in its database, which many catalogs may share
   * @param namespace its levels separated by dots
   */
  public JdbcCatalogTable(Database database, String catalog, String namespace, String table) {
    this.database = database;
    this.catalog = catalog;
    this.namespace = namespace;
    this.table = table;
  }

  /**
   * A table.
   *
   * @param name namespace and table, levels separated by dots
   * @throws UserException CLONE_CATALOG_NAME if it has one level only
   */
  public static JdbcCatalogTable of(Database database, String catalog, String name) {
    CatalogName parts = CatalogName.of(name);
    return new JdbcCatalogTable(database, catalog, parts.namespace(), parts.table());
  }

  @Override
  public String name() {
    return "%s.%s.%s".formatted(catalog, namespace, table);
  }

  @Override
  public Current current(Function<Location, Store> stores) throws IOException {
    try (Connection connection = database.connect();
        PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setString(1, catalog);
      query.setString(2, namespace);
      query.setString(3, table);
      try (ResultSet rows = query.executeQuery()) {
        if (rows.next() && rows.getString(1) != null) {
          return new Current(Location.of(rows.getString(1)), Certainty.KNOWN);
        }
      }
    } catch (SQLException e) {
      // A driver's message may hold the URL, and that a password.
      throw UserException.source(
          new Problem(
              "CLONE_CATALOG_UNREADABLE",
              "Cannot clone %s: its catalog cannot be asked (SQL state %s)."
                  .formatted(name(), e.getSQLState()),
              "check the database, the account and that it holds the table iceberg_tables"));
    }
    throw UserException.source(
        new Problem(
            "CLONE_SOURCE_MISSING",
            "Cannot clone %s: the catalog has no such table.".formatted(name()),
            "name the catalog, the namespace and the table as the catalog spells them"));
  }
}
