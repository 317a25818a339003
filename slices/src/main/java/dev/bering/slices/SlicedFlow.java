package dev.bering.slices;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowPlan;
import dev.bering.flow.ModelItem;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.NoopSink;
import dev.bering.flow.PortRef;
import dev.bering.flow.PortSpec;
import dev.bering.flow.RunPlan;
import dev.bering.flow.Selection;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/**
 * A flow that runs slice by slice: where its inputs come from, where what it makes is published,
 * and the ledger that says which slices are.
 *
 * <pre>{@code
 * SlicedFlow detect =
 *     SlicedFlow.of(flow, Grain.HOURLY)
 *         .startingAt("2026-01-01T00")
 *         .ledger("/lake/_ledger")
 *         .reading("features", SliceInput.sliced("/lake/features", SliceKey.time("at")))
 *         .model("scorer", scorer)
 *         .publishing("alerts", "/lake/alerts", SliceKey.time("at"))
 *         .keeping("series", "/lake/state/series")
 *         .build();
 * }</pre>
 *
 * @param first the first slice there is; its states begin empty
 * @param parameters what else decides what the flow makes; a change makes slices stale
 * @param inputs where each input that is a frame comes from
 * @param outputs the tables to publish to, those of states among them
 * @param rollUps the daily tables of hourly ports, by the port
 */
public record SlicedFlow(
    Flow<?, ?> flow,
    Slice first,
    Location ledger,
    Map<String, String> parameters,
    Map<String, SliceInput> inputs,
    Map<String, ModelItem<?>> models,
    List<SliceTable> outputs,
    Map<String, SlicedFlow> rollUps) {

  public SlicedFlow {
    parameters = Map.copyOf(parameters);
    inputs = Map.copyOf(inputs);
    models = Map.copyOf(models);
    outputs = List.copyOf(outputs);
    rollUps = Map.copyOf(rollUps);
  }

  /** Begins to bind {@code flow}, which runs once a slice of {@code grain}. */
  public static Builder of(Flow<?, ?> flow, Grain grain) {
    return new Builder(flow, grain);
  }

  /** What it is called in the ledger: the name of its flow. */
  public String name() {
    return flow.name();
  }

  /** How long its slices are. */
  public Grain grain() {
    return first.grain();
  }

  /** The slices whose time is over at {@code now}. */
  public SliceRange until(Instant now) {
    Slice open = grain().at(now);
    return new SliceRange(first, open.compareTo(first) < 0 ? first : open);
  }

  /** How one slice is computed and written: what runs together, and what waits for what. */
  public RunPlan runPlan() {
    return runPlan(flow.plan(), outputs.stream().map(SliceTable::port).toList());
  }

  /**
   * As {@link #runPlan()}, of a flow that is not bound yet.
   *
   * @param ports that are published, those that states leave among them
   */
  public static RunPlan runPlan(FlowPlan plan, List<String> ports) {
    List<NoopSink> sinks = ports.stream().map(NoopSink::new).toList();
    List<PortRef> given = RunPlan.mustGive(plan, sinks, Selection.all());
    return RunPlan.of(plan, sinks, Set.copyOf(given));
  }

  /** The port at which slices leave the state {@code path}. */
  public static String after(String path) {
    return path + ".after";
  }

  /** The table of a port. */
  Optional<SliceTable> table(String port) {
    return outputs.stream().filter(table -> table.port().equals(port)).findFirst();
  }

  SliceTable table(FlowPlan.StatePort state) {
    return table(state.after().toString())
        .orElseThrow(() -> new IllegalStateException("No table for " + state));
  }

  /** The table that holds the slices of {@code port}, which a history reads. */
  Optional<SliceTable> tableOf(PortRef port) {
    return outputs.stream()
        .filter(table -> PublishedPorts.of(flow.plan()).end(table.port()).equals(Optional.of(port)))
        .findFirst();
  }

  /** Where an input comes from. */
  SliceInput input(String port) {
    SliceInput input = inputs.get(port);
    if (input == null) {
      throw new IllegalStateException("Input %s of %s is not bound".formatted(port, name()));
    }
    return input;
  }

  /** The declared columns of a port; none if it declares none. */
  StructType columns(String port) {
    return PublishedPorts.of(flow.plan())
        .spec(port)
        .filter(PortSpec.Rows.class::isInstance)
        .map(spec -> ((PortSpec.Rows) spec).schema())
        .orElseGet(StructType::new);
  }

  /** The daily flow that rolls the slices of {@code port} up, and the table of its hours. */
  Optional<RolledUp> rolledUp(PortRef port) {
    PublishedPorts ports = PublishedPorts.of(flow.plan());
    return rollUps.entrySet().stream()
        .filter(rollUp -> ports.end(rollUp.getKey()).equals(Optional.of(port)))
        .map(rollUp -> new RolledUp(table(rollUp.getKey()).orElseThrow(), rollUp.getValue()))
        .findFirst();
  }

  /** A table of short slices and the flow that makes days of them. */
  record RolledUp(SliceTable slices, SlicedFlow daily) {
    SliceTable days() {
      return daily.outputs().get(0);
    }

    String input() {
      return daily.flow().plan().inputs().get(0).name();
    }
  }

  /** What tells these components, their wires and columns from others. */
  String code() {
    var parts = new ArrayList<>(List.of(grain().toString(), flow.plan().toString()));
    outputs.forEach(table -> parts.add(table.port() + " by " + table.key()));
    return Digest.of(parts);
  }

  /** What tells these parameters from others. */
  String parametersDigest() {
    return Digest.of(
        new TreeMap<>(parameters)
            .entrySet().stream().map(p -> p.getKey() + "=" + p.getValue()).toList());
  }

  /** Whether a slice needs what the slices before it left, so that they run in order. */
  public boolean isStateful() {
    return !flow.plan().states().isEmpty()
        || flow.plan().histories().stream().anyMatch(history -> !history.of().isInput());
  }

  /** Binds the ports of a flow; whatever is wrong is told by {@link #build}. */
  public static final class Builder {
    private final Flow<?, ?> declared;
    private final Grain grain;
    private Optional<String> first = Optional.empty();
    private Optional<Location> ledger = Optional.empty();
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final Map<String, SliceInput> inputs = new LinkedHashMap<>();
    private final Map<String, ModelItem<?>> models = new LinkedHashMap<>();
    private final List<SliceTable> outputs = new ArrayList<>();
    private final Map<String, SlicedFlow> rollUps = new LinkedHashMap<>();
    private final List<RollUp<?, ?>> toRollUp = new ArrayList<>();

    private Builder(Flow<?, ?> flow, Grain grain) {
      this.declared = flow;
      this.grain = grain;
    }

    /** The first slice there is. */
    public Builder startingAt(String label) {
      first = Optional.of(label);
      return this;
    }

    /** The Delta table of the ledger; flows that read from each other share one. */
    public Builder ledger(String location) {
      ledger = Optional.of(Location.of(location));
      return this;
    }

    /** What else decides what the flow makes. It must not be a secret: the ledger has its hash. */
    public Builder parameter(String name, String value) {
      parameters.put(name, value);
      return this;
    }

    /**
     * Where an input that is a frame comes from. One that may be left out is left out by not
     * binding it; those of one that may be repeated are {@code parts[0]}, {@code parts[1]} and so
     * on.
     */
    public Builder reading(String input, SliceInput from) {
      inputs.put(input, from);
      return this;
    }

    /** An input that is a model. */
    public Builder model(String input, ModelItem<?> model) {
      models.put(input, model);
      return this;
    }

    /** Publishes {@code port} to a table whose rows tell their slice by {@code key}. */
    public Builder publishing(String port, String table, SliceKey key) {
      outputs.add(new SliceTable(port, Location.of(table), key));
      return this;
    }

    /** Publishes {@code port} to a table to which the engine adds the slice. */
    public Builder publishing(String port, String table) {
      return publishing(port, table, SliceKey.stamped());
    }

    /** Keeps what slices leave in state {@code path}, such as {@code detect/series}. */
    public Builder keeping(String path, String table) {
      return publishing(after(path), table);
    }

    /**
     * Rolls the hourly slices of {@code port} up into daily ones. Histories then read whole days
     * from {@code table}.
     *
     * @param component from all rows of a day to those that stand for them, of the same columns
     */
    public <I extends Record, O extends Record> Builder rollingUp(
        String port, String table, MultiTransformer<I, O> component) {
      toRollUp.add(new RollUp<>(port, Location.of(table), component));
      return this;
    }

    /** With as many of each optional and repeated port as are bound. */
    private Flow<?, ?> shaped() {
      return declared.shapedFor(
          Stream.concat(inputs.keySet().stream(), models.keySet().stream())
              .collect(Collectors.toSet()));
    }

    /**
     * The sliced flow.
     *
     * @throws UserException with everything that is wrong: SLICE_INPUT_ and SLICE_OUTPUT_ codes for
     *     ports and tables, SLICE_STATE_TABLE, SLICE_HISTORY_TABLE, SLICE_START, SLICE_LEDGER
     */
    public SlicedFlow build() {
      Flow<?, ?> flow = shaped();
      var problems = new BindingProblems(flow, grain);
      Optional<Slice> start = problems.start(first);
      problems.ledger(ledger);
      problems.inputs(inputs, models, ledger);
      problems.outputs(outputs, inputs, ledger);
      problems.states(outputs);
      problems.histories(outputs, inputs);
      problems.rollUps(toRollUp, outputs, inputs, ledger);
      problems.refuse();
      var built =
          new SlicedFlow(
              flow,
              start.orElseThrow(),
              ledger.orElseThrow(),
              parameters,
              inputs,
              models,
              outputs,
              Map.of());
      toRollUp.forEach(rollUp -> rollUps.put(rollUp.port(), rollUp.daily(built)));
      return new SlicedFlow(
          flow, built.first(), built.ledger(), parameters, inputs, models, outputs, rollUps);
    }
  }
}
