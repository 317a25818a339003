package dev.bering.porting;

import dev.bering.flow.Flow;
import dev.bering.flow.ModelItem;
import dev.bering.flow.MultiTransformer;
import dev.bering.parity.Comparison;
import dev.bering.parity.SetComparison;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How a ported component is held to the legacy one: what each input port is fed, and what each
 * output port must be like.
 *
 * <pre>{@code
 * ComponentParity.of("score", new Score())
 *     .input("features", Recorded.at(features).through(wideFeatures))
 *     .model("scorer", scorer)
 *     .output("alerts", Recorded.at(alerts), Comparison.by("host", "hour"))
 *     .leaving("rejected", "the legacy component dropped them")
 * }</pre>
 *
 * @param flow the component as a flow of its own
 * @param inputs by input port
 * @param models by input port
 * @param outputs by output port
 * @param left outputs that are not compared, and why
 */
public record ComponentParity(
    String name,
    Flow<?, ?> flow,
    Map<String, Recorded> inputs,
    Map<String, ModelItem<?>> models,
    Map<String, Expected> outputs,
    Map<String, String> left) {

  public ComponentParity {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(flow, "flow is null");
    inputs = copy(inputs);
    models = copy(models);
    outputs = copy(outputs);
    left = copy(left);
  }

  /**
   * A component that is fed nothing yet.
   *
   * @param name letters, digits, - and _
   * @throws dev.bering.model.UserException if its ports cannot be read
   */
  public static ComponentParity of(String name, MultiTransformer<?, ?> component) {
    Flow<?, ?> flow = component instanceof Flow<?, ?> given ? given : Flow.of(name, component);
    return of(name, flow);
  }

  static ComponentParity of(String name, Flow<?, ?> flow) {
    return new ComponentParity(name, flow, Map.of(), Map.of(), Map.of(), Map.of());
  }

  /** This one with a recorded table for an input port. */
  public ComponentParity input(String port, Recorded recorded) {
    return new ComponentParity(name, flow, with(inputs, port, recorded), models, outputs, left);
  }

  /** This one with the model for an input port. */
  public ComponentParity model(String port, ModelItem<?> model) {
    return new ComponentParity(name, flow, inputs, with(models, port, model), outputs, left);
  }

  /** This one with an output port whose rows must be those of a recorded table. */
  public ComponentParity output(String port, Recorded recorded, Comparison comparison) {
    return output(port, new Expected.Rows(recorded, comparison));
  }

  /** This one with an output port that must be much the same set as a recorded table. */
  public ComponentParity output(String port, Recorded recorded, SetComparison comparison) {
    return output(port, new Expected.Members(recorded, comparison));
  }

  ComponentParity output(String port, Expected expected) {
    return new ComponentParity(name, flow, inputs, models, with(outputs, port, expected), left);
  }

  /** This one with an output port that is not compared, for a reason that the report repeats. */
  public ComponentParity leaving(String port, String reason) {
    return new ComponentParity(name, flow, inputs, models, outputs, with(left, port, reason));
  }

  /**
   * What a run will do. Touches no data.
   *
   * @throws dev.bering.model.UserException with everything that is wrong with the declaration:
   *     PORTING_INPUT_MISSING, PORTING_INPUT_UNKNOWN, PORTING_OUTPUT_UNJUDGED,
   *     PORTING_OUTPUT_UNKNOWN, PORTING_LAW_NONE
   */
  public ComponentPlan plan() {
    new DeclarationCheck(this).check();
    return new ComponentPlan(this);
  }

  private static <V> Map<String, V> with(Map<String, V> map, String port, V value) {
    var more = new LinkedHashMap<>(map);
    if (more.put(port, Objects.requireNonNull(value, port)) != null) {
      throw new IllegalStateException("port %s is declared twice".formatted(port));
    }
    return more;
  }

  private static <V> Map<String, V> copy(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
