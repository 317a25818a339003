package dev.bering.examples;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.flow.TestSpark;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.parity.ColumnResult;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.RowCounts;
import dev.bering.parity.ValuePair;
import dev.bering.porting.ComponentReport;
import dev.bering.porting.FlowParityReport;
import dev.bering.porting.OutputReport;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A legacy platform, and both pipelines on it, component by component, before and after the
 * correction: of real connections where their file is there. The demo has generated ones.
 */
@Tag("spark")
class MigrationTest {

  /** The kinds of which there are many real connections; of so many of these one is taken. */
  private static final Set<String> COMMON = Set.of("normal.", "neptune.", "smurf.");

  private static final int ONE_OF = 5;

  private static final SparkSession SPARK = TestSpark.session();

  @TempDir static Path folder;
  private static ConnectionSource traffic;
  private static DemoFolder demo;
  private static LegacyPlatform platform;

  @BeforeAll
  static void layDownTraffic() throws IOException {
    traffic = traffic();
    demo = DemoFolder.open(folder.resolve("demo"));
    Path earlier = demo.renew("legacy", made -> true);
    for (String left : List.of("landing/hour-99.parquet", commit(9))) {
      Files.createDirectories(requireNonNull(earlier.resolve(left).getParent()));
      Files.writeString(earlier.resolve(left), "of an earlier platform");
    }
    platform = LegacyPlatform.lay(demo, traffic, SPARK, Progress.NONE);
    LegacyPipeline.run(platform, Progress.NONE);
  }

  private static ConnectionSource traffic() throws IOException {
    Path file =
        Path.of(System.getProperty("bering.shared.data", "."), "kddcup99-10-percent.csv.gz");
    if (!Files.exists(file)) {
      System.out.println(
          "skipped: real connections, generated ones are ported; the KDD Cup 99 file is not there: "
              + file);
      return ConnectionSource.generated(42, 6_000);
    }
    List<String> lines = Lines.of(ConnectionSource.file(file));
    return ConnectionSource.file(
        Lines.write(
            folder.resolve("some.csv"),
            IntStream.range(0, lines.size())
                .filter(line -> line % ONE_OF == 0 || !COMMON.contains(kind(lines.get(line))))
                .mapToObj(lines::get)
                .toList()));
  }

  private static String kind(String line) {
    return line.substring(line.lastIndexOf(',') + 1);
  }

  private static String commit(int version) {
    return "connections/_delta_log/%020d.json".formatted(version);
  }

  @Test
  void theLegacyTableHasAStreamDeletionVectorsAndACheckpointInPlaceOfAnEarlierOne()
      throws IOException {
    long rows = Lines.of(traffic).size();
    assertThat(platform.rowCount()).isEqualTo(rows);
    try (Engine engine = DuckDbEngine.open()) {
      assertThat(
              engine
                  .register("connections", Tables.open(Location.of(platform.connections())))
                  .rowCount())
          .isEqualTo(rows);
    }
    var log = new ArrayList<String>();
    Path legacy = platform.folder();
    try (Stream<Path> files = Files.walk(legacy)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path name = legacy.relativize(file);
        assertThat(LegacyPlatform.made(name)).as("%s can be replaced", name).isTrue();
        if (name.startsWith("connections/_delta_log") && name.toString().endsWith(".json")) {
          log.addAll(Files.readAllLines(file));
        }
      }
    }
    assertThat(log.stream().filter(line -> line.startsWith("{\"txn\":"))).hasSize(4);
    assertThat(log.stream().filter(line -> line.contains("\"operation\":\"STREAMING UPDATE\"")))
        .hasSize(4);
    assertThat(log.stream().filter(line -> line.contains("\"deletionVector\":{"))).hasSize(3);
    assertThat(legacy.resolve(commit(3).replace(".json", ".checkpoint.parquet"))).exists();
    assertThat(legacy.resolve(commit(9))).doesNotExist();
    assertThat(legacy.resolve("landing/hour-99.parquet")).doesNotExist();
  }

  @Test
  void portsItsPipelineAndFindsWhatIsWrongWithTheFirstPort() {
    PortedPlatform ported = PortedPlatform.renew(demo, "ported");
    FlowParityReport first = compare(ported, Division.NULL_BY_ZERO);
    assertThat(first.finding()).isEqualTo("the first component that differs is features");
    assertThat(first.components().components().stream().map(MigrationTest::word))
        .containsExactly(
            "features MISMATCH",
            "detect/classify TOLERANT",
            "detect/anomalies TOLERANT",
            "detect/alerts EXACT");
    checkThatTheTrapShowsAndNothingElse(byComponent(first.endToEnd()));

    FlowParityReport corrected = compare(ported, Division.INFINITE_BY_ZERO);
    assertThat(corrected.finding()).isEqualTo("no component differs, and neither does the flow");
    checkThatAllAgree(byComponent(corrected.endToEnd()));
  }

  private static FlowParityReport compare(PortedPlatform ported, Division division) {
    return ported.compare(
        platform, platform.connections(), division, TestSpark.generating(), Progress.NONE);
  }

  private static String word(ComponentReport report) {
    return report.component() + " " + report.verdict().word();
  }

  private static void checkThatTheTrapShowsAndNothingElse(
      Map<LegacyComponent, ComparisonReport> reports) {
    long infinite = count(LegacyComponent.FEATURES, "isinf(byte_ratio)");
    long exfiltrations = count(LegacyComponent.CLASSIFICATION, "reason = 'exfiltration'");
    assertThat(infinite).isPositive();

    ComparisonReport features = report(reports, LegacyComponent.FEATURES);
    assertThat(rowsOnOneSide(features)).isZero();
    assertThat(changedColumns(features)).containsExactly("byte_ratio");
    assertThat(features.rows().changed()).isEqualTo(infinite);
    assertThat(column(features, "byte_ratio").pairs())
        .containsExactly(new ValuePair("inf", "NULL", infinite));

    ComparisonReport classification = report(reports, LegacyComponent.CLASSIFICATION);
    assertThat(rowsOnOneSide(classification)).isZero();
    assertThat(changedColumns(classification)).containsExactly("reason");
    assertThat(classification.rows().changed()).isPositive().isLessThanOrEqualTo(exfiltrations);

    assertThat(report(reports, LegacyComponent.ANOMALY).verdict().isGreen()).isTrue();

    RowCounts alerts = report(reports, LegacyComponent.ALERTS).rows();
    assertThat(alerts.onlyLeft()).isEqualTo(classification.rows().changed());
    assertThat(alerts.onlyRight()).isBetween(0L, alerts.onlyLeft());
    assertThat(alerts.changed()).isZero();
    assertThat(jaccard(alerts)).isLessThan(1);
  }

  private static void checkThatAllAgree(Map<LegacyComponent, ComparisonReport> reports) {
    assertThat(reports).hasSize(LegacyComponent.values().length);
    reports.forEach(
        (component, report) -> {
          assertThat(report.verdict().isGreen()).as(component + ": " + report.reason()).isTrue();
          assertThat(report.rows().left()).as(component.name()).isPositive();
        });
    assertThat(jaccard(report(reports, LegacyComponent.ALERTS).rows())).isEqualTo(1);
  }

  private static Map<LegacyComponent, ComparisonReport> byComponent(ComponentReport parity) {
    Map<LegacyComponent, ComparisonReport> reports = new EnumMap<>(LegacyComponent.class);
    for (OutputReport output : parity.outputs()) {
      reports.put(
          LegacyComponent.valueOf(output.port().toUpperCase(Locale.ROOT)), output.rows().get(0));
    }
    return reports;
  }

  private static long count(LegacyComponent component, String which) {
    try (Engine engine = DuckDbEngine.open()) {
      return engine
          .query(
              "SELECT count(*) FROM read_parquet(%s) WHERE %s"
                  .formatted(Sql.literal(platform.recorded(component).toString()), which),
              row -> row.number(0))
          .get(0);
    }
  }

  private static ComparisonReport report(
      Map<LegacyComponent, ComparisonReport> reports, LegacyComponent component) {
    return reports.entrySet().stream()
        .filter(entry -> entry.getKey() == component)
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> changedColumns(ComparisonReport report) {
    return report.columns().stream()
        .filter(column -> column.changed() > 0)
        .map(column -> column.plan().name())
        .toList();
  }

  private static ColumnResult column(ComparisonReport report, String name) {
    return report.columns().stream()
        .filter(column -> column.plan().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static long rowsOnOneSide(ComparisonReport report) {
    return report.rows().onlyLeft() + report.rows().onlyRight();
  }

  private static double jaccard(RowCounts rows) {
    long both = rows.changed() + rows.equal();
    return (double) both / (both + rows.onlyLeft() + rows.onlyRight());
  }
}
