package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Takes down the nodes and edges of one flow while its body runs on symbols. It is good until the
 * body returns. Whatever is wrong is collected, and thrown by {@link Flow#define} at the end.
 */
public final class FlowBuilder {
  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  private final String flow;
  private final Set<Problem> problems = new LinkedHashSet<>();
  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final List<Call> calls = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<FlowPlan.Nested> nested = new ArrayList<>();
  private final List<FlowPlan.Ignored> ignored = new ArrayList<>();
  private final Map<PortRef, Symbol> unused = new LinkedHashMap<>();
  private final Map<String, StateBuild> states = new LinkedHashMap<>();
  private final List<StateWires> nestedStates = new ArrayList<>();
  private final Map<PortRef, FlowPlan.History> histories = new LinkedHashMap<>();
  private boolean closed;

  FlowBuilder(String flow) {
    this.flow = flow;
    if (!ID.matcher(flow).matches()) {
      add(
          "FLOW_NAME",
          "Cannot build flow '%s': its name is not made of letters, digits, - and _."
              .formatted(flow),
          "choose a name such as detect");
    }
  }

  /**
   * Adds a node: {@code component} under the name {@code id}, fed with {@code in}.
   *
   * @return the outputs, as symbols to feed further nodes with
   * @throws UserException if the ports of {@code component} cannot be read, with everything found
   *     wrong so far
   */
  public <I extends Record, O extends Record> O apply(
      String id, MultiTransformer<I, O> component, I in) {
    requireOpen("add node " + id);
    checkId("node", id);
    Signature<I, O> signature = signature(id, component);
    Map<String, Feed> feeds = wire(id, signature.in(), in);
    if (component instanceof Flow<I, O> inner) {
      var nesting = new Nesting(id, inner, feeds);
      calls.addAll(nesting.calls());
      nested.addAll(nesting.nested());
      ignored.addAll(nesting.ignored());
      parts.addAll(nesting.parts());
      nestedStates.addAll(nesting.states());
      nesting.histories().forEach(history -> histories.put(history.port(), history));
      return symbols(id, signature.out(), nesting::result);
    }
    var call = new Call(id, component, signature, feeds);
    calls.add(call);
    parts.add(Part.of(call));
    return symbols(id, signature.out(), port -> Feed.of(new PortRef(id, port.name())));
  }

  /**
   * Declares rows that a slice of time leaves for the next one. Each state must be told what a
   * slice leaves, once, by {@link State#after}.
   *
   * @param name beside the ids of the nodes; a nested flow's states stand under its path
   * @throws UserException FLOW_ROW_TYPE if Spark cannot hold {@code rowType}, with everything found
   *     wrong so far
   */
  @SuppressWarnings("unchecked") // the symbol's rows are those of rowType
  public <S extends Record> State<S> state(String name, Class<S> rowType) {
    requireOpen("add state " + name);
    checkId("state", name);
    var before = new PortRef(name, PortRef.BEFORE);
    var rows = new PortSpec.Rows(PortRef.BEFORE, stateColumns(rowType), rowType);
    states.putIfAbsent(name, new StateBuild(rows));
    return new State<>(this, name, (Frame<S>) symbol(before, Feed.of(before), rows).handle());
  }

  /**
   * What earlier slices of {@code frame} hold, as far back as {@code window} reaches; this slice is
   * not among them. Of an input of the flow it is what the input's table holds of them, of any
   * other port what the flow published.
   *
   * @throws UserException FLOW_BUILDER_CLOSED after the body has returned, or FLOW_HISTORY_COLUMNS
   *     with everything found wrong so far
   */
  @SuppressWarnings("unchecked") // the symbol's rows are those of the port
  public <T> Frame<T> history(Frame<T> frame, Last window) {
    requireOpen("read the history of a handle");
    Symbol of = known("Cannot read the %s of a handle".formatted(window), frame);
    if (of == null) {
      refuseProblems();
      throw new IllegalStateException("A handle is not known, and there is no problem");
    }
    if (!(of.spec() instanceof PortSpec.Rows columns)) {
      add(
          "FLOW_HISTORY_COLUMNS",
          "Cannot read the %s of %s: its columns are not declared."
              .formatted(window, at(of.name())),
          "declare them as a record, or as @Ddl(\"...\") Frame<Row>");
      refuseProblems();
      throw new IllegalStateException("A history was refused, and there is no problem");
    }
    var port = new PortRef(of.name().toString(), window.toString());
    var rows = new PortSpec.Rows(port.port(), columns.schema(), columns.rowType());
    histories.put(port, new FlowPlan.History(port, of.feed().source(), window, rows));
    return (Frame<T>) symbol(port, Feed.of(port), rows).handle();
  }

  /** What {@link State#after} was told. */
  void after(String state, @Nullable Frame<?> after) {
    requireOpen("end state " + state);
    StateBuild build = states.get(state);
    if (build == null) {
      throw new IllegalStateException("No state %s in flow %s".formatted(state, flow));
    }
    var target = new PortRef(state, PortRef.AFTER);
    Symbol symbol = known("Cannot wire " + at(target), after);
    build.told++;
    if (build.told == 2) {
      add(
          "FLOW_STATE_TWICE",
          "Cannot wire %s: it is wired already.".formatted(at(target)),
          "call after once, with all rows that the slice leaves");
    } else if (symbol != null) {
      unused.remove(symbol.name());
      checkEdge(symbol, target, build.rows);
      build.after = symbol.feed();
    }
  }

  private StructType stateColumns(Class<? extends Record> rowType) {
    try {
      return RecordEncoder.schema(rowType);
    } catch (UserException e) {
      add(e.problems());
      refuseProblems();
      throw e;
    }
  }

  /** A state whose after may not be known yet. */
  private static final class StateBuild {
    private final PortSpec.Rows rows;
    private int told;
    private @Nullable Feed after;

    StateBuild(PortSpec.Rows rows) {
      this.rows = rows;
    }
  }

  /**
   * States that nothing uses {@code handle}, an output of a node or an input of the flow, and why.
   * Without it an unused handle is an error.
   */
  public void ignore(Handle handle, String reason) {
    requireOpen("ignore a handle");
    Symbol symbol = known("Cannot ignore a handle", handle);
    if (symbol == null) {
      return;
    }
    if (unused.remove(symbol.name()) == null) {
      add(
          "FLOW_HANDLE_IGNORED",
          "Cannot ignore %s: it is used.".formatted(at(symbol.name())),
          "drop the call of ignore, or call it once");
    } else {
      ignored.add(new FlowPlan.Ignored(symbol.name(), reason));
    }
  }

  /** The symbols of the flow's own inputs. */
  <I extends Record> I inputs(Bundle<I> in) {
    return symbols(PortRef.INPUT, in, port -> Feed.of(PortRef.input(port.name())));
  }

  /** Ends the building: {@code result} is what the body returned. */
  <O extends Record> Program close(Bundle<O> out, @Nullable O result) {
    Map<String, Feed> results = Map.of();
    if (result == null) {
      add(
          "FLOW_BODY_NULL",
          "Cannot build flow %s: its body returned null.".formatted(flow),
          "return a new %s of symbols".formatted(TypeName.of(out.type())));
    } else {
      results = wire(PortRef.OUTPUT, out, result);
    }
    closed = true;
    List<StateWires> wired = wiredStates();
    unused.values().forEach(this::reportUnused);
    refuseProblems();
    return new Program(flow, calls, results, wired, List.copyOf(histories.values()));
  }

  private List<StateWires> wiredStates() {
    var wired = new ArrayList<StateWires>();
    states.forEach(
        (name, build) -> {
          if (build.told == 0) {
            add(
                "FLOW_STATE_OPEN",
                "Cannot build flow %s: nothing says what a slice leaves in state %s."
                    .formatted(flow, name),
                "call its after with the rows for the next slice");
          } else if (build.after != null) {
            wired.add(new StateWires(name, build.rows, build.after));
          }
        });
    wired.addAll(nestedStates);
    return wired;
  }

  List<FlowPlan.Nested> nested() {
    return nested;
  }

  List<Part> parts() {
    return parts;
  }

  List<FlowPlan.Ignored> ignored() {
    return ignored;
  }

  void add(Collection<Problem> more) {
    problems.addAll(more);
  }

  void add(String code, String message, String hint) {
    problems.add(new Problem(code, message, hint));
  }

  /** Throws everything found wrong so far, if anything was. */
  void refuseProblems() {
    if (!problems.isEmpty()) {
      throw UserException.usage(List.copyOf(problems));
    }
  }

  private void requireOpen(String action) {
    if (closed) {
      throw UserException.usage(
          new Problem(
              "FLOW_BUILDER_CLOSED",
              "Cannot %s: flow %s is built already.".formatted(action, flow),
              "use the builder inside the body given to Flow.define"));
    }
  }

  private void checkId(String kind, String id) {
    boolean reserved = id.equals(PortRef.INPUT) || id.equals(PortRef.OUTPUT);
    if (reserved || !ID.matcher(id).matches()) {
      add(
          "FLOW_NODE_ID",
          "Cannot add %s '%s' to flow %s: its id is %s."
              .formatted(
                  kind, id, flow, reserved ? "reserved" : "not made of letters, digits, - and _"),
          "choose an id such as enrich");
    }
    if (ids.merge(id, 1, Integer::sum) == 2) {
      add(
          "FLOW_NODE_DUPLICATE",
          "Cannot add %s %s to flow %s: there is a %s of this id already."
              .formatted(kind, id, flow, states.containsKey(id) ? "state" : "node"),
          "give each node an id of its own; one component may serve several nodes");
    }
  }

  private <I extends Record, O extends Record> Signature<I, O> signature(
      String id, @Nullable MultiTransformer<I, O> component) {
    if (component == null) {
      add(
          "FLOW_COMPONENT_NULL",
          "Cannot add node %s to flow %s: its component is null.".formatted(id, flow),
          "pass the component");
    } else {
      try {
        return Signature.of(component);
      } catch (UserException e) {
        add(e.problems());
      }
    }
    refuseProblems(); // without its outputs the body cannot go on
    throw new IllegalStateException("Node %s has no ports and no problem".formatted(id));
  }

  private Map<String, Feed> wire(String id, Bundle<?> bundle, @Nullable Record given) {
    var feeds = new LinkedHashMap<String, Feed>();
    for (PortSpec port : bundle.ports()) {
      var target = new PortRef(id, port.name());
      Handle handle = given == null ? null : bundle.read(given, port);
      Symbol symbol = known("Cannot wire " + at(target), handle);
      if (symbol != null) {
        unused.remove(symbol.name());
        checkEdge(symbol, target, port);
        feeds.put(port.name(), symbol.feed());
      }
    }
    return feeds;
  }

  /** The symbol of {@code handle} if it is one of this builder; a problem otherwise. */
  private @Nullable Symbol known(String subject, @Nullable Handle handle) {
    if (handle == null) {
      add("FLOW_HANDLE_NULL", subject + ": it is given null.", "pass a symbol of this flow");
      return null;
    }
    Symbol symbol = Symbol.of(handle);
    if (symbol == null) {
      add(
          "FLOW_HANDLE_BOUND",
          "%s: it is given %s, which holds data already.".formatted(subject, handle),
          "make it an input of the flow, and pass the data when the flow runs");
      return null;
    }
    if (symbol.owner() != this) {
      add(
          "FLOW_HANDLE_FOREIGN",
          "%s: %s belongs to another flow, %s."
              .formatted(subject, symbol.name(), symbol.owner().flow),
          "nest that flow with apply, and use the outputs it returns");
      return null;
    }
    return symbol;
  }

  private void checkEdge(Symbol from, PortRef to, PortSpec want) {
    if (from.spec() instanceof PortSpec.Rows have && want instanceof PortSpec.Rows wanted) {
      add(
          Covering.problems(
              "Cannot wire %s to %s".formatted(at(from.name()), at(to)),
              have.schema(),
              wanted.schema(),
              Covering.Nulls.REFUSED));
    }
  }

  private void reportUnused(Symbol symbol) {
    add(
        "FLOW_HANDLE_UNUSED",
        "Cannot build flow %s: nothing uses %s.".formatted(flow, at(symbol.name())),
        "wire it, or say why not: b.ignore(handle, \"reason\")");
  }

  private <R extends Record> R symbols(
      String node, Bundle<R> bundle, Function<PortSpec, Feed> feedOf) {
    return bundle.make(
        port -> symbol(new PortRef(node, port.name()), feedOf.apply(port), port).handle());
  }

  private Symbol symbol(PortRef name, Feed feed, PortSpec port) {
    var symbol = new Symbol(this, name, feed, port);
    unused.put(name, symbol);
    return symbol;
  }

  private String at(PortRef port) {
    return flow + "/" + port;
  }
}
