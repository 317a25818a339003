package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SignatureTest {

  public record A(int a) {}

  public record B(int b) {}

  public record InA(Frame<A> rows) {}

  public record OutB(Frame<B> rows) {}

  public record One<T>(Frame<T> rows) {}

  @Test
  void readsAComponentThatImplementsTheInterface() {
    assertThat(text(new Score()))
        .isEqualTo(
            "Scoring 3: features: host STRING NOT NULL,owner STRING NOT NULL,bytes BIGINT NOT NULL;"
                + " scorer: model Detection.Scorer"
                + " -> alerts: host STRING NOT NULL,score DOUBLE NOT NULL;"
                + " rejected: host STRING NOT NULL,owner STRING");
  }

  abstract static class ToB<I extends Record> implements MultiTransformer<I, OutB> {}

  abstract static class Named<X, I extends Record> extends ToB<I> {}

  static final class Deep extends Named<String, InA> {
    @Override
    public OutB transform(InA in, FlowContext ctx) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void readsThroughGenericSuperclasses() {
    assertThat(text(new Deep())).isEqualTo("Deep 1: rows: a INT NOT NULL -> rows: b INT NOT NULL");
  }

  interface Mapper<S, T> extends MultiTransformer<One<S>, One<T>> {}

  static final class AToB implements Mapper<A, B> {
    @Override
    public One<B> transform(One<A> in, FlowContext ctx) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void readsBundlesWithTypeParameters() {
    assertThat(text(new AToB())).isEqualTo("AToB 1: rows: a INT NOT NULL -> rows: b INT NOT NULL");
  }

  @Test
  void readsAnonymousClasses() {
    var anonymous =
        new MultiTransformer<InA, OutB>() {
          @Override
          public OutB transform(InA in, FlowContext ctx) {
            throw new UnsupportedOperationException();
          }
        };
    assertThat(text(anonymous))
        .isEqualTo("SignatureTest.1 1: rows: a INT NOT NULL -> rows: b INT NOT NULL");
  }

  @Test
  void refusesLambdasAndSaysWhatToUse() {
    MultiTransformer<InA, OutB> lambda = (in, ctx) -> new OutB(Frame.of(in.rows().df()));

    assertThatThrownBy(() -> Signature.of(lambda))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems().get(0).hint())
                    .isEqualTo("use Transformers.of(In.class, Out.class, fn)"))
        .hasMessage(
            "Cannot read the ports of component SignatureTest's lambda: a lambda does not keep its"
                + " types.");
    assertThat(text(Transformers.of(InA.class, OutB.class, lambda)))
        .isEqualTo("lambda 1: rows: a INT NOT NULL -> rows: b INT NOT NULL");
  }

  static final class Erased<I extends Record> implements MultiTransformer<I, OutB> {
    @Override
    public OutB transform(I in, FlowContext ctx) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void refusesAComponentWhoseTypeArgumentsAreErased() {
    assertThatThrownBy(() -> Signature.of(new Erased<InA>()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read the ports of component SignatureTest.Erased: its type arguments are"
                + " erased.");
  }

  public record Bad(int limit, Frame<String> names, ModelItem<?> model, Frame<?> any) {}

  @SuppressWarnings("rawtypes")
  public record Worse(
      Frame raw,
      @Ddl("a INT") Frame<A> twice,
      @Ddl("a NUMBER(") Frame<Row> broken,
      ModelItem<Map<String, List<Integer>>> fine) {}

  static final class Broken implements MultiTransformer<Bad, Worse> {
    @Override
    public Worse transform(Bad in, FlowContext ctx) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void refusesEveryComponentThatIsNoPort() {
    assertThatThrownBy(() -> Signature.of(new Broken()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read port SignatureTest.Bad.limit: int is neither a Frame<...> nor a \
            ModelItem<...>.
            Cannot read port SignatureTest.Bad.names: java.lang.String is neither a record nor Row.
            Cannot read port SignatureTest.Bad.model: ? is not the type of a model.
            Cannot read port SignatureTest.Bad.any: ? is neither a record nor Row.
            Cannot read port SignatureTest.Worse.raw: dev.bering.flow.Frame is neither a \
            Frame<...> nor a ModelItem<...>.
            Cannot read port SignatureTest.Worse.twice: its columns are declared twice, by @Ddl \
            and by dev.bering.flow.SignatureTest$A.
            Cannot read port SignatureTest.Worse.broken: @Ddl("a NUMBER(") is no list of columns.""");
  }

  private static String text(MultiTransformer<?, ?> component) {
    Signature<?, ?> signature = Signature.of(component);
    return "%s %s: %s -> %s"
        .formatted(
            signature.component(),
            signature.version(),
            ports(signature.in()),
            ports(signature.out()));
  }

  private static String ports(Bundle<?> bundle) {
    return String.join(
        "; ", bundle.ports().stream().map(p -> p.name() + ": " + p.declared()).toList());
  }
}
