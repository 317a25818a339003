package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.flow.Ddl;
import dev.bering.flow.Flow;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.NoopSink;
import dev.bering.flow.RunPlan;
import dev.bering.flow.Transformers;
import dev.bering.profile.Budget;
import dev.bering.profile.FlowProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class FlowPictureTest {

  public record Rows(@Ddl("host STRING, bytes BIGINT") Frame<Row> rows) {}

  private static final MultiTransformer<Rows, Rows> SAME =
      Transformers.of(Rows.class, Rows.class, (in, ctx) -> in);

  /** A flow of one node after the other. */
  private static Flow<?, ?> chain(String... names) {
    return Flow.define(
        "chain",
        Rows.class,
        Rows.class,
        (b, in) -> {
          Rows last = in;
          for (String name : names) {
            last = b.apply(name, SAME, last);
          }
          return last;
        });
  }

  private static FlowPicture.Box box(FlowPicture picture, String name) {
    return picture.boxes().stream()
        .filter(box -> box.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void boxesAreAsWideAsTheirNamesWithinReason() {
    FlowPicture few = FlowGraph.of(chain("add").plan()).picture();
    FlowPicture some = FlowGraph.of(chain("add", "publish-classification").plan()).picture();

    assertThat(box(few, "add").width()).isEqualTo(124);
    assertThat(box(some, "add").width()).isEqualTo(182);
    assertThat(few.width()).isEqualTo(12 + 124 + 48 + 124 + 48 + 124 + 12);
  }

  @Test
  void namesThatAreTooLongKeepBothTheirEnds() {
    String name = "normalise_customer_transactions_of_the_european_region";
    FlowPicture picture = FlowGraph.of(chain(name).plan()).picture();

    assertThat(box(picture, name).label()).isEqualTo("normalise_cust…uropean_region");
    assertThat(box(picture, name).width()).isEqualTo(260);
    assertThat(FlowGraph.of(chain(name).plan()).page()).contains("<title>" + name + "</title>");
  }

  @Test
  void aWideFlowIsScrolledRatherThanDrawnTooSmallToRead() {
    String[] names = new String[20];
    for (int i = 0; i < names.length; i++) {
      names[i] = "step-" + i;
    }
    FlowGraph graph = FlowGraph.of(chain(names).plan());

    assertThat(graph.picture().width()).isEqualTo(12 + 22 * (124 + 48) - 48 + 12);
    assertThat(graph.page()).contains("min-width: 2820px; max-width: 3760px");
  }

  @Test
  void aPageTellsWhichBudgetsHold() {
    Flow<?, ?> flow = chain("add", "slow");
    RunPlan plan = RunPlan.of(flow.plan(), List.of(new NoopSink("rows")));
    FlowProfile past =
        FlowProfile.past(
            plan,
            "3 runs up to 2026-01-01T03:10:00Z",
            Map.of("rows", Duration.ofSeconds(90)),
            Map.of("rows", 7L),
            4);
    var budget =
        new Budget(
            Optional.of(Duration.ofMinutes(1)),
            Map.of("rows", Duration.ofMinutes(2), "slow", Duration.ofSeconds(89)));

    assertThat(new FlowTimes(past, budget, true).limits())
        .containsExactly(
            new FlowTimes.Limit(
                "bad",
                "over budget",
                "The critical path takes 1 min 30 s, its budget is 1 min 0 s."),
            new FlowTimes.Limit(
                "good", "within budget", "rows takes 1 min 30 s, its budget is 2 min 0 s."),
            new FlowTimes.Limit(
                "bad", "over budget", "slow takes 1 min 30 s, its budget is 1 min 29 s."));
    assertThat(
            new FlowTimes(FlowProfile.past(plan, "1 run", Map.of(), Map.of(), 4), budget, true)
                .limits())
        .as("what was never timed takes no time as far as is known, which is no reason to be green")
        .isEmpty();
    assertThat(FlowGraph.of(flow.plan()).after(past, budget).page())
        .contains("<span class=\"tag bad\">over budget</span> The critical path takes 1 min 30 s");
  }
}
