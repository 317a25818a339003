package dev.bering.flow;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.Map;

/**
 * Where a flow comes from that is named by its class: on the command line, in a flow file, and in a
 * package that runs elsewhere. The class is public and has a public constructor without parameters.
 */
public interface FlowProvider {

  /** The flow. Called once; reads no data and starts no Spark. */
  Flow<?, ?> flow();

  /**
   * The flow that {@code parameters} make, which a flow file names. Called once, in place of {@link
   * #flow()}. A flow without parameters has nothing to override.
   *
   * @throws UserException FLOW_PARAMETERS if there are some, unless it is overridden
   */
  default Flow<?, ?> flow(Map<String, String> parameters) {
    if (parameters.isEmpty()) {
      return flow();
    }
    throw UserException.usage(
        new Problem(
            "FLOW_PARAMETERS",
            "Cannot make the flow of %s with parameters %s: it takes none."
                .formatted(getClass().getName(), String.join(", ", parameters.keySet())),
            "override its method flow(parameters), or leave them out"));
  }

  /**
   * The model of an input, read from a file or folder. Called once for each model that a flow file
   * names, after the flow; Spark may not have been started. Without a model there is nothing to
   * override.
   *
   * @param input the name of the input of the flow
   * @param file as the flow file names it
   * @throws UserException FLOW_MODEL_FILE unless it is overridden
   */
  default ModelItem<?> model(String input, Location file) {
    throw UserException.usage(
        new Problem(
            "FLOW_MODEL_FILE",
            "Cannot read model %s from %s: %s reads no models."
                .formatted(input, file, getClass().getName()),
            "override its method model, and read the file there"));
  }
}
