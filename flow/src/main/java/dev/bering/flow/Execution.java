package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs the components of a program one after the other, each under its name, with a gate at every
 * port.
 *
 * @param keep is shown each frame a component made and says what to hand on in its place; it holds
 *     the same rows
 */
record Execution(Program program, JobNames names, BiFunction<PortRef, Frame<?>, Frame<?>> keep) {

  PortValues run(Signature<?, ?> signature, Record in) {
    PortValues values = admit(signature, in);
    for (Call call : program.calls()) {
      Record bundle =
          call.signature().in().make(port -> values.take(call.feed(port), call.path(), port));
      publish(call, invoke(call, bundle), values);
    }
    return values;
  }

  /** The inputs of the flow, as far as its ports let them pass. */
  private PortValues admit(Signature<?, ?> signature, Record in) {
    var values = new PortValues(program.flow());
    var problems = new ArrayList<Problem>();
    for (PortSpec port : signature.in().ports()) {
      Handle given = signature.in().read(in, port);
      String subject = "Cannot run %s: input %s".formatted(program.flow(), port.name());
      List<Problem> found = PortGate.problems(subject, given, port);
      problems.addAll(found);
      if (given != null && found.isEmpty()) {
        values.put(PortRef.input(port.name()), PortGate.pass(given, port));
      }
    }
    refuse(problems);
    return values;
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
