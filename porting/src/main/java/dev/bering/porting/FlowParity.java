package dev.bering.porting;

import dev.bering.flow.Flow;
import dev.bering.flow.ModelItem;
import dev.bering.parity.Comparison;
import dev.bering.parity.SetComparison;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How a whole flow is held to the legacy pipeline: which tables the legacy one recorded on which of
 * its edges. A recorded output of one component is what the next is fed, so a difference shows in
 * the component that makes it and in no other.
 *
 * @param inputs by input of the flow
 * @param models by input of the flow
 * @param outputs by output of the flow, such as {@code alerts}, of a node, such as {@code
 *     detect/classify.classification}, or of a nested flow, such as {@code detect.alerts}
 */
public record FlowParity(
    Flow<?, ?> flow,
    Map<String, Recorded> inputs,
    Map<String, ModelItem<?>> models,
    Map<String, Expected> outputs) {

  public FlowParity {
    Objects.requireNonNull(flow, "flow is null");
    inputs = new LinkedHashMap<>(inputs);
    models = new LinkedHashMap<>(models);
    outputs = new LinkedHashMap<>(outputs);
  }

  /** A flow of which nothing is recorded yet. */
  public static FlowParity of(Flow<?, ?> flow) {
    return new FlowParity(flow, Map.of(), Map.of(), Map.of());
  }

  /** This one with the recorded table of an input. */
  public FlowParity input(String port, Recorded recorded) {
    var next = new FlowParity(flow, inputs, models, outputs);
    next.inputs.put(port, recorded);
    return next;
  }

  /** This one with the model of an input. */
  public FlowParity model(String port, ModelItem<?> model) {
    var next = new FlowParity(flow, inputs, models, outputs);
    next.models.put(port, model);
    return next;
  }

  /** This one with the recorded table of an output, whose rows must be equal. */
  public FlowParity output(String port, Recorded recorded, Comparison comparison) {
    return output(port, new Expected.Rows(recorded, comparison));
  }

  /** This one with the recorded table of an output, which must be much the same set. */
  public FlowParity output(String port, Recorded recorded, SetComparison comparison) {
    return output(port, new Expected.Members(recorded, comparison));
  }

  private FlowParity output(String port, Expected expected) {
    var next = new FlowParity(flow, inputs, models, outputs);
    next.outputs.put(port, expected);
    return next;
  }

  /**
   * The flow from end to end as one component, with everything compared that was recorded.
   *
   * @throws dev.bering.model.UserException PORTING_EDGE_UNKNOWN
   */
  public ComponentParity endToEnd() {
    return new FlowParts(this).whole();
  }
}
