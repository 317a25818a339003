package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Where a run begins: at ports that are given, and at nodes that are selected. */
class CutTest {
  private static final FlowPlan DETECT = Detection.flow().plan();
  private static final FlowPlan NESTED = FlowPlanTest.NESTED.plan();

  private static RunPlan plan(
      FlowPlan flow, List<String> sinks, Selection selection, String... given) {
    return RunPlan.of(flow, sinks(sinks), ports(given), selection, CachePolicy.standard());
  }

  private static List<Sink> sinks(List<String> ports) {
    return ports.stream().map(p -> Sink.of(p, "/lake/" + p.replace('/', '_'))).toList();
  }

  private static Set<PortRef> ports(String... names) {
    return Arrays.stream(names).map(PortRef::of).collect(Collectors.toSet());
  }

  private static List<String> hints(UserException e) {
    return e.problems().stream().map(Problem::hint).toList();
  }

  @Test
  void aGivenPortStandsForTheNodesThatOnlyFeedIt() {
    RunPlan plan = plan(DETECT, List.of("alerts"), Selection.all(), "enrich.features");

    assertThat(plan)
        .hasToString(
            """
            run detect
              given enrich.features
              write out.alerts to /lake/alerts: runs score
            """);
    assertThat(plan.nodes()).containsExactly("score");
    assertThat(plan.inputs()).extracting(PortRef::toString).containsExactly("in.scorer");
  }

  @Test
  void aGivenPortIsNotKept() {
    assertThat(
            plan(DETECT, List.of("alerts", "rejected"), Selection.all(), "enrich.features")
                .cached())
        .isEmpty();
  }

  @Test
  void selectedNodesWriteTheirSinksAndLeaveOutTheOthers() {
    assertThat(
            plan(
                DETECT,
                List.of("enrich.features", "alerts"),
                Selection.all().from("score"),
                "enrich.features"))
        .hasToString(
            """
            run detect
              given enrich.features
              write out.alerts to /lake/alerts: runs score
              leave out enrich.features
            """);
    assertThat(plan(DETECT, List.of("enrich.features", "alerts"), Selection.all().to("enrich")))
        .hasToString(
            """
            run detect
              write enrich.features to /lake/enrich.features: runs enrich
              leave out alerts
            """);
  }

  @Test
  void thePathOfANestedFlowStandsForAllInside() {
    RunPlan plan = plan(NESTED, List.of("detect/score.rejected"), Selection.all().only("detect"));

    assertThat(plan.nodes()).containsExactly("detect/enrich", "detect/score");
  }

  @Test
  void conditionsAddUp() {
    Selection both = Selection.all().from("enrich").to("score").only("score");

    assertThat(both).hasToString("from enrich to score only score");
    assertThat(both.nodes(new Wiring(DETECT))).containsExactly("score");
    assertThat(Selection.all().from("score").nodes(new Wiring(DETECT))).containsExactly("score");
    assertThat(Selection.all().to("score").nodes(new Wiring(DETECT)))
        .containsExactly("enrich", "score");
  }

  @Test
  void tellsWhichPortsASelectionNeeds() {
    assertThat(RunPlan.mustGive(DETECT, sinks(List.of("alerts")), Selection.all().from("score")))
        .extracting(PortRef::toString)
        .containsExactly("enrich.features");
    assertThat(RunPlan.mustGive(DETECT, sinks(List.of("alerts")), Selection.all())).isEmpty();
  }

  @Test
  void refusesASelectionThatReadsWhatNothingMakes() {
    assertThatThrownBy(() -> plan(DETECT, List.of("alerts"), Selection.all().only("score")))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(hints(e))
                    .containsExactly("give the port enrich.features, or select enrich too"))
        .hasMessage(
            "Cannot run detect only score: score reads enrich.features, which is neither made nor"
                + " given.");
  }

  @Test
  void refusesGivenPortsThatCannotBeGivenOrAreNotNeeded() {
    assertThatThrownBy(
            () ->
                plan(
                    DETECT,
                    List.of("enrich.features"),
                    Selection.all(),
                    "enrich.feature",
                    "score.rejected"))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(hints(e))
                    .containsExactly(
                        "did you mean enrich.features?",
                        "do not give it, or write a port that is made from it"))
        .hasMessage(
            """
            Cannot give enrich.feature of detect: there is no node with such an output.
            Cannot give score.rejected of detect: nothing that is to be written needs it.""");
  }

  @Test
  void refusesASinkWithNothingLeftToDo() {
    assertThatThrownBy(() -> plan(DETECT, List.of("alerts"), Selection.all(), "score.alerts"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot write alerts of detect: score.alerts is given, so there is nothing left to do.");
  }

  @Test
  void refusesNodesThatThereAreNot() {
    assertThatThrownBy(
            () -> plan(DETECT, List.of("alerts"), Selection.all().from("enrch").to("scores")))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(hints(e)).containsExactly("did you mean enrich?", "did you mean score?"))
        .hasMessage(
            """
            Cannot run detect from enrch to scores: there is no node enrch.
            Cannot run detect from enrch to scores: there is no node scores.""");
  }

  @Test
  void refusesASelectionThatWritesNothing() {
    assertThatThrownBy(() -> plan(DETECT, List.of("alerts"), Selection.all().only("enrich")))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> assertThat(hints(e)).containsExactly("select one of score, or write another port"))
        .hasMessage(
            "Cannot run detect only enrich: none of these nodes makes a port that is to be"
                + " written.");
  }

  public record Numbers(@Ddl("v BIGINT") Frame<org.apache.spark.sql.Row> rows) {}

  public record Trained(ModelItem<String> model) {}

  public record Both(@Ddl("v BIGINT") Frame<org.apache.spark.sql.Row> rows, ModelItem<String> m) {}

  private static final Flow<Numbers, Numbers> TRAINING =
      Flow.define(
          "learn",
          Numbers.class,
          Numbers.class,
          (b, in) -> {
            var train =
                Transformers.of(
                    Numbers.class,
                    Trained.class,
                    (rows, ctx) -> new Trained(ModelItem.of("m", "1", "x")));
            var apply =
                Transformers.of(Both.class, Numbers.class, (both, ctx) -> new Numbers(both.rows()));
            Trained trained = b.apply("train", train, in);
            return b.apply("apply", apply, new Both(in.rows(), trained.model()));
          });

  @Test
  void aModelIsMadeAgainAndNeverGiven() {
    assertThat(plan(TRAINING.plan(), List.of("rows"), Selection.all()).nodes())
        .containsExactly("train", "apply");
    assertThatThrownBy(() -> plan(TRAINING.plan(), List.of("rows"), Selection.all(), "train.model"))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(hints(e))
                    .containsExactly(
                        "give the frames that train reads, and have it make the model"))
        .hasMessage("Cannot give train.model of learn: it is a model.");
    assertThatThrownBy(() -> plan(TRAINING.plan(), List.of("rows"), Selection.all().only("apply")))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> assertThat(hints(e)).containsExactly("select train too; a model cannot be given"))
        .hasMessage(
            "Cannot run learn only apply: apply reads train.model, which is neither made nor"
                + " given.");
  }

  @Test
  void readsPortsAsPeopleWriteThem() {
    assertThat(PortRef.of("detect/enrich.features"))
        .isEqualTo(new PortRef("detect/enrich", "features"));
    assertThatThrownBy(() -> PortRef.of("features"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read port 'features': it is no path of a node, a dot and a name.");
  }

  @Test
  void keepsNothingIfNothingIsToBeKept() {
    RunPlan plan =
        RunPlan.of(
            DETECT,
            sinks(List.of("alerts", "rejected")),
            Set.of(),
            Selection.all(),
            CachePolicy.none());

    assertThat(plan.cached()).isEmpty();
    assertThat(plan)
        .hasToString(
            """
            run detect
              compute again enrich.features: nothing is to be kept
              write out.alerts to /lake/alerts: runs enrich, score
              write out.rejected to /lake/rejected: runs enrich, score
            """);
  }
}
