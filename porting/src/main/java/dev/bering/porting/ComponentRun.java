package dev.bering.porting;

import dev.bering.engine.Relation;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Handle;
import dev.bering.flow.Sink;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.parity.ComparisonPlanner;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.ComparisonRunner;
import dev.bering.parity.SetComparisonRunner;
import dev.bering.parity.SetReport;
import dev.bering.tables.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The check of one component under way: feed, run, compare. */
final class ComponentRun {

  private final ComponentParity parity;
  private final RecordedTables tables;
  private final Map<String, Handle> handles = new LinkedHashMap<>();
  private final List<InputReport> inputs = new ArrayList<>();

  ComponentRun(ComponentParity parity, RecordedTables tables) {
    this.parity = parity;
    this.tables = tables;
    handles.putAll(parity.models());
  }

  ComponentReport run() {
    long start = System.nanoTime();
    parity.inputs().forEach((port, recorded) -> inputs.add(feed(port, recorded)));
    List<OutputReport> outputs =
        unbelieved()
            .or(this::runComponent)
            .map(this::withoutOutput)
            .orElseGet(
                () ->
                    parity.outputs().entrySet().stream()
                        .map(entry -> compare(entry.getKey(), entry.getValue()))
                        .toList());
    Verdict verdict = Verdict.weakest(outputs.stream().map(OutputReport::verdict).toList());
    return new ComponentReport(
        parity.name(),
        verdict,
        inputs,
        outputs,
        parity.left(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private InputReport feed(String port, Recorded recorded) {
    Prepared prepared = tables.prepare(recorded);
    if (prepared instanceof Prepared.Stopped stopped) {
      return new InputReport(
          port, recorded.toString(), stopped.outcome(), stopped.reason(), 0, 0, stopped.laws());
    }
    Prepared.Ready ready = (Prepared.Ready) prepared;
    handles.put(port, ready.frame());
    boolean empty = ready.rows() == 0 && !recorded.allowsNoRows();
    return new InputReport(
        port,
        recorded.toString(),
        empty ? Outcome.INPUT_EMPTY : Outcome.COMPARED,
        empty ? recorded.location() + " has no rows" : "",
        ready.recordedRows(),
        ready.rows(),
        ready.laws());
  }

  /** Why the component cannot be run: the gravest trouble with its inputs. */
  private Optional<Prepared.Stopped> unbelieved() {
    return inputs.stream()
        .filter(input -> input.outcome() != Outcome.COMPARED)
        .max(Comparator.comparing(InputReport::outcome))
        .map(
            input ->
                new Prepared.Stopped(
                    input.outcome(),
                    "not run, because of its input %s: %s".formatted(input.port(), input.reason()),
                    List.of()));
  }

  /** Runs it; what stops it is an answer, not an accident. */
  private Optional<Prepared.Stopped> runComponent() {
    try {
      run(parity.flow());
      return Optional.empty();
    } catch (UserException e) {
      return Optional.of(RecordedTables.stopped(Outcome.FAILED, e));
    }
  }

  private <I extends Record, O extends Record> void run(Flow<I, O> flow) {
    List<Sink> sinks =
        parity.outputs().keySet().stream().map(port -> Sink.of(port, table(port))).toList();
    new FlowRunner(new FlowContext(tables.spark(), "parity of " + parity.name()), tables.progress())
        .run(flow, flow.bind(handles), sinks);
  }

  private Location table(String port) {
    return tables.place("made", parity.name(), port);
  }

  private List<OutputReport> withoutOutput(Prepared.Stopped stopped) {
    return parity.outputs().entrySet().stream()
        .map(entry -> without(entry.getKey(), entry.getValue(), stopped))
        .toList();
  }

  private OutputReport without(String port, Expected expected, Prepared.Stopped stopped) {
    return told(
        port,
        expected,
        Verdict.of(stopped.outcome()),
        stopped.reason(),
        stopped.laws(),
        List.of(),
        List.of());
  }

  private OutputReport compare(String port, Expected expected) {
    Prepared prepared = tables.prepare(expected.recorded());
    if (prepared instanceof Prepared.Stopped stopped) {
      return without(port, expected, stopped);
    }
    Prepared.Ready ready = (Prepared.Ready) prepared;
    try {
      Relation left = tables.register(ready.snapshot());
      Relation right = tables.register(Tables.open(table(port)));
      return expected instanceof Expected.Rows rows
          ? compare(port, rows, ready.laws(), left, right)
          : compare(port, (Expected.Members) expected, ready.laws(), left, right);
    } catch (UserException e) {
      return without(port, expected, RecordedTables.stopped(Outcome.INCOMPARABLE, e));
    }
  }

  private OutputReport compare(
      String port, Expected.Rows expected, List<LawResult> laws, Relation left, Relation right) {
    ComparisonReport report =
        new ComparisonRunner(tables.engine(), tables.progress())
            .run(new ComparisonPlanner().plan(expected.comparison(), left, right));
    return told(
        port,
        expected,
        Verdict.of(report.verdict()),
        report.reason(),
        laws,
        List.of(report),
        List.of());
  }

  private OutputReport compare(
      String port, Expected.Members expected, List<LawResult> laws, Relation left, Relation right) {
    SetReport report =
        new SetComparisonRunner(tables.engine())
            .run(new ComparisonPlanner().plan(expected.comparison(), left, right));
    return told(
        port,
        expected,
        Verdict.of(report.verdict()),
        report.reason(),
        laws,
        List.of(),
        List.of(report));
  }

  private OutputReport told(
      String port,
      Expected expected,
      Verdict verdict,
      String reason,
      List<LawResult> laws,
      List<ComparisonReport> rows,
      List<SetReport> members) {
    return new OutputReport(
        port, expected.recorded().toString(), table(port), verdict, reason, laws, rows, members);
  }
}
