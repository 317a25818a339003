package dev.bering.porting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.TestSpark;
import dev.bering.flow.Transformers;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.parity.Comparison;
import dev.bering.parity.Tolerance;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class ComponentParityTest {

  private static final Comparison BY_HOST = Comparison.by("host");

  @TempDir static Path folder;
  private static LegacyTables legacy;
  private static Location wide;
  private static Location totals;
  private static Location loud;

  @BeforeAll
  static void recordTheLegacyTables() {
    legacy = new LegacyTables(folder);
    wide = legacy.record("wide", Traffic.WIDE);
    totals = legacy.record("totals", Traffic.TOTALS);
    loud = legacy.record("loud", Traffic.LOUD);
  }

  @Test
  void aComponentOfAnotherGranularityIsFedThroughALawfulTranslator() {
    Recorded traffic =
        Recorded.at(wide)
            .through(lawful().obeying(Law.roundTrip(Traffic::wide, Comparison.by("host", "hour"))));

    ComponentReport report =
        runner("granularity")
            .run(
                ComponentParity.of("totals", new Traffic.Totals())
                    .input("traffic", traffic)
                    .output("totals", Recorded.at(totals), BY_HOST));

    assertThat(report.inputs().get(0).laws().stream().map(LawResult::toString))
        .containsExactly(
            "kept: 1 legacy row to 2 (4 legacy, 8 translated)",
            "kept: the sum of bytes_in + bytes_out is the sum of bytes"
                + " (583 legacy, 583 translated)",
            "kept: the values of (host, hour) are those of (host, hour) (0 lost, 0 added)",
            "kept: (host, hour, direction) is unique (0 values occur more than once)",
            "kept: translated back it is the legacy table (EXACT: all 4 rows are equal)");
    assertThat(report.inputs().get(0).rows()).isEqualTo(8);
    assertThat(report.outputs().get(0).reason()).isEqualTo("all 3 rows are equal");
    assertThat(report.verdict().word()).isEqualTo("EXACT");
    assertThat(report.verdict().isGreen()).isTrue();
  }

  @Test
  void whatGoesWrongIsAVerdictOfItsOwn() {
    Translator<Traffic.Directed> lossy =
        Translator.of(
                "lossy",
                Traffic.Directed.class,
                rows -> Traffic.directions(rows.where("bytes_in > 0")))
            .obeying(Law.rows(1, 2))
            .obeying(Law.keys("host"));
    Translator<Traffic.Directed> partial =
        Translator.of("partial", Traffic.Directed.class, rows -> rows.drop("host"))
            .obeying(Law.rows(1, 1));
    Recorded traffic = Recorded.at(wide).through(lawful());
    Location nowhere = Location.of(folder.resolve("nowhere"));
    Location empty = legacy.record("empty", Traffic.WIDE + " LIMIT 0");
    Location doubled =
        legacy.record(
            "doubled",
            "FROM (%1$s) UNION ALL (FROM (%1$s) WHERE host = 'c')".formatted(Traffic.TOTALS));

    ParityMatrix matrix =
        runner("wrong")
            .run(
                List.of(
                    totals("lawless", Recorded.at(wide).through(lossy), totals),
                    totals("partial", Recorded.at(wide).through(partial), totals),
                    totals("unread", Recorded.at(nowhere), totals),
                    totals("empty", Recorded.at(empty).through(lawful()), totals),
                    totals("incomparable", traffic, doubled),
                    ComponentParity.of(
                            "failing",
                            Transformers.of(
                                Traffic.TrafficIn.class,
                                Traffic.TrafficOut.class,
                                (in, ctx) -> {
                                  throw new IllegalStateException("out of luck");
                                }))
                        .input("traffic", traffic)
                        .output("loud", Recorded.at(loud), BY_HOST),
                    ComponentParity.of("late", new LateFailure())
                        .input("traffic", traffic)
                        .output("loud", Recorded.at(loud), BY_HOST)));

    assertThat(matrix.toString().replace(folder.toString(), "DIR"))
        .isEqualTo(
            """
            ! lawless       LAW_BROKEN
                totals: not run, because of its input traffic: translator lossy broke '1 legacy row to 2': 4 legacy, 6 translated; 'the values of (host) are those of (host)': 1 lost such as (c), 0 added
            ! partial       TRANSLATOR_FAILED
                totals: not run, because of its input traffic: Cannot run partial/partial: Cannot read frame [hour, bytes_in, bytes_out] as Traffic.Directed: column host string is missing.
            ! unread        UNREADABLE
                totals: not run, because of its input traffic: Cannot read DIR/nowhere: nothing is there.
            ! empty         INPUT_EMPTY
                totals: not run, because of its input traffic: DIR/empty.parquet has no rows
            ! incomparable  INCOMPARABLE
                totals: Cannot pair the rows of DIR/doubled.parquet: key host = 'c' occurs 2 times on the left.
            * failing       FAILED
                loud: Cannot run failing/failing: java.lang.IllegalStateException: out of luck.
            * late          FAILED
                loud: Cannot run late/late: [DIVIDE_BY_ZERO] Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. If necessary set "spark.sql.ansi.enabled" to "false" to bypass this error. SQLSTATE: 22012.
            """);
    assertThat(matrix.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(matrix.components()).noneMatch(component -> component.verdict().isGreen());
  }

  @Test
  void theFirstComponentThatDiffersIsNamed() throws JsonProcessingException {
    FlowParity parity =
        FlowParity.of(Traffic.flow(600))
            .input("traffic", Recorded.at(wide).through(lawful()))
            .output("totals.totals", Recorded.at(totals), BY_HOST)
            .output("pick/some.loud", Recorded.at(totals), BY_HOST)
            .output("loud", Recorded.at(loud), BY_HOST);

    FlowParityReport report = runner("flow").run(parity);

    assertThat(report.toString())
        .isEqualTo(
            """
            flow traffic, each component on recorded inputs:
            = totals     EXACT
            = pick/some  EXACT
            * pick/loud  MISMATCH
                loud: 2 rows only on the left
            from end to end:
            * traffic  MISMATCH
                loud: 2 rows only on the left
            the first component that differs is pick/loud
            """);
    assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(
            JsonMapper.builder()
                .build()
                .writeValueAsString(report.components().rows())
                .replace('"', '\''))
        .isEqualTo(
            "[{'component':'totals','port':'totals','verdict':'EXACT','green':true,"
                + "'reason':'all 3 rows are equal'},"
                + "{'component':'pick/some','port':'loud','verdict':'EXACT','green':true,"
                + "'reason':'all 3 rows are equal'},"
                + "{'component':'pick/loud','port':'loud','verdict':'MISMATCH','green':false,"
                + "'reason':'2 rows only on the left'}]");
  }

  /** Fails while Spark computes, not while it is described. */
  static final class LateFailure
      implements MultiTransformer<Traffic.TrafficIn, Traffic.TrafficOut> {
    @Override
    public Traffic.TrafficOut transform(Traffic.TrafficIn in, FlowContext ctx) {
      return new Traffic.TrafficOut(
          Frame.of(
              in.traffic()
                  .df()
                  .select(
                      functions.col("host"),
                      functions.expr("10 div (bytes - bytes)").as("total"))));
    }
  }

  private static ComponentParity totals(String name, Recorded traffic, Location expected) {
    return ComponentParity.of(name, new Traffic.Totals())
        .input("traffic", traffic)
        .output("totals", Recorded.at(expected), BY_HOST);
  }

  private static Translator<Traffic.Directed> lawful() {
    return Translator.of("directions", Traffic.Directed.class, Traffic::directions)
        .obeying(Law.rows(1, 2))
        .obeying(Law.sums(List.of("bytes_in", "bytes_out"), List.of("bytes"), Tolerance.NONE))
        .obeying(Law.keys("host", "hour"))
        .obeying(Law.unique("host", "hour", "direction"));
  }

  private static ComponentParityRunner runner(String name) {
    return new ComponentParityRunner(
        TestSpark.session(), Location.of(folder.resolve("runs").resolve(name)), Progress.NONE);
  }
}
