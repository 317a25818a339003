package dev.bering.slices;

import dev.bering.flow.CachePolicy;
import dev.bering.flow.Cost;
import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowListener;
import dev.bering.flow.FlowPlan;
import dev.bering.flow.FlowReport;
import dev.bering.flow.FlowRun;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Frame;
import dev.bering.flow.Handle;
import dev.bering.flow.PortRef;
import dev.bering.flow.PortSpec;
import dev.bering.flow.RunPlan;
import dev.bering.flow.Selection;
import dev.bering.flow.Sink;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.slices.LedgerEntry.Kind;
import dev.bering.slices.SliceInput.Published;
import dev.bering.slices.SliceInput.Sliced;
import dev.bering.slices.SliceInput.Whole;
import dev.bering.slices.SlicedFlow.RolledUp;
import java.io.FileNotFoundException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * One attempt at one slice: pins and binds what it reads, runs the flow, and makes the entry that
 * would publish what it wrote.
 */
final class SliceAttempt {
  /** What Spark says of a file that is gone when it opens it, and when it looks for it. */
  private static final List<String> GONE =
      List.of("FAILED_READ_FILE.FILE_NOT_EXIST", "PATH_NOT_FOUND");

  private final SlicedFlow flow;
  private final Slice slice;
  private final Present present;
  private final Publications published;
  private final SliceLedger ledger;
  private final Pins pins;
  private final SliceTables tables;
  private final Map<String, WrittenTable> written;
  private final Instant started = now();
  private final List<LedgerEntry.Read> reads = new ArrayList<>();
  private final Map<String, Long> cost = new LinkedHashMap<>();

  /**
   * @param written what the run knows of the tables that it writes, by port
   */
  SliceAttempt(
      SlicedFlow flow,
      Slice slice,
      Present present,
      Publications published,
      SliceLedger ledger,
      Pins pins,
      SliceTables tables,
      Map<String, WrittenTable> written) {
    this.flow = flow;
    this.slice = slice;
    this.present = present;
    this.published = published;
    this.ledger = ledger;
    this.pins = pins;
    this.tables = tables;
    this.written = Map.copyOf(written);
  }

  /** As precise as a table holds times. */
  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private SparkSession spark() {
    return tables.spark();
  }

  /** Runs the slice. The tables are written afterwards, and nothing is published. */
  LedgerEntry run(CachePolicy caching, FlowListener listener) {
    List<SliceSink> sinks =
        flow.outputs().stream()
            .map(
                t ->
                    new SliceSink(
                        t,
                        slice,
                        Strays.of(flow),
                        published.lastVersion(t.location()).orElse(-1),
                        known(t)))
            .toList();
    FlowReport report =
        new FlowRunner(new FlowContext(spark(), slice.label()), Progress.NONE, listener)
            .run(bound(sinks).caching(caching));
    List<LedgerEntry.Written> ports =
        report.written().stream().map(port -> written(report.runId(), port)).toList();
    cost(report);
    return entry(Kind.DONE, report.runId(), ports, "");
  }

  /** The run of the slice that writes {@code sinks}, with all that it reads. */
  FlowRun<?, ?> bound(List<? extends Sink> sinks) {
    return bound(flow.flow(), inputs(), sinks);
  }

  private <I extends Record, O extends Record> FlowRun<I, O> bound(
      Flow<I, O> typed, Map<String, Handle> inputs, List<? extends Sink> sinks) {
    return FlowRun.of(typed, typed.bind(inputs))
        .writing(sinks)
        .given(given(RunPlan.mustGive(typed.plan(), sinks, Selection.all())));
  }

  private WrittenTable known(SliceTable table) {
    WrittenTable known = written.get(table.port());
    if (known == null) {
      throw new IllegalStateException("Nothing is known of %s".formatted(table));
    }
    return known;
  }

  /** {@code failure} in words, where it is one of reading what was pinned. */
  RuntimeException told(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileNotFoundException
          || GONE.stream().anyMatch(String.valueOf(cause.getMessage())::contains)) {
        String versions =
            reads.stream()
                .filter(read -> read.version().isPresent())
                .map(read -> "%s version %d".formatted(read.source(), read.version().getAsLong()))
                .distinct()
                .collect(Collectors.joining(", "));
        return UserException.source(
            new Problem(
                "SLICE_VERSION_GONE",
                "Cannot run %s of %s: a file of what it reads is gone; it reads %s."
                    .formatted(slice, flow.name(), versions),
                "was a table vacuumed? run the slice again that it reads, or keep files longer:"
                    + " delta.deletedFileRetentionDuration"),
            failure);
      }
    }
    return failure;
  }

  /** The entry that says that the attempt failed. */
  LedgerEntry failed(RuntimeException failure) {
    String told =
        failure instanceof UserException user
            ? user.problems().get(0).message()
            : failure.toString();
    return entry(Kind.FAILED, UUID.randomUUID().toString(), List.of(), told);
  }

  private LedgerEntry entry(
      Kind kind, String runId, List<LedgerEntry.Written> written, String failure) {
    Instant finished = now();
    cost.put("elapsed-ms", finished.toEpochMilli() - started.toEpochMilli());
    var models = new ArrayList<LedgerEntry.Model>();
    new TreeMap<>(flow.models())
        .forEach(
            (port, m) ->
                models.add(new LedgerEntry.Model(port, m.name(), m.version(), m.digest())));
    return new LedgerEntry(
        flow.name(),
        slice,
        kind,
        runId,
        published.nextAttempt(slice),
        flow.code(),
        flow.parametersDigest(),
        reads,
        models,
        written,
        cost,
        started,
        finished,
        failure);
  }

  private void cost(FlowReport report) {
    var costs = new ArrayList<>(List.of(report.described()));
    report.written().forEach(port -> costs.add(port.cost()));
    report
        .written()
        .forEach(to -> cost.put(LedgerEntry.WRITE + to.port(), to.elapsed().toMillis()));
    for (Cost part : costs) {
      cost.merge("jobs", (long) part.jobs(), Long::sum);
      cost.merge("tasks", part.tasks().count(), Long::sum);
      cost.merge("run-ms", part.tasks().run().toMillis(), Long::sum);
      cost.merge("cpu-ms", part.tasks().cpu().toMillis(), Long::sum);
      cost.merge("input-bytes", part.data().inputBytes(), Long::sum);
      cost.merge("spilled-bytes", part.data().spilledBytes(), Long::sum);
    }
  }

  private LedgerEntry.Written written(String runId, FlowReport.Written port) {
    SliceTable table = ((SliceSink) port.sink()).table();
    long version = port.receipt().version().orElseThrow();
    long before = published.lastVersion(table.location()).orElse(-1);
    known(table).advance(version);
    return new LedgerEntry.Written(
        table.port(),
        table.location(),
        pins.id(table.location()),
        version,
        port.rows(),
        port.receipt().bytes().orElse(0),
        port.receipt().contentHash().orElse("run:" + runId),
        Strays.of(flow).between(runId, table.location(), before, version));
  }

  private Map<String, Handle> inputs() {
    var handles = new LinkedHashMap<String, Handle>(flow.models());
    for (PortSpec port : flow.flow().plan().inputs()) {
      SliceInput input = flow.inputs().get(port.name());
      if (input != null) {
        handles.put(port.name(), Frame.of(input(port.name(), input)));
      }
    }
    return handles;
  }

  private Dataset<Row> input(String port, SliceInput input) {
    if (input instanceof Published from) {
      return publishedInput(port, from, SliceRange.of(slice), present.inputRange(slice, port));
    }
    if (input instanceof Sliced sliced) {
      long version = pinned(port, input, sliced.table());
      return tables.read(sliced.table(), version, sliced.key(), SliceRange.of(slice));
    }
    Whole whole = (Whole) input;
    return tables.read(whole.table(), pinned(port, input, whole.table()));
  }

  /** The version at which {@code table} is read; the entry tells it. */
  private long pinned(String port, SliceInput input, Location table) {
    long version = pins.of(table);
    reads.add(
        new LedgerEntry.Read(
            port, Present.source(input), OptionalLong.of(version), pins.id(table)));
    return version;
  }

  /**
   * @param range the time whose rows are wanted
   * @param counted the time whose content the entry is to tell
   */
  private Dataset<Row> publishedInput(
      String port, Published from, SliceRange range, SliceRange counted) {
    Dataset<Row> rows = publishedRows(port, from, range, from.flow().columns(from.port()));
    Publications upstream = present.upstream(from.flow());
    reads.add(
        new LedgerEntry.Read(
            port,
            Present.source(from),
            OptionalLong.empty(),
            upstream.digest(from.port(), Present.slicesOf(from.flow(), counted))));
    return rows;
  }

  private Dataset<Row> publishedRows(
      String port, Published from, SliceRange range, StructType columns) {
    Publications upstream = present.upstream(from.flow());
    List<Slice> needed = Present.slicesOf(from.flow(), range);
    Optional<Slice> missing = upstream.missing(from.port(), needed);
    if (missing.isPresent()) {
      throw UserException.usage(
          new Problem(
              "SLICE_INPUT_MISSING",
              "Cannot run %s of %s: input %s reads %s of %s, of which %s is not published."
                  .formatted(
                      slice, flow.name(), port, from.port(), from.flow().name(), missing.get()),
              "run that slice of %s first".formatted(from.flow().name())));
    }
    SliceTable table = from.flow().table(from.port()).orElseThrow();
    return tables.published(upstream, table, needed, columns, pins);
  }

  private Map<PortRef, Frame<?>> given(List<PortRef> needed) {
    var given = new LinkedHashMap<PortRef, Frame<?>>();
    for (FlowPlan.StatePort state : flow.flow().plan().states()) {
      Dataset<Row> before = before(state);
      if (needed.contains(state.before())) {
        given.put(state.before(), Frame.of(before));
      }
    }
    for (FlowPlan.History history : flow.flow().plan().histories()) {
      Dataset<Row> earlier =
          history.of().isInput() ? earlierInput(history) : earlierSlices(history);
      if (needed.contains(history.port())) {
        given.put(history.port(), Frame.of(earlier));
      }
    }
    return given;
  }

  private Dataset<Row> before(FlowPlan.StatePort state) {
    SliceTable table = flow.table(state);
    boolean first = slice.equals(flow.first());
    List<Slice> earlier = first ? List.of() : List.of(slice.previous());
    refuseMissing(table.port(), earlier);
    reads.add(
        new LedgerEntry.Read(
            state.before().toString(),
            first ? "nothing" : "%s slice %s".formatted(table.location(), slice.previous()),
            first ? OptionalLong.empty() : version(table.port(), slice.previous()),
            present.before(slice, state, published)));
    return own(table, earlier, state.rows().schema());
  }

  /**
   * Slices of a table of this flow, which the run may have written itself. Files may spell columns
   * otherwise than the port declares them; where that matters, Delta reads them.
   */
  private Dataset<Row> own(SliceTable table, List<Slice> slices, StructType columns) {
    return known(table)
        .files(published, slices)
        .filter(files -> !Boolean.parseBoolean(spark().conf().get("spark.sql.caseSensitive")))
        .map(files -> tables.files(files, columns))
        .orElseGet(() -> tables.published(published, table, slices, columns, pins));
  }

  private void refuseMissing(String port, List<Slice> earlier) {
    Optional<Slice> missing = published.missing(port, earlier);
    if (missing.isPresent()) {
      throw UserException.usage(SlicePlanner.previous(flow, slice, missing.get()));
    }
  }

  private OptionalLong version(String port, Slice earlier) {
    return published
        .place(port, earlier)
        .map(place -> OptionalLong.of(place.version()))
        .orElse(OptionalLong.empty());
  }

  private Dataset<Row> earlierInput(FlowPlan.History history) {
    SliceInput input = flow.input(history.of().port());
    SliceRange range =
        new SliceRange(flow.grain().at(slice.start().minus(history.window().length())), slice);
    if (input instanceof Sliced sliced) {
      return tables.read(sliced.table(), pins.of(sliced.table()), sliced.key(), range);
    }
    return publishedRows(history.of().port(), (Published) input, range, history.rows().schema());
  }

  private Dataset<Row> earlierSlices(FlowPlan.History history) {
    Optional<RolledUp> rolledUp = flow.rolledUp(history.of());
    Optional<Publications> daily = rolledUp.map(rollUp -> ledger.publications(rollUp.daily()));
    SliceTable table = present.tableOf(history.of());
    Windows.Choice choice = new Windows(flow, published, daily).choose(slice, history);
    refuseMissing(table.port(), choice.slices());
    reads.add(
        new LedgerEntry.Read(
            history.port().toString(),
            choice.told(),
            OptionalLong.empty(),
            present.historyDigest(slice, history, published)));
    StructType columns = history.rows().schema();
    Dataset<Row> rest = own(table, choice.rest(), columns);
    if (choice.days().isEmpty()) {
      return rest;
    }
    Dataset<Row> days =
        tables.published(
            daily.orElseThrow(), rolledUp.orElseThrow().days(), choice.days(), columns, pins);
    return choice.rest().isEmpty() ? days : days.unionByName(rest);
  }
}
