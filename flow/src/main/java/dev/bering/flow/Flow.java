package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A graph of components that is a component itself.
 *
 * <pre>{@code
 * Flow<DetectIn, DetectOut> detect =
 *     Flow.define("detect", DetectIn.class, DetectOut.class, (b, in) -> {
 *       var e = b.apply("enrich", new Enrich(), new Enrich.In(in.flows(), in.hosts()));
 *       var s = b.apply("score", new Score(), new Score.In(e.features(), in.scorer()));
 *       return new DetectOut(s.alerts(), s.rejected());
 *     });
 * }</pre>
 *
 * <p>Four gates guard the edges: the compiler refuses a frame of other rows; {@code define} refuses
 * columns that do not fit; {@link #dryRun} refuses components that fail on empty frames, start jobs
 * or do not return what they declare; and while the flow runs every frame that crosses a port is
 * compared with the port again. A consumer gets its declared columns only, in its declared types.
 *
 * <p>A flow is immutable and may be shared between threads.
 */
public final class Flow<I extends Record, O extends Record> implements MultiTransformer<I, O> {
  private final Signature<I, O> signature;
  private final Program program;
  private final FlowPlan plan;
  private final List<Part> parts;
  private final BiFunction<FlowBuilder, I, O> body;

  private Flow(
      Signature<I, O> signature,
      Program program,
      FlowPlan plan,
      List<Part> parts,
      BiFunction<FlowBuilder, I, O> body) {
    this.signature = signature;
    this.program = program;
    this.plan = plan;
    this.parts = List.copyOf(parts);
    this.body = body;
  }

  /**
   * Builds a flow: runs {@code body} once, on symbols of the inputs; once for each shape if some
   * are optional or repeated, so it may ask whether they are there, and how many.
   *
   * @param body applies components and returns the symbols that are the outputs
   * @throws UserException with everything that is wrong: ports that cannot be read, edges whose
   *     columns do not fit, ids used twice, handles unused, bound, null or of another flow
   */
  public static <I extends Record, O extends Record> Flow<I, O> define(
      String name, Class<I> in, Class<O> out, BiFunction<FlowBuilder, I, O> body) {
    var builder = new FlowBuilder(name);
    Optional<Bundle<I>> inputs = read(builder, () -> Bundle.of(in));
    Optional<Bundle<O>> outputs = read(builder, () -> Bundle.of(out).asOutputs());
    if (inputs.isEmpty() || outputs.isEmpty()) {
      builder.refuseProblems();
    }
    Flow<I, O> flow = build(builder, name, inputs.orElseThrow(), outputs.orElseThrow(), body);
    flow.tryEmptied();
    return flow;
  }

  /** The flow that consists of {@code component} alone, as a node of the same name. */
  public static <I extends Record, O extends Record> Flow<I, O> of(
      String name, MultiTransformer<I, O> component) {
    Signature<I, O> signature = Signature.of(component);
    return build(
        new FlowBuilder(name),
        name,
        signature.in(),
        signature.out(),
        (b, in) -> b.apply(name, component, in));
  }

  private static <R extends Record> Optional<Bundle<R>> read(
      FlowBuilder builder, Supplier<Bundle<R>> bundle) {
    try {
      return Optional.of(bundle.get());
    } catch (UserException e) {
      builder.add(e.problems());
      return Optional.empty();
    }
  }

  private static <I extends Record, O extends Record> Flow<I, O> build(
      FlowBuilder builder,
      String name,
      Bundle<I> in,
      Bundle<O> out,
      BiFunction<FlowBuilder, I, O> body) {
    Program program = builder.close(out, runBody(builder, name, builder.inputs(in), body));
    var plan = FlowPlan.of(program, in.ports(), out.ports(), builder.nested(), builder.ignored());
    return new Flow<>(new Signature<>(name, "1", in, out), program, plan, builder.parts(), body);
  }

  /** Runs the body without its optional and repeated inputs, for which it must be ready. */
  private void tryEmptied() {
    List<PortSpec> open = signature.in().open();
    if (!open.isEmpty()) {
      try {
        shaped(signature.in().emptied());
      } catch (UserException e) {
        var problems = new ArrayList<Problem>();
        problems.add(
            new Problem(
                "FLOW_PORT_OPEN",
                "Cannot build flow %s: its body is not ready for %s left empty."
                    .formatted(
                        name(),
                        open.stream().map(PortSpec::name).collect(Collectors.joining(" and "))),
                "where one is always needed, declare a Frame<...> beside the List"));
        problems.addAll(e.problems());
        UserException all = UserException.usage(problems);
        all.addSuppressed(e);
        throw all;
      }
    }
  }

  /**
   * This flow with as many optional and repeated inputs as {@code in} holds, of which alone its
   * handles are counted. A flow is built with one of each.
   *
   * @throws UserException what is wrong with the flow in this shape
   */
  public Flow<I, O> shapedFor(I in) {
    return shaped(signature.in().shapedFor(in));
  }

  /**
   * As {@link #shapedFor(Record)}, by the names of the inputs; those of repeated ones are {@code
   * parts[0]}, {@code parts[1]} and so on.
   *
   * @throws UserException what is wrong with the flow in this shape
   */
  public Flow<I, O> shapedFor(Set<String> names) {
    return shaped(signature.in().shapedFor(names));
  }

  /**
   * {@code in} with other frames in place of its own, such as samples of them.
   *
   * @param other is given the name of a port, such as {@code parts[0]}, and what it holds
   */
  public I replacing(I in, BiFunction<String, Frame<?>, Frame<?>> other) {
    Bundle<I> shape = signature.in().shapedFor(in);
    return shape.make(
        port -> {
          Handle given = Objects.requireNonNull(shape.read(in, port), port.name() + " is null");
          return given instanceof Frame<?> frame ? other.apply(port.name(), frame) : given;
        });
  }

  private Flow<I, O> shaped(Bundle<I> shape) {
    return shape.equals(signature.in())
        ? this
        : build(new FlowBuilder(name()), name(), shape, signature.out(), body);
  }

  private static <I extends Record, O extends Record> @Nullable O runBody(
      FlowBuilder builder, String name, I in, BiFunction<FlowBuilder, I, O> body) {
    try {
      return body.apply(builder, in);
    } catch (UserException e) {
      builder.add(e.problems());
      builder.refuseProblems();
      throw e;
    } catch (RuntimeException e) {
      builder.add(
          "FLOW_BODY_FAILED",
          "Cannot build flow %s: its body failed with %s.".formatted(name, e),
          "a body only applies components to symbols");
      try {
        builder.refuseProblems();
      } catch (UserException all) {
        all.addSuppressed(e);
        throw all;
      }
      throw e;
    }
  }

  /** What the flow is called. */
  public String name() {
    return plan.flow();
  }

  /** The nodes and edges, for reading. */
  public FlowPlan plan() {
    return plan;
  }

  /**
   * The components and nested flows, each of which can run by itself; a nested flow stands before
   * its own parts.
   */
  public List<Part> parts() {
    return parts;
  }

  Signature<I, O> signature() {
    return signature;
  }

  Program program() {
    return program;
  }

  PortSpec input(String port) {
    return signature.in().ports().stream()
        .filter(spec -> spec.name().equals(port))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("%s has no input %s".formatted(name(), port)));
  }

  /**
   * The inputs by name, for callers that know them from a file rather than from Java.
   *
   * @throws UserException FLOW_INPUT_MISSING, FLOW_INPUT_UNKNOWN, FLOW_INPUT_KIND for each name
   */
  public I bind(Map<String, ? extends Handle> inputs) {
    return new NamedInputs(name(), inputs).bind(signature.in());
  }

  /**
   * Runs every component on empty frames of the declared columns, and nothing on data.
   *
   * @return the frames that each node describes in terms of the empty ones, by its output ports
   * @throws UserException with everything that is wrong: FLOW_NODE_FAILED for a component that
   *     fails, FLOW_NODE_JOB for one that starts a Spark job, the FLOW_COLUMN_ codes for outputs
   *     that are not what was declared, FLOW_NOT_CHECKED for a node that could not be tried, and
   *     FLOW_DRY_RUN_INPUT if an input cannot be made up
   */
  public Map<PortRef, Frame<?>> dryRun(FlowContext ctx) {
    return new DryRun(this, ctx).run(null);
  }

  /**
   * As {@link #dryRun(FlowContext)}, with the models of {@code in}, and with its columns for the
   * inputs that declare none. Its rows are not read.
   */
  public Map<PortRef, Frame<?>> dryRun(I in, FlowContext ctx) {
    return new DryRun(shapedFor(in), ctx).run(in);
  }

  /**
   * Describes the outputs; Spark runs nothing until they are read.
   *
   * @throws UserException FLOW_NODE_FAILED if a component fails, the FLOW_COLUMN_ codes if a frame
   *     is not what its port declares, FLOW_STATE_UNBOUND if it needs what earlier slices left
   */
  @Override
  public O transform(I in, FlowContext ctx) {
    return shapedFor(in).describe(in, ctx);
  }

  private O describe(I in, FlowContext ctx) {
    BetweenSlices.refuseUnbound(plan);
    PortValues values =
        new Execution(
                program,
                Execution.Part.whole(this),
                JobNames.of(ctx, name()),
                (port, frame) -> frame,
                (node, took) -> {})
            .run(signature, in);
    return values.results(signature.out(), program);
  }
}
