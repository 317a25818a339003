package dev.bering.slices;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowPlan;
import dev.bering.flow.ModelItem;
import dev.bering.flow.PortSpec;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Everything that is wrong with how a flow is bound to tables and time. */
final class BindingProblems {
  private final FlowPlan plan;
  private final Grain grain;
  private final PublishedPorts ports;
  private final List<Problem> problems = new ArrayList<>();

  BindingProblems(Flow<?, ?> flow, Grain grain) {
    this.plan = flow.plan();
    this.grain = grain;
    this.ports = PublishedPorts.of(plan);
  }

  void refuse() {
    if (!problems.isEmpty()) {
      throw UserException.usage(List.copyOf(problems));
    }
  }

  private void add(String code, String fact, String hint) {
    problems.add(new Problem(code, "Cannot slice %s: %s.".formatted(plan.flow(), fact), hint));
  }

  Optional<Slice> start(Optional<String> label) {
    if (label.isEmpty()) {
      add("SLICE_START", "its first slice is not named", "call startingAt with its label");
    }
    try {
      return label.map(grain::slice);
    } catch (UserException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  void ledger(Optional<Location> ledger) {
    if (ledger.isEmpty()) {
      add("SLICE_LEDGER", "it has no ledger", "call ledger with the location of a Delta table");
    }
  }

  void inputs(
      Map<String, SliceInput> inputs, Map<String, ModelItem<?>> models, Optional<Location> ledger) {
    for (PortSpec port : plan.inputs()) {
      boolean there =
          port.isFrame() ? inputs.containsKey(port.name()) : models.containsKey(port.name());
      if (!there) {
        add(
            "SLICE_INPUT_UNBOUND",
            "input %s is not bound".formatted(port.name()),
            port.isFrame()
                ? "call reading(\"%s\", ...)".formatted(port.name())
                : "call model(\"%s\", ...)".formatted(port.name()));
      }
    }
    inputs.keySet().forEach(name -> checkInput(name, port -> port.isFrame(), "a model"));
    models.keySet().forEach(name -> checkInput(name, port -> !port.isFrame(), "a frame"));
    inputs.forEach((name, input) -> checkSource(name, input, ledger));
  }

  private interface Kind {
    boolean fits(PortSpec port);
  }

  private void checkInput(String name, Kind kind, String other) {
    Optional<PortSpec> port =
        plan.inputs().stream().filter(input -> input.name().equals(name)).findFirst();
    if (port.isEmpty()) {
      add(
          "SLICE_INPUT_UNKNOWN",
          "there is no input " + name,
          "choose one of "
              + plan.inputs().stream().map(PortSpec::name).collect(Collectors.joining(", ")));
    } else if (!kind.fits(port.get())) {
      add(
          "SLICE_INPUT_KIND",
          "input %s is %s".formatted(name, other),
          port.get().isFrame() ? "bind it with reading" : "bind it with model");
    }
  }

  private void checkSource(String name, SliceInput input, Optional<Location> ledger) {
    if (input instanceof SliceInput.Sliced sliced && !sliced.key().tells(grain)) {
      add(
          "SLICE_INPUT_KEY",
          "input %s is sliced by %s, which does not tell slices of %s apart"
              .formatted(name, columns(sliced.key()), grain),
          "slice it by SliceKey.time, or choose a longer grain");
    }
    if (input instanceof SliceInput.Published published) {
      SlicedFlow from = published.flow();
      if (from.table(published.port()).isEmpty()) {
        add(
            "SLICE_INPUT_UNPUBLISHED",
            "input %s reads %s of %s, which is not published"
                .formatted(name, published.port(), from.name()),
            "choose one of " + tables(from.outputs()));
      }
      if (grain.length().toSeconds() % from.grain().length().toSeconds() != 0) {
        add(
            "SLICE_INPUT_GRAIN",
            "input %s reads slices of %s, of which %s is no multiple"
                .formatted(name, from.grain(), grain),
            "choose a grain that is");
      }
      if (ledger.isPresent() && !from.ledger().equals(ledger.get())) {
        add(
            "SLICE_INPUT_LEDGER",
            "input %s reads what %s publishes, whose ledger is %s"
                .formatted(name, from.name(), from.ledger()),
            "give both the same ledger");
      }
    }
  }

  void outputs(
      List<SliceTable> outputs, Map<String, SliceInput> inputs, Optional<Location> ledger) {
    if (outputs.isEmpty()) {
      add("SLICE_OUTPUT_NONE", "nothing is published", "call publishing; there are " + names());
    }
    for (int i = 0; i < outputs.size(); i++) {
      SliceTable table = outputs.get(i);
      checkPort(table);
      outputs.subList(0, i).forEach(before -> checkApart(before, table));
      inputs.forEach((name, input) -> checkApart(name, input, table));
      ledger.filter(at -> overlap(at, table.location())).ifPresent(at -> overLedger(table, at));
    }
  }

  private void checkPort(SliceTable table) {
    Optional<PortSpec> spec = ports.spec(table.port());
    if (spec.isEmpty()) {
      add("SLICE_OUTPUT_UNKNOWN", "there is no port " + table.port(), "choose one of " + names());
    } else if (!spec.get().isFrame()) {
      add(
          "SLICE_OUTPUT_MODEL",
          "port %s is a model".formatted(table.port()),
          "choose one of " + names());
    } else if (!(table.key() instanceof SliceKey.Stamped)) {
      checkKey(table, spec.get());
    } else if (spec.get() instanceof PortSpec.Rows rows) {
      table.key().columns().keySet().stream()
          .filter(name -> List.of(rows.schema().fieldNames()).contains(name))
          .forEach(
              name ->
                  add(
                      "SLICE_OUTPUT_STAMP",
                      "port %s has a column %s, which the engine adds"
                          .formatted(table.port(), name),
                      "rename the column, or name the key by which its rows tell their slice"));
    }
  }

  private void checkKey(SliceTable table, PortSpec spec) {
    if (!table.key().tells(grain)) {
      add(
          "SLICE_OUTPUT_KEY",
          "port %s is sliced by %s, which does not tell slices of %s apart"
              .formatted(table.port(), columns(table.key()), grain),
          "slice it by SliceKey.time, or let the engine add the slice");
    }
    if (spec instanceof PortSpec.Rows rows) {
      problems.addAll(
          table
              .key()
              .problems(
                  "Cannot slice port %s of %s".formatted(table.port(), plan.flow()),
                  rows.schema()));
    } else {
      add(
          "SLICE_OUTPUT_COLUMNS",
          "port %s does not declare its columns".formatted(table.port()),
          "declare them, or let the engine add the slice");
    }
  }

  private void checkApart(SliceTable before, SliceTable table) {
    if (overlap(before.location(), table.location())) {
      add(
          "SLICE_OUTPUT_OVERLAP",
          "port %s is published to %s, and port %s to %s"
              .formatted(before.port(), before.location(), table.port(), table.location()),
          "give each port a table outside the others'");
    }
  }

  private void checkApart(String input, SliceInput from, SliceTable table) {
    source(from)
        .filter(at -> overlap(at, table.location()))
        .ifPresent(
            at ->
                add(
                    "SLICE_OUTPUT_INPUT",
                    "port %s is published to %s, and input %s is read from %s"
                        .formatted(table.port(), table.location(), input, at),
                    "publish to a table outside the inputs; to read earlier slices use b.history"));
  }

  private void overLedger(SliceTable table, Location ledger) {
    add(
        "SLICE_OUTPUT_LEDGER",
        "port %s is published to %s, and the ledger is %s"
            .formatted(table.port(), table.location(), ledger),
        "give the ledger a table of its own");
  }

  private static Optional<Location> source(SliceInput input) {
    if (input instanceof SliceInput.Sliced sliced) {
      return Optional.of(sliced.table());
    }
    if (input instanceof SliceInput.Whole whole) {
      return Optional.of(whole.table());
    }
    var published = (SliceInput.Published) input;
    return published.flow().table(published.port()).map(SliceTable::location);
  }

  private static boolean overlap(Location one, Location other) {
    return one.isWithin(other) || other.isWithin(one);
  }

  void states(List<SliceTable> outputs) {
    for (FlowPlan.StatePort state : plan.states()) {
      if (outputs.stream().noneMatch(table -> table.port().equals(state.after().toString()))) {
        add(
            "SLICE_STATE_TABLE",
            "state %s has no table".formatted(state.path()),
            "call keeping(\"%s\", ...)".formatted(state.path()));
      }
    }
  }

  void histories(List<SliceTable> outputs, Map<String, SliceInput> inputs) {
    for (FlowPlan.History history : plan.histories()) {
      if (history.of().isInput()) {
        SliceInput input = inputs.get(history.of().port());
        if (input instanceof SliceInput.Whole) {
          add(
              "SLICE_HISTORY_WHOLE",
              "the %s of %s is read, which is bound to a whole table"
                  .formatted(history.window(), history.of()),
              "bind it to the slices of a table");
        }
      } else if (outputs.stream()
          .noneMatch(table -> ports.end(table.port()).equals(Optional.of(history.of())))) {
        add(
            "SLICE_HISTORY_TABLE",
            "the %s of %s is read, which is not published"
                .formatted(history.window(), history.of()),
            "publish it");
      }
      if (history.window().length().toSeconds() % grain.length().toSeconds() != 0) {
        add(
            "SLICE_HISTORY_GRAIN",
            "the %s of %s are no whole number of slices of %s"
                .formatted(history.window(), history.of(), grain),
            "choose a length that is");
      }
    }
  }

  void rollUps(
      List<RollUp<?, ?>> rollUps,
      List<SliceTable> outputs,
      Map<String, SliceInput> inputs,
      Optional<Location> ledger) {
    for (int i = 0; i < rollUps.size(); i++) {
      RollUp<?, ?> rollUp = rollUps.get(i);
      SliceTable days = rollUp.days();
      outputs.forEach(table -> checkApart(table, days));
      inputs.forEach((name, input) -> checkApart(name, input, days));
      ledger.filter(at -> overlap(at, days.location())).ifPresent(at -> overLedger(days, at));
      rollUps.subList(0, i).forEach(before -> checkApart(before, rollUp));
      Optional<PortSpec> port = ports.spec(rollUp.port());
      if (outputs.stream().noneMatch(table -> table.port().equals(rollUp.port()))
          || port.isEmpty()) {
        add(
            "SLICE_ROLLUP_PORT",
            "port %s is to be rolled up, which is not published".formatted(rollUp.port()),
            "choose one of " + tables(outputs));
        continue;
      }
      if (Grain.DAILY.length().toSeconds() % grain.length().toSeconds() != 0
          || grain.equals(Grain.DAILY)) {
        add(
            "SLICE_ROLLUP_GRAIN",
            "port %s is to be rolled up into days, of which slices of %s are no part"
                .formatted(rollUp.port(), grain),
            "drop rollingUp");
      }
      FlowPlan daily = rollUp.flow(plan.flow()).plan();
      boolean fits =
          daily.inputs().size() == 1
              && daily.outputs().size() == 1
              && columns(daily.inputs().get(0)).equals(columns(port.get()))
              && columns(daily.outputs().get(0)).equals(columns(port.get()));
      if (!fits) {
        add(
            "SLICE_ROLLUP_COLUMNS",
            "port %s is rolled up by a component that does not turn its rows into rows of the same columns"
                .formatted(rollUp.port()),
            "give it one input and one output of " + port.get().declared());
      }
    }
  }

  private void checkApart(RollUp<?, ?> before, RollUp<?, ?> rollUp) {
    checkApart(before.days(), rollUp.days());
    if (before.name(plan.flow()).equals(rollUp.name(plan.flow()))) {
      add(
          "SLICE_ROLLUP_NAME",
          "ports %s and %s are both to be rolled up by flow %s"
              .formatted(before.port(), rollUp.port(), rollUp.name(plan.flow())),
          "roll each port up once, and rename a port if two are told apart by signs alone");
    }
  }

  private static String columns(PortSpec port) {
    return port.declared();
  }

  private static String columns(SliceKey key) {
    return String.join(", ", key.columns().keySet());
  }

  private String names() {
    return String.join(
        ", ",
        new TreeSet<>(
            ports.specs().entrySet().stream()
                .filter(port -> port.getValue().isFrame())
                .map(Map.Entry::getKey)
                .toList()));
  }

  private static String tables(Collection<SliceTable> tables) {
    return tables.stream().map(SliceTable::port).collect(Collectors.joining(", "));
  }
}
