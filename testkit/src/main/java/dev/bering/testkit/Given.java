package dev.bering.testkit;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowPlan;
import dev.bering.flow.FlowReport;
import dev.bering.flow.FlowRun;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Frame;
import dev.bering.flow.Handle;
import dev.bering.flow.ModelItem;
import dev.bering.flow.PortRef;
import dev.bering.flow.PortSpec;
import dev.bering.flow.Sink;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** What a component is given in a test. States that are not given are empty. */
public final class Given {
  private final SparkSession spark;
  private final Flow<?, ?> flow;
  private final Map<String, Handle> inputs = new LinkedHashMap<>();
  private final Map<PortRef, Frame<?>> between = new LinkedHashMap<>();

  Given(SparkSession spark, Flow<?, ?> flow) {
    this.spark = spark;
    this.flow = flow;
    flow.plan()
        .states()
        .forEach(state -> between.put(state.before(), rows(state.rows(), TextTable.EMPTY)));
  }

  /**
   * Rows of the input {@code port}, as a text table: names of columns, then a line a row, cells
   * apart by {@code |}. Columns that are left out are null.
   *
   * @throws UserException TEST_TABLE_ codes for cells that are not of their column's type
   */
  public Given given(String port, String table) {
    PortSpec spec =
        flow.plan().inputs().stream()
            .filter(input -> input.name().equals(port))
            .findFirst()
            .orElseThrow(() -> unknown(port));
    return given(port, rows(spec, TextTable.of(port, table)));
  }

  /** Rows of the input {@code port}. */
  public Given given(String port, Frame<?> rows) {
    inputs.put(port, rows);
    return this;
  }

  /** The model at the input {@code port}. */
  public Given given(String port, ModelItem<?> model) {
    inputs.put(port, model);
    return this;
  }

  /** What the slice before left of the state {@code path}. */
  public Given givenState(String path, String table) {
    FlowPlan.StatePort state =
        flow.plan().states().stream()
            .filter(one -> one.path().equals(path))
            .findFirst()
            .orElseThrow(() -> unknown(path));
    between.put(state.before(), rows(state.rows(), TextTable.of(path, table)));
    return this;
  }

  /** What earlier slices of the port {@code of}, such as {@code features.features}, published. */
  public Given givenHistory(String of, String table) {
    FlowPlan.History history =
        flow.plan().histories().stream()
            .filter(one -> one.of().toString().equals(of))
            .findFirst()
            .orElseThrow(() -> unknown(of));
    between.put(history.port(), rows(history.rows(), TextTable.of(of, table)));
    return this;
  }

  private Frame<?> rows(PortSpec spec, TextTable table) {
    if (!(spec instanceof PortSpec.Rows declared)) {
      throw UserException.usage(
          new Problem(
              "TEST_TABLE_COLUMNS",
              "Cannot read a table for %s: it declares no columns.".formatted(spec.name()),
              "give it a frame"));
    }
    return Frame.of(table.rows(spark, declared.schema()));
  }

  private UserException unknown(String name) {
    var names = new ArrayList<String>();
    flow.plan().inputs().forEach(input -> names.add(input.name()));
    flow.plan().states().forEach(state -> names.add(state.path()));
    flow.plan().histories().forEach(history -> names.add(history.of().toString()));
    return UserException.usage(
        new Problem(
            "TEST_PORT_UNKNOWN",
            "Cannot give %s to %s: there is nothing of this name.".formatted(name, flow.name()),
            "there are " + String.join(", ", names)));
  }

  /**
   * Runs it.
   *
   * @throws UserException as a run of the flow does
   */
  public Then when() {
    return run("");
  }

  /** Runs it for one slice of time, such as {@code 2026-01-01T03}. */
  public Then whenSlice(String slice) {
    return run(slice);
  }

  private Then run(String label) {
    var sinks = new ArrayList<MemorySink>();
    flow.plan().outputs().stream()
        .filter(PortSpec::isFrame)
        .forEach(port -> sinks.add(new MemorySink(port.name())));
    flow.plan().states().forEach(state -> sinks.add(new MemorySink(state.after().toString())));
    FlowReport report =
        new FlowRunner(new FlowContext(spark, label), Progress.NONE).run(bound(flow, sinks));
    return new Then(flow.name(), sinks, report);
  }

  private <I extends Record, O extends Record> FlowRun<I, O> bound(
      Flow<I, O> whole, List<? extends Sink> sinks) {
    return FlowRun.of(whole, whole.bind(inputs)).writing(sinks).given(between);
  }
}
