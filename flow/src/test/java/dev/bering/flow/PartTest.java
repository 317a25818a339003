package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PartTest {

  @Test
  void partsOfANestedFlowAreSeenFromTheOuterOne() {
    Flow<Detection.In, Detection.Out> outer =
        Flow.define(
            "outer",
            Detection.In.class,
            Detection.Out.class,
            (b, in) -> b.apply("inner", Detection.flow(), in));

    assertThat(outer.parts().stream().map(PartTest::text))
        .containsExactly(
            "inner reads {flows=in.flows, hosts=in.hosts, scorer=in.scorer}"
                + " makes {alerts=inner/score.alerts, rejected=inner/score.rejected}",
            "inner/enrich reads {flows=in.flows, hosts=in.hosts}"
                + " makes {features=inner/enrich.features}",
            "inner/score reads {features=inner/enrich.features, scorer=in.scorer}"
                + " makes {alerts=inner/score.alerts, rejected=inner/score.rejected}");
  }

  @Test
  void aPartIsAFlowOfItsOwn() {
    List<Flow<?, ?>> flows = Detection.flow().parts().stream().<Flow<?, ?>>map(Part::flow).toList();

    assertThat(flows.stream().map(Flow::name)).containsExactly("enrich", "score");
    assertThat(flows.get(1).plan().outputs().stream().map(PortSpec::name))
        .containsExactly("alerts", "rejected");
  }

  private static String text(Part part) {
    return "%s reads %s makes %s"
        .formatted(part.path(), new TreeMap<>(part.reads()), new TreeMap<>(part.makes()));
  }
}
