package dev.bering.flow;

import java.util.ArrayList;
import java.util.List;

/** What the inputs of a run are, as its report tells it. */
record RunInputs(
    List<FlowReport.TableInput> tables, List<FlowReport.ModelInput> models, List<String> unpinned) {

  /**
   * The inputs of the flow that {@code part} reads, and the ports that are given. Those that are
   * null or symbols are left out; the gates refuse them.
   */
  static RunInputs of(Flow<?, ?> flow, Record in, Execution.Part part) {
    var inputs = new RunInputs(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (PortSpec port : flow.signature().in().ports()) {
      Handle given = flow.signature().in().read(in, port);
      boolean isRead = part.inputs().contains(PortRef.input(port.name()));
      if (isRead && given != null && Symbol.of(given) == null) {
        inputs.add(port.name(), given);
      }
    }
    part.given().forEach((port, frame) -> inputs.add(port.toString(), frame));
    return inputs;
  }

  private void add(String port, Handle given) {
    if (given instanceof ModelItem<?> model) {
      models.add(new FlowReport.ModelInput(port, model.name(), model.version(), model.digest()));
    } else if (given instanceof Frame<?> frame) {
      frame
          .pin()
          .ifPresentOrElse(
              pin -> tables.add(new FlowReport.TableInput(port, pin)), () -> unpinned.add(port));
    }
  }
}
