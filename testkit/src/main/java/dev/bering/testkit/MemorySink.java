package dev.bering.testkit;

import dev.bering.flow.Receipt;
import dev.bering.flow.Sink;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Keeps the rows of a port in this process, for a test to look at. */
final class MemorySink implements Sink {
  private final String port;
  private StructType columns = new StructType();
  private List<Row> rows = List.of();

  MemorySink(String port) {
    this.port = port;
  }

  @Override
  public String port() {
    return port;
  }

  @Override
  public String target() {
    return "memory";
  }

  @Override
  public Optional<Location> place() {
    return Optional.empty();
  }

  @Override
  public List<Problem> problems(String subject, Dataset<Row> written) {
    return List.of();
  }

  @Override
  public synchronized Receipt write(Dataset<Row> written, String note) {
    columns = written.schema();
    rows = written.collectAsList();
    return Receipt.ofRows(rows.size());
  }

  synchronized StructType columns() {
    return columns;
  }

  synchronized List<Row> rows() {
    return rows;
  }
}
