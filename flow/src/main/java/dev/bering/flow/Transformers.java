package dev.bering.flow;

/** Components made of lambdas. */
public final class Transformers {

  private Transformers() {}

  /**
   * The component that {@code body} is. Java forgets the types of a lambda, so the bundles must be
   * named.
   *
   * @throws dev.bering.model.UserException what is wrong with the ports
   */
  public static <I extends Record, O extends Record> MultiTransformer<I, O> of(
      Class<I> in, Class<O> out, MultiTransformer<I, O> body) {
    return new Declared<>(
        new Signature<>("lambda", "1", Bundle.of(in), Bundle.of(out).asOutputs()), body);
  }

  record Declared<I extends Record, O extends Record>(
      Signature<I, O> signature, MultiTransformer<I, O> body) implements MultiTransformer<I, O> {

    @Override
    public O transform(I in, FlowContext ctx) {
      return body.transform(in, ctx);
    }
  }
}
