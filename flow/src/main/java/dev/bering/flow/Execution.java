package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the components of a program one after the other, each under its name, with a gate at every
 * port.
 *
 * @param part the part of the program that is run
 * @param keep is shown each frame a component made and says what to hand on in its place; it holds
 *     the same rows
 * @param described is told how long each node took to describe its frames
 */
record Execution(
    Program program,
    Part part,
    JobNames names,
    BiFunction<PortRef, Frame<?>, Frame<?>> keep,
    BiConsumer<String, Duration> described) {

  /**
   * A part of a program.
   *
   * @param nodes the nodes to run, by path
   * @param inputs the inputs of the flow that they read
   * @param given what other ports hold that they read
   */
  record Part(Set<String> nodes, Set<PortRef> inputs, Map<PortRef, Frame<?>> given) {

    static Part whole(Flow<?, ?> flow) {
      return new Part(
          flow.program().calls().stream().map(Call::path).collect(Collectors.toSet()),
          flow.plan().inputs().stream()
              .map(port -> PortRef.input(port.name()))
              .collect(Collectors.toSet()),
          Map.of());
    }
  }

  PortValues run(Signature<?, ?> signature, Record in) {
    PortValues values = admit(signature, in);
    for (Call call : program.calls()) {
      if (part.nodes().contains(call.path())) {
        long start = System.nanoTime();
        Record bundle =
            call.signature().in().make(port -> values.take(call.feed(port), call.path(), port));
        publish(call, invoke(call, bundle), values);
        described.accept(call.path(), Duration.ofNanos(System.nanoTime() - start));
      }
    }
    return values;
  }

  /** What the run begins with, as far as its ports let it pass. */
  private PortValues admit(Signature<?, ?> signature, Record in) {
    var values = new PortValues(program.flow());
    var problems = new ArrayList<Problem>();
    for (PortSpec port : signature.in().ports()) {
      if (part.inputs().contains(PortRef.input(port.name()))) {
        problems.addAll(
            admit(
                "input " + port.name(),
                PortRef.input(port.name()),
                signature.in().read(in, port),
                port,
                values));
      }
    }
    for (Call call : program.calls()) {
      for (PortSpec port : call.signature().out().ports()) {
        problems.addAll(admitGiven(new PortRef(call.path(), port.name()), port, values));
      }
    }
    for (StateWires state : program.states()) {
      problems.addAll(admitGiven(new PortRef(state.path(), PortRef.BEFORE), state.rows(), values));
    }
    for (FlowPlan.History history : program.histories()) {
      problems.addAll(admitGiven(history.port(), history.rows(), values));
    }
    refuse(problems);
    return values;
  }

  private List<Problem> admitGiven(PortRef name, PortSpec port, PortValues values) {
    return part.given().containsKey(name)
        ? admit("given port " + name, name, part.given().get(name), port, values)
        : List.of();
  }

  private List<Problem> admit(
      String what, PortRef name, @Nullable Handle given, PortSpec port, PortValues values) {
    List<Problem> found =
        PortGate.problems("Cannot run %s: %s".formatted(program.flow(), what), given, port);
    if (given != null && found.isEmpty()) {
      values.put(name, PortGate.pass(given, port));
    }
    return found;
  }

  private Record invoke(Call call, Record bundle) {
    try {
      return names.during(call.path(), "", () -> call.transform(bundle, names.ctx()));
    } catch (Exception e) { // Scala throws checked exceptions without saying so
      throw NodeFailure.of(program.flow(), call, e);
    }
  }

  private void publish(Call call, Record result, PortValues values) {
    refuse(outputProblems(program.flow(), call, result));
    for (PortSpec port : call.signature().out().ports()) {
      var name = new PortRef(call.path(), port.name());
      if (part.given().containsKey(name)) {
        continue; // what it stands for is not what this run would make
      }
      Handle made = call.signature().out().read(result, port);
      if (made == null) {
        throw new IllegalStateException("%s passed its gate as null".formatted(name));
      }
      Handle passed = PortGate.pass(made, port);
      values.put(name, passed instanceof Frame<?> frame ? keep.apply(name, frame) : passed);
    }
  }

  /** Everything in which {@code result} is not what the component declared. */
  static List<Problem> outputProblems(String flow, Call call, @Nullable Record result) {
    String subject = "Cannot run %s/%s: ".formatted(flow, call.path());
    if (result == null) {
      return List.of(
          new Problem(
              "FLOW_NODE_NULL",
              subject + "it returned null.",
              "return a %s".formatted(TypeName.of(call.signature().out().type()))));
    }
    var problems = new ArrayList<Problem>();
    for (PortSpec port : call.signature().out().ports()) {
      Handle made = call.signature().out().read(result, port);
      problems.addAll(PortGate.problems(subject + "output " + port.name(), made, port));
    }
    return problems;
  }

  private static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }
}
