package dev.bering.porting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.parity.Comparison;
import dev.bering.parity.Tolerance;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclarationTest {

  private static final Location WIDE = Location.of("/legacy/wide.parquet");
  private static final Location TOTALS = Location.of("/legacy/totals.csv");

  @Test
  void everythingWrongIsSaidAtOnce() {
    ComponentParity parity =
        ComponentParity.of("totals", new Traffic.Totals())
            .input("trafic", Recorded.at(WIDE).through(lawless()))
            .output("total", Recorded.at(TOTALS), Comparison.by("host"));

    assertThatThrownBy(parity::plan)
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot check component totals: its input traffic is given no recorded table.
            Cannot check component totals: it has no input trafic.
            Cannot check component totals: it has no output total.
            Cannot check component totals: its output totals is neither compared nor left.
            Cannot check component totals: translator directions has no law that could be tested."""
                .stripIndent());
  }

  @Test
  void thePlanSaysWhatWillHappen() {
    ComponentParity parity =
        ComponentParity.of("totals", new Traffic.Totals())
            .input(
                "traffic",
                Recorded.at(WIDE)
                    .through(
                        lawless()
                            .obeying(Law.rows(1, 2))
                            .obeying(
                                Law.sums(
                                    List.of("bytes_in", "bytes_out"),
                                    List.of("bytes"),
                                    Tolerance.NONE))))
            .output("totals", Recorded.at(TOTALS), Comparison.by("host"));

    assertThat(parity.plan().toString())
        .isEqualTo(
            """
            check component totals
              feed traffic from /legacy/wide.parquet through directions
                test: 1 legacy row to 2
                test: the sum of bytes_in + bytes_out is the sum of bytes
              compare totals with /legacy/totals.csv by (host)
            """);
  }

  @Test
  void edgesOfAFlowAreChecked() {
    FlowParity parity =
        FlowParity.of(Traffic.flow(30))
            .input("traffic", Recorded.at(WIDE))
            .output("pick.loud", Recorded.at(TOTALS), Comparison.by("host"))
            .output("loud", Recorded.at(TOTALS), Comparison.by("host"))
            .output("lod", Recorded.at(TOTALS), Comparison.by("host"));

    assertThatThrownBy(() -> new FlowParts(parity))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot check flow traffic: loud is recorded twice, it is pick/loud.loud.
            Cannot check flow traffic: lod is no output of it or of a part of it."""
                .stripIndent());
  }

  @Test
  void aNodeIsCheckedInTheSmallestPartAroundItThatWasRecorded() {
    FlowParity parity =
        FlowParity.of(Traffic.flow(30))
            .input("traffic", Recorded.at(WIDE))
            .output("totals.totals", Recorded.at(TOTALS), Comparison.by("host"))
            .output("pick.loud", Recorded.at(TOTALS), Comparison.by("host"));

    FlowParts parts = new FlowParts(parity);

    assertThat(parts.units().stream().map(unit -> unit.parity().name()))
        .containsExactly("totals", "pick");
    assertThat(parts.whole().plan().toString())
        .isEqualTo(
            """
            check component traffic
              feed traffic from /legacy/wide.parquet
              compare totals.totals with /legacy/totals.csv by (host)
              compare pick/loud.loud with /legacy/totals.csv by (host)
              leave loud: it is compared where it is made
            """);
  }

  @Test
  void aNodeThatNothingCoversIsNamed() {
    FlowParity parity =
        FlowParity.of(Traffic.flow(30))
            .input("traffic", Recorded.at(WIDE))
            .output("loud", Recorded.at(TOTALS), Comparison.by("host"));

    assertThat(new ParityMatrix(new FlowParts(parity).inOrder(List.of())).toString())
        .isEqualTo(
            """
            ! totals     NOT_RECORDED
                -: nothing was recorded for output totals
            ! pick/some  NOT_RECORDED
                -: nothing was recorded for input totals, output loud
            ! pick/loud  NOT_RECORDED
                -: nothing was recorded for input totals
            """);
  }

  private static Translator<Traffic.Directed> lawless() {
    return Translator.of("directions", Traffic.Directed.class, Traffic::directions);
  }
}
