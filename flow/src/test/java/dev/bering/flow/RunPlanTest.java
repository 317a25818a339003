package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Detection.Alert;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunPlanTest {

  private static RunPlan plan(Flow<?, ?> flow, String... sinks) {
    List<Sink> list = new ArrayList<>();
    for (String sink : sinks) {
      list.add(Sink.of(sink, "/lake/" + sink.replace('/', '_')));
    }
    return RunPlan.of(flow.plan(), list);
  }

  @Test
  void keepsNothingThatIsReadOnce() {
    assertThat(plan(Detection.flow(), "alerts"))
        .hasToString(
            """
            run detect
              write out.alerts to /lake/alerts: runs enrich, score
            """);
  }

  @Test
  void keepsWhatTwoWritesReadUntilTheSecond() {
    assertThat(plan(Detection.flow(), "rejected", "alerts"))
        .hasToString(
            """
            run detect
              keep enrich.features for out.rejected, out.alerts
              write out.rejected to /lake/rejected: runs enrich, score
              write out.alerts to /lake/alerts after out.rejected: runs score
            """);
  }

  @Test
  void writesPortsInsideTheFlowInTheOrderOfTheNodes() {
    assertThat(plan(Detection.flow(), "alerts", "enrich.features"))
        .hasToString(
            """
            run detect
              keep enrich.features for enrich.features, out.alerts
              write enrich.features to /lake/enrich.features: runs enrich
              write out.alerts to /lake/alerts after enrich.features: runs score
            """);
  }

  public record One(Frame<Alert> rows) {}

  public record Two(Frame<Alert> left, Frame<Alert> right) {}

  private static final MultiTransformer<One, One> PASS =
      Transformers.of(One.class, One.class, (in, ctx) -> in);
  private static final MultiTransformer<Two, One> JOIN =
      Transformers.of(Two.class, One.class, (in, ctx) -> new One(in.left()));

  @Test
  void keepsWhatOneWriteReadsAlongTwoPaths() {
    Flow<One, One> diamond =
        Flow.define(
            "diamond",
            One.class,
            One.class,
            (b, in) -> {
              One top = b.apply("top", PASS, in);
              One left = b.apply("left", PASS, top);
              One right = b.apply("right", PASS, top);
              return b.apply("join", JOIN, new Two(left.rows(), right.rows()));
            });

    assertThat(plan(diamond, "rows"))
        .hasToString(
            """
            run diamond
              keep top.rows for out.rows
              write out.rows to /lake/rows: runs top, left, right, join
            """);
  }

  @Test
  void freesACacheWhenTheOnesFilledFromItAreFull() {
    Flow<One, Two> chain =
        Flow.define(
            "chain",
            One.class,
            Two.class,
            (b, in) -> {
              One a = b.apply("a", PASS, in);
              One c = b.apply("b", PASS, a);
              One first = b.apply("first", PASS, c);
              One second = b.apply("second", PASS, c);
              return new Two(first.rows(), second.rows());
            });

    assertThat(plan(chain, "a.rows", "left", "right"))
        .hasToString(
            """
            run chain
              keep a.rows for a.rows, out.left
              keep b.rows for out.left, out.right
              write a.rows to /lake/a.rows: runs a
              write out.left to /lake/left after a.rows: runs b, first
              write out.right to /lake/right after out.left: runs second
            """);
  }

  @Test
  void keepsFourPortsAtMostAndSaysWhichAreComputedAgain() {
    Flow<One, Two> fan =
        Flow.define(
            "fan",
            One.class,
            Two.class,
            (b, in) -> {
              One at = in;
              for (int i = 1; i <= 5; i++) {
                One left = b.apply("left" + i, PASS, at);
                One right = b.apply("right" + i, PASS, at);
                at = b.apply("join" + i, JOIN, new Two(left.rows(), right.rows()));
              }
              return new Two(at.rows(), at.rows());
            });

    RunPlan plan = plan(fan, "left", "right");

    assertThat(plan.cached())
        .extracting(PortRef::toString)
        .containsExactly("join2.rows", "join3.rows", "join4.rows", "join5.rows");
    assertThat(plan.recomputed())
        .extracting(PortRef::toString)
        .containsExactly("left1.rows", "right1.rows", "join1.rows");
  }

  @Test
  void findsPortsOfNestedFlows() {
    RunPlan plan = plan(FlowPlanTest.NESTED, "detect/score.rejected");
    assertThat(plan.writes())
        .singleElement()
        .satisfies(
            write -> {
              assertThat(write.source()).hasToString("detect/score.rejected");
              assertThat(write.nodes()).containsExactly("detect/enrich", "detect/score");
            });
  }

  @Test
  void refusesSinksThatCannotBeWritten() {
    List<Sink> sinks =
        List.of(
            Sink.of("alert", "/lake/a"),
            Sink.of("score.reject", "/lake/b"),
            Sink.of("alerts", "/lake/c"),
            Sink.of("rejected", "/lake/c/inside"),
            Sink.of("enrich.features", "/lake/c"));

    assertThatThrownBy(() -> RunPlan.of(Detection.flow().plan(), sinks))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::hint)
                    .startsWith("did you mean alerts?", "did you mean score.rejected?"))
        .hasMessage(
            """
            Cannot write alert of detect: there is no such port.
            Cannot write score.reject of detect: there is no such port.
            Cannot write rejected of detect to /lake/c/inside: alerts is written to /lake/c.
            Cannot write enrich.features of detect to /lake/c: alerts is written to /lake/c.
            Cannot write enrich.features of detect to /lake/c: rejected is written to \
            /lake/c/inside.""");
  }

  public record Models(ModelItem<String> model) {}

  @Test
  void refusesModelsAndNothing() {
    Flow<Models, Models> flow =
        Flow.of("train", Transformers.of(Models.class, Models.class, (in, ctx) -> in));

    assertThatThrownBy(() -> plan(flow, "model"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot write model of train: it is a model.");
    assertThatThrownBy(() -> plan(Detection.flow()))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems().get(0).hint())
                    .isEqualTo(
                        "name a port and a location; there are alerts, enrich.features, rejected,"
                            + " score.alerts, score.rejected"))
        .hasMessage("Cannot run detect: no port is to be written.");
  }
}
