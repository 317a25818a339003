package dev.bering.app.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.app.charts.Axis.Tick;
import dev.bering.app.charts.LineChart.Line;
import dev.bering.app.charts.LineChart.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where things lie on charts. */
class ChartsTest {

  private static final Instant MORNING = Instant.parse("2026-03-25T06:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0, '0.0 0.2 0.4 0.6 0.8 1.0'",
    "1, '0.0 0.2 0.4 0.6 0.8 1.0'",
    "7, '0 2 4 6 8'",
    "930, '0 200 400 600 800 1000'"
  })
  void anAxisFromZeroEndsAtARoundNumber(double most, String ticks) {
    Axis axis = Axis.fromZero("bytes", List.of(most), ChartsTest::plain);
    assertThat(axis.low()).isZero();
    assertThat(axis.high()).isGreaterThanOrEqualTo(most);
    assertThat(axis.ticks().stream().map(Tick::value).toList())
        .containsExactlyElementsOf(
            List.of(ticks.split(" ")).stream().map(Double::valueOf).toList());
  }

  @Test
  void anAxisReachesBelowZeroForCredits() {
    Axis axis = Axis.fromZero("USD", List.of(-3.0, 10.0), ChartsTest::plain);
    assertThat(axis.low()).isLessThanOrEqualTo(-3);
    assertThat(axis.ticks().stream().map(Tick::value)).contains(0.0);
  }

  @Test
  void aLogarithmicAxisHoldsItsValuesBetweenPowersOfTen() {
    Axis axis = Axis.logarithmic("days", List.of(0.4, 37.0, 0.0), ChartsTest::plain);
    assertThat(axis.low()).isEqualTo(0.1);
    assertThat(axis.high()).isEqualTo(100);
    assertThat(axis.place(0.1)).isZero();
    assertThat(axis.place(1)).isCloseTo(1 / 3.0, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(axis.place(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, 59, 600, 3600, 86_400, 2_678_400, 80_000_000})
  void anAxisOfTimeHasFewTicksAndAllOfThemWithin(long seconds) {
    Axis axis = Axis.time(MORNING, MORNING.plusSeconds(seconds));
    assertThat(axis.ticks()).hasSizeBetween(1, 10);
    assertThat(axis.ticks())
        .allSatisfy(tick -> assertThat(tick.value()).isBetween(axis.low(), axis.high()));
  }

  @Test
  void aLineHasAGapWhereNobodyKnowsAndADotBetweenGaps() {
    LineChart chart =
        LineChart.of(
            "bytes over time",
            "bytes",
            ChartsTest::plain,
            List.of(new Line("eni-1", points(1, 2, -1, 4, -1, 5, 5))),
            List.of(),
            List.of());
    String path = chart.path(chart.lines().get(0));
    assertThat(path.chars().filter(c -> c == 'M').count()).isEqualTo(3);
    assertThat(path).containsOnlyOnce("h0.1");
  }

  @Test
  void barsAreAsLongAsTheirShareOfTheLongest() {
    BarChart chart =
        new BarChart(
            new BarChart.Heads("job", "cost", ""),
            List.of(bar("a", 8), bar("b", 3), bar("c", -1), bar("d", 0)));
    assertThat(chart.bars().stream().map(chart::width))
        .containsExactly("100.00%", "37.50%", "0.00%", "0.00%");
    assertThat(chart.bars().stream().map(each -> chart.blocks(each, 4)))
        .containsExactly("████", "█▌", "", "");
  }

  @Test
  void aSparklineIsFromZeroAndHasGaps() {
    assertThat(Sparkline.of(points(0, 1, -1, 7).stream().map(Point::value).toList()))
        .isEqualTo("▁▂ █");
    assertThat(Sparkline.of(points(0, 0).stream().map(Point::value).toList())).isEqualTo("▁▁");
  }

  private static BarChart.Bar bar(String name, double value) {
    return new BarChart.Bar(name, value, plain(value), "", "");
  }

  /** A value an hour; below zero is none. */
  private static List<Point> points(double... values) {
    List<Point> points = new java.util.ArrayList<>();
    for (double value : values) {
      points.add(
          new Point(
              MORNING.plus(Duration.ofHours(points.size())),
              value < 0 ? OptionalDouble.empty() : OptionalDouble.of(value)));
    }
    return points;
  }

  private static String plain(double value) {
    return String.valueOf(value);
  }

  @Test
  void partsOfTwoBarsHaveOneScaleAndWhatIsNotMoreThanZeroHasNoRoom() {
    List<StackChart.Part> parts =
        List.of(
            new StackChart.Part("run", 30, "30.00"),
            new StackChart.Part("(credit)", -25, "-25.00"),
            new StackChart.Part("(idle)", 10, "10.00"));
    assertThat(StackChart.sum(parts)).isEqualTo(40);
    StackChart chart = new StackChart("what for", parts, 80);
    assertThat(parts.stream().map(chart::width)).containsExactly("37.50%", "0.00%", "12.50%");
    assertThat(new StackChart("nothing", parts.subList(1, 2), 0).width(parts.get(1)))
        .isEqualTo("0.00%");
  }

  @Test
  void aRangeLiesBelowTheOneBeforeAndIsSeenThoughItHasNoWidth() {
    RangeChart.Range wide = new RangeChart.Range("list", -5, 0, 5, "", "");
    RangeChart.Range point = new RangeChart.Range("effective", 3, 3, 3, "", "good");
    RangeChart chart =
        new RangeChart(
            "premium",
            new Axis("%", Axis.Steps.LINEAR, -10, 10, List.of()),
            List.of(wide, point),
            List.of());
    assertThat(chart.x(-10)).isEqualTo(chart.left() + ".0");
    assertThat(chart.x(10)).isEqualTo(chart.right() + ".0");
    assertThat(chart.width(wide)).isEqualTo("446.0");
    assertThat(chart.width(point)).isEqualTo("2.0");
    assertThat(Integer.parseInt(chart.y(point))).isGreaterThan(Integer.parseInt(chart.y(wide)));
    assertThat(Integer.parseInt(chart.y(point))).isLessThan(Integer.parseInt(chart.bottom()));
  }

  @Test
  void anAxisOfPlacesNamesSomeOfThemAndNoneWhereNamesAreLong() {
    List<String> days = IntStream.rangeClosed(1, 31).mapToObj("2026-03-%02d"::formatted).toList();
    Axis axis = Axis.places("pairs", days);
    assertThat(axis.ticks()).hasSizeBetween(5, 7);
    assertThat(axis.ticks().get(0)).isEqualTo(new Tick(1, "2026-03-01"));
    assertThat(axis.place(1)).isGreaterThan(0);
    assertThat(axis.place(31)).isLessThan(1);
    assertThat(Axis.places("pairs", List.of("one run and another run")).ticks()).isEmpty();
    assertThat(Axis.places("pairs", List.of("2026-03-01")).ticks()).hasSize(1);
  }
}
