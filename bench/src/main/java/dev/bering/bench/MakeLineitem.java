package dev.bering.bench;

import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Makes TPC-H's {@code lineitem}, some six million rows of 16 columns for each unit of scale:
 * {@code MakeLineitem FOLDER SCALE}. Each table is a folder of Parquet files of about two million
 * rows: {@code left}; the same rows in another order, {@code equal}; with 0.001 % of the rows
 * changed, {@code few}; with 5 % changed, {@code many}.
 */
public final class MakeLineitem {

  private static final int FILES_PER_UNIT = 3;

  private MakeLineitem() {}

  /** Writes the four tables. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    double scale = Double.parseDouble(args[1]);
    int files = Math.max(1, (int) Math.round(scale * FILES_PER_UNIT));
    for (String table : new String[] {"left", "equal", "few", "many"}) {
      Files.createDirectories(folder.resolve(table));
    }
    try (DuckDBConnection connection =
            (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (int file = 1; file <= files; file++) {
        statement.execute(
            """
            CREATE TABLE lineitem (
              l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber INTEGER,
              l_quantity DECIMAL(15,2), l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2),
              l_tax DECIMAL(15,2), l_returnflag VARCHAR, l_linestatus VARCHAR, l_shipdate DATE,
              l_commitdate DATE, l_receiptdate DATE, l_shipinstruct VARCHAR, l_shipmode VARCHAR,
              l_comment VARCHAR)
            """);
        try (DuckDBAppender appender =
            connection.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "lineitem")) {
          for (LineItem item : new LineItemGenerator(scale, file, files)) {
            append(appender, item);
          }
        }
        String name = "part-%04d.parquet".formatted(file);
        copy(statement, "SELECT * FROM lineitem", folder.resolve("left").resolve(name));
        copy(statement, changed("false"), folder.resolve("equal").resolve(name));
        copy(statement, changed(oneIn(100_000)), folder.resolve("few").resolve(name));
        copy(statement, changed(oneIn(20)), folder.resolve("many").resolve(name));
        statement.execute("DROP TABLE lineitem");
      }
    }
  }

  private static void append(DuckDBAppender appender, LineItem item) throws SQLException {
    appender.beginRow();
    appender.append(item.getOrderKey());
    appender.append(item.getPartKey());
    appender.append(item.getSupplierKey());
    appender.append(item.getLineNumber());
    appender.append(BigDecimal.valueOf(item.getQuantity(), 0).setScale(2));
    appender.append(BigDecimal.valueOf(item.getExtendedPriceInCents(), 2));
    appender.append(BigDecimal.valueOf(item.getDiscountPercent(), 2));
    appender.append(BigDecimal.valueOf(item.getTaxPercent(), 2));
    appender.append(item.getReturnFlag());
    appender.append(item.getStatus());
    appender.append(LocalDate.ofEpochDay(item.getShipDate()));
    appender.append(LocalDate.ofEpochDay(item.getCommitDate()));
    appender.append(LocalDate.ofEpochDay(item.getReceiptDate()));
    appender.append(item.getShipInstructions());
    appender.append(item.getShipMode());
    appender.append(item.getComment());
    appender.endRow();
  }

  private static String oneIn(int rows) {
    return "hash(l_linenumber, l_partkey, l_orderkey) %% %d = 7".formatted(rows);
  }

  /** The rows by date, as a platform writes them that clusters its tables. */
  private static String changed(String condition) {
    return "SELECT * REPLACE ((l_extendedprice + (%s)::INTEGER)::DECIMAL(15,2) AS l_extendedprice) FROM lineitem ORDER BY l_shipdate, l_partkey"
        .formatted(condition);
  }

  private static void copy(Statement statement, String query, Path file) throws SQLException {
    statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, file));
  }
}
