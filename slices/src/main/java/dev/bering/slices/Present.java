package dev.bering.slices;

import dev.bering.flow.FlowPlan;
import dev.bering.flow.ModelItem;
import dev.bering.flow.PortRef;
import dev.bering.slices.SliceInput.Published;
import dev.bering.slices.SliceInput.Sliced;
import dev.bering.slices.SliceInput.Whole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How things stand at one moment: what is published, and which versions the inputs have. Says why a
 * slice is not up to date.
 */
final class Present {
  private final SlicedFlow flow;
  private final SliceLedger ledger;
  private final SliceTables tables;
  private final Pins pins;
  private final Instant now;
  private final Map<String, InputChanges> changes = new LinkedHashMap<>();
  private final Map<String, Publications> upstream = new LinkedHashMap<>();

  Present(SlicedFlow flow, SliceLedger ledger, SliceTables tables, Pins pins, Instant now) {
    this.flow = flow;
    this.ledger = ledger;
    this.tables = tables;
    this.pins = pins;
    this.now = now;
  }

  Instant now() {
    return now;
  }

  /** Why {@code slice} must run; empty if it is up to date. */
  List<Reason> reasons(Slice slice, Publications published) {
    Optional<LedgerEntry> done = published.done(slice);
    if (done.isEmpty()) {
      return List.of(
          published
              .failure(slice)
              .map(
                  failed ->
                      new Reason(Reason.Kind.FAILED, "attempt %d".formatted(failed.attempt())))
              .orElseGet(() -> new Reason(Reason.Kind.NEW, "")));
    }
    var reasons = new ArrayList<Reason>();
    LedgerEntry entry = done.get();
    published
        .failure(slice)
        .ifPresent(
            failed ->
                reasons.add(
                    new Reason(Reason.Kind.FAILED, "attempt %d".formatted(failed.attempt()))));
    if (!entry.code().equals(flow.code())) {
      reasons.add(new Reason(Reason.Kind.COMPONENT_CHANGED, ""));
    }
    if (!entry.parameters().equals(flow.parametersDigest())) {
      reasons.add(new Reason(Reason.Kind.PARAMETERS, ""));
    }
    flow.outputs().forEach(table -> output(table, entry).ifPresent(reasons::add));
    entry.models().forEach(used -> model(used).ifPresent(reasons::add));
    new TreeMap<>(flow.inputs())
        .forEach((port, input) -> input(slice, port, input, entry).ifPresent(reasons::add));
    for (FlowPlan.StatePort state : flow.flow().plan().states()) {
      state(slice, state, entry, published).ifPresent(reasons::add);
    }
    for (FlowPlan.History history : flow.flow().plan().histories()) {
      if (!history.of().isInput()) {
        history(slice, history, entry, published).ifPresent(reasons::add);
      }
    }
    return reasons;
  }

  private static Optional<Reason> output(SliceTable table, LedgerEntry entry) {
    return entry
        .written(table.port())
        .filter(written -> !written.table().equals(table.location()))
        .map(
            written ->
                new Reason(
                    Reason.Kind.OUTPUT_MOVED,
                    "%s from %s to %s".formatted(table.port(), written.table(), table.location())));
  }

  private Optional<Reason> model(LedgerEntry.Model used) {
    ModelItem<?> model = flow.models().get(used.port());
    return model == null || model.digest().equals(used.digest())
        ? Optional.empty()
        : Optional.of(
            new Reason(
                Reason.Kind.MODEL_CHANGED,
                "%s %s -> %s".formatted(used.port(), used.version(), model.version())));
  }

  private Optional<Reason> input(Slice slice, String port, SliceInput input, LedgerEntry entry) {
    Optional<LedgerEntry.Read> read = entry.read(port);
    String source = source(input);
    if (read.isEmpty() || !read.get().source().equals(source)) {
      String before = read.map(LedgerEntry.Read::source).orElse("nothing");
      return Optional.of(
          new Reason(
              Reason.Kind.INPUT_CHANGED, "%s from %s to %s".formatted(port, before, source)));
    }
    if (!input.late().counts(slice, now)) {
      return Optional.empty();
    }
    if (input instanceof Published published) {
      String content =
          upstream(published.flow())
              .digest(published.port(), slicesOf(published.flow(), inputRange(slice, port)));
      return content.equals(read.get().content())
          ? Optional.empty()
          : Optional.of(new Reason(Reason.Kind.INPUT_CHANGED, port));
    }
    long recorded = read.get().version().orElse(-1);
    InputChanges since = changes.computeIfAbsent(port, p -> changesOf(input));
    if (!read.get().content().equals(pins.id(since.table()))) {
      return Optional.of(
          new Reason(Reason.Kind.INPUT_CHANGED, "%s was dropped and made again".formatted(port)));
    }
    boolean changed =
        input instanceof Sliced
            ? since.changed(inputRange(slice, port), recorded)
            : since.changedAnywhere(recorded);
    return changed
        ? Optional.of(
            new Reason(
                Reason.Kind.INPUT_CHANGED,
                "%s version %d -> %d".formatted(port, recorded, since.current())))
        : Optional.empty();
  }

  /** Where an input comes from and how its slices are told, as entries name it. */
  static String source(SliceInput input) {
    if (input instanceof Published published) {
      return published.flow().name() + "/" + published.port();
    }
    return input instanceof Sliced sliced
        ? "%s by %s".formatted(sliced.table(), sliced.key())
        : ((Whole) input).table().toString();
  }

  /** What is published of a flow that this one reads from. */
  Publications upstream(SlicedFlow other) {
    return upstream.computeIfAbsent(other.name(), name -> ledger.publications(other));
  }

  private InputChanges changesOf(SliceInput input) {
    if (input instanceof Sliced sliced) {
      return new InputChanges(sliced.table(), sliced.key(), pins.of(sliced.table()), tables);
    }
    Whole whole = (Whole) input;
    return new InputChanges(whole.table(), SliceKey.stamped(), pins.of(whole.table()), tables);
  }

  /** The time that a slice reads of an input: its own, and that of the histories of the input. */
  SliceRange inputRange(Slice slice, String port) {
    Instant from = slice.start();
    for (FlowPlan.History history : flow.flow().plan().histories()) {
      if (history.of().isInput() && history.of().port().equals(port)) {
        Instant begin = slice.start().minus(history.window().length());
        from = begin.isBefore(from) ? begin : from;
      }
    }
    return new SliceRange(flow.grain().at(from), slice.next());
  }

  /** The slices that another flow has in {@code range}. */
  static List<Slice> slicesOf(SlicedFlow other, SliceRange range) {
    Instant from =
        range.start().isBefore(other.first().start()) ? other.first().start() : range.start();
    return from.isBefore(range.end())
        ? new SliceRange(other.grain().at(from), other.grain().at(range.end())).slices()
        : List.of();
  }

  private Optional<Reason> state(
      Slice slice, FlowPlan.StatePort state, LedgerEntry entry, Publications published) {
    String content = before(slice, state, published);
    return entry
            .read(state.before().toString())
            .map(LedgerEntry.Read::content)
            .equals(Optional.of(content))
        ? Optional.empty()
        : Optional.of(new Reason(Reason.Kind.STATE_CHANGED, state.path()));
  }

  /** What tells what the slice before {@code slice} left. */
  String before(Slice slice, FlowPlan.StatePort state, Publications published) {
    return slice.equals(flow.first())
        ? "nothing"
        : published.content(state.after().toString(), slice.previous()).orElse("none");
  }

  private Optional<Reason> history(
      Slice slice, FlowPlan.History history, LedgerEntry entry, Publications published) {
    return entry
            .read(history.port().toString())
            .map(LedgerEntry.Read::content)
            .equals(Optional.of(historyDigest(slice, history, published)))
        ? Optional.empty()
        : Optional.of(
            new Reason(
                Reason.Kind.HISTORY_CHANGED, "%s of %s".formatted(history.window(), history.of())));
  }

  /** What tells what the slices in the window before {@code slice} hold, rolled up or not. */
  String historyDigest(Slice slice, FlowPlan.History history, Publications published) {
    return published.digest(
        tableOf(history.of()).port(), Windows.slices(slice, history, flow.first()));
  }

  SliceTable tableOf(PortRef port) {
    return flow.tableOf(port)
        .orElseThrow(() -> new IllegalStateException("Nothing publishes " + port));
  }
}
