package dev.bering.flow;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * A trained model on an edge between components, with what a report must say of it. While a flow is
 * being built it is a symbol.
 *
 * @param <M> the Java type of the model
 */
public final class ModelItem<M> implements Handle {
  private final @Nullable Symbol symbol;
  private final @Nullable Loaded<M> loaded;

  private record Loaded<M>(String name, String version, String digest, M model) {}

  private ModelItem(@Nullable Symbol symbol, @Nullable Loaded<M> loaded) {
    this.symbol = symbol;
    this.loaded = loaded;
  }

  static ModelItem<?> symbolic(Symbol symbol) {
    return new ModelItem<>(symbol, null);
  }

  /**
   * A model with the digest of its serialised form. Equal digests mean equal models; models that
   * differ only in how they were built up may have different digests.
   *
   * @throws UserException FLOW_MODEL_DIGEST if something in the model cannot be serialised
   */
  public static <M extends Serializable> ModelItem<M> of(String name, String version, M model) {
    return of(name, version, ModelDigest.of(name, model), model);
  }

  /** A model with a digest of the caller's, such as that of the file it was loaded from. */
  public static <M> ModelItem<M> of(String name, String version, String digest, M model) {
    return new ModelItem<>(null, new Loaded<>(name, version, digest, model));
  }

  @Nullable Symbol symbol() {
    return symbol;
  }

  /** What the model is called. */
  public String name() {
    return loaded().name();
  }

  /** Which training of it this is. */
  public String version() {
    return loaded().version();
  }

  /** What tells its contents from others', such as {@code sha256:...}. */
  public String digest() {
    return loaded().digest();
  }

  /**
   * The model itself.
   *
   * @throws UserException FLOW_FRAME_SYMBOLIC while a flow is being built
   */
  public M model() {
    return loaded().model();
  }

  /**
   * This model as one that is given rows of {@code in} and adds the columns of {@code out}, with
   * which it meets the ports that want those.
   *
   * @throws UserException FLOW_MODEL_TYPE if it is no {@link FrameModel}, the FLOW_COLUMN_ codes
   *     for every column in which its signature is another
   */
  @SuppressWarnings("unchecked") // the records only stand for the columns, which were compared
  public <I extends Record, O extends Record> ModelItem<FrameModel<I, O>> as(
      Class<I> in, Class<O> out) {
    String subject = "Cannot take %s for %s".formatted(this, TypeName.of(in));
    if (!(model() instanceof FrameModel<?, ?>)) {
      throw UserException.usage(
          new Problem(
              "FLOW_MODEL_TYPE",
              "%s: it is a %s, wanted a FrameModel."
                  .formatted(subject, TypeName.of(model().getClass())),
              "make it one: FrameModel.of(In.class, Out.class, row -> ...)"));
    }
    var wanted = new ModelSignature(RecordEncoder.schema(in), RecordEncoder.schema(out));
    List<Problem> problems = wanted.problems(subject, this);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return (ModelItem<FrameModel<I, O>>) this;
  }

  /** The model, sent to each executor once, for functions of rows to capture in its place. */
  public Broadcast<M> broadcast(FlowContext ctx) {
    return ctx.broadcast(model());
  }

  private Loaded<M> loaded() {
    if (loaded == null) {
      throw UserException.usage(
          new Problem(
              "FLOW_FRAME_SYMBOLIC",
              "Cannot read %s: the flow is being built and has no data yet.".formatted(this),
              "read models inside a component, in its transform method"));
    }
    return loaded;
  }

  @Override
  public String toString() {
    return symbol != null
        ? "model " + symbol.name()
        : "model %s %s".formatted(loaded().name(), loaded().version());
  }
}
