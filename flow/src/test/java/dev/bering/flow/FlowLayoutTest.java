package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.flow.Detection.Alert;
import dev.bering.flow.FlowLayout.Box;
import dev.bering.flow.FlowLayout.Kind;
import dev.bering.flow.FlowLayout.Line;
import dev.bering.flow.FlowLayout.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowLayoutTest {

  @Test
  void putsEveryBoxToTheRightOfWhatItReads() {
    FlowLayout layout = FlowPlanTest.NESTED.plan().layout();

    assertThat(layout.levels()).isEqualTo(4);
    assertThat(layout.rows()).isEqualTo(4);
    assertThat(layout.boxes())
        .containsExactly(
            new Box("in.flows", "flows", Kind.INPUT, new Point(0, 0)),
            new Box("in.hosts", "hosts", Kind.INPUT, new Point(0, 1)),
            new Box("in.scorer", "scorer", Kind.INPUT, new Point(0, 2)),
            new Box("in.notes", "notes", Kind.INPUT, new Point(0, 3)),
            new Box("detect/enrich", "enrich", Kind.NODE, new Point(1, 0)),
            new Box("detect/score", "score", Kind.NODE, new Point(2, 0)),
            new Box("notes", "notes", Kind.NODE, new Point(1, 2)),
            new Box("out.alerts", "alerts", Kind.OUTPUT, new Point(3, 0)),
            new Box("out.copy", "copy", Kind.OUTPUT, new Point(3, 1)));
  }

  @Test
  void leadsLinesPastTheLevelsBetween() {
    assertThat(FlowPlanTest.NESTED.plan().layout().lines())
        .contains(
            new Line(
                "in.flows",
                "detect/enrich",
                List.of(PortRef.input("flows")),
                List.of(new Point(0, 0), new Point(1, 0))),
            new Line(
                "in.scorer",
                "detect/score",
                List.of(PortRef.input("scorer")),
                List.of(new Point(0, 2), new Point(1, 1), new Point(2, 0))),
            new Line(
                "notes",
                "out.copy",
                List.of(new PortRef("notes", "notes")),
                List.of(new Point(1, 2), new Point(2, 1), new Point(3, 1))));
  }

  @Test
  void namesBoxesAsShortAsTheyCanBeToldApart() {
    var swap = Transformers.of(Pair.class, Pair.class, (pair, ctx) -> pair);
    Flow<Pair, Pair> inner =
        Flow.define("inner", Pair.class, Pair.class, (b, in) -> b.apply("score", swap, in));
    Flow<Pair, Pair> flow =
        Flow.define(
            "outer",
            Pair.class,
            Pair.class,
            (b, in) ->
                b.apply("sum", swap, b.apply("logins", inner, b.apply("visits", inner, in))));

    assertThat(flow.plan().layout().boxes())
        .filteredOn(box -> box.kind() == FlowLayout.Kind.NODE)
        .extracting(FlowLayout.Box::label)
        .containsExactly("visits/score", "logins/score", "sum");
  }

  public record Pair(Frame<Alert> left, Frame<Alert> right) {}

  @Test
  void joinsTheWiresBetweenTwoBoxesToOneLine() {
    Flow<Pair, Pair> flow =
        Flow.define(
            "pair",
            Pair.class,
            Pair.class,
            (b, in) -> {
              var swap = Transformers.of(Pair.class, Pair.class, (pair, ctx) -> pair);
              Pair once = b.apply("a", swap, in);
              return b.apply("b", swap, new Pair(once.left(), once.right()));
            });

    assertThat(flow.plan().layout().lines())
        .contains(
            new Line(
                "a",
                "b",
                List.of(new PortRef("a", "left"), new PortRef("a", "right")),
                List.of(new Point(1, 0), new Point(2, 0))));
  }
}
