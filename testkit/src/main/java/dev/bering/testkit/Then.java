package dev.bering.testkit;

import dev.bering.flow.FlowReport;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** What a component made in a test. */
public final class Then {
  private final String flow;
  private final List<MemorySink> sinks;
  private final FlowReport report;

  Then(String flow, List<MemorySink> sinks, FlowReport report) {
    this.flow = flow;
    this.sinks = List.copyOf(sinks);
    this.report = report;
  }

  /**
   * Asserts that the output {@code port} holds these rows, in any order. Columns that the table
   * leaves out are not looked at.
   *
   * @throws AssertionError naming the rows that are missing and those that are there instead
   */
  public Then thenPort(String port, String table) {
    MemorySink sink = sink(port);
    TextTable expected = TextTable.of(port, table);
    List<List<Object>> missing = new ArrayList<>(expected.values(sink.columns()));
    List<List<Object>> found = new ArrayList<>();
    for (Row row : sink.rows()) {
      List<Object> values = expected.pick(sink.columns(), row);
      if (!missing.remove(values)) {
        found.add(values);
      }
    }
    if (!missing.isEmpty() || !found.isEmpty()) {
      throw new AssertionError(
          "%s of %s is not as expected (- missing, + there instead)%n%s"
              .formatted(port, flow, expected.difference(missing, found)));
    }
    return this;
  }

  /** As {@link #thenPort}, of what this slice leaves of the state {@code path}. */
  public Then thenState(String path, String table) {
    return thenPort(path + ".after", table);
  }

  /** The rows of the output {@code port}, for assertions of one's own. */
  public List<Row> rows(String port) {
    return sink(port).rows();
  }

  /** What the run read and wrote. */
  public FlowReport report() {
    return report;
  }

  private MemorySink sink(String port) {
    return sinks.stream()
        .filter(sink -> sink.port().equals(port))
        .findFirst()
        .orElseThrow(
            () ->
                UserException.usage(
                    new Problem(
                        "TEST_PORT_UNKNOWN",
                        "Cannot look at %s of %s: there is no such output.".formatted(port, flow),
                        "there are "
                            + String.join(", ", sinks.stream().map(MemorySink::port).toList()))));
  }
}
