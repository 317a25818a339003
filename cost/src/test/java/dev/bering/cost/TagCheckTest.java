package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.cost.TagReport.OfCurrency;
import dev.bering.cost.TagReport.Outcome;
import dev.bering.engine.DuckDbEngine;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TagCheckTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 4, 1);

  private static DuckDbEngine engine;

  @BeforeAll
  static void open() {
    engine = DuckDbEngine.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private static TagRule values(String key, String... values) {
    return new TagRule(
        key, List.of(), List.of(), List.of(values), Optional.empty(), Optional.empty());
  }

  private static TagRule team(LocalDate from, String... providers) {
    return new TagRule(
        "team", List.of(), List.of(providers), List.of(), Optional.empty(), Optional.of(from));
  }

  private static TaggedJob job(String name, Map<String, String> tags) {
    return new TaggedJob(name, "jobs/" + name + ".yaml", new TreeMap<>(tags), Set.of());
  }

  private static TagReport check(
      ChargeRows rows, List<JobRun> runs, String limit, TagRule rule, TaggedJob... jobs) {
    return TagCheck.of(
        Attribution.of(engine, rows.in(engine), runs, AttributionRules.DEFAULT),
        new TagRules(List.of(rule), new BigDecimal(limit), TODAY, 3, List.of()),
        List.of(jobs));
  }

  private static String parts(OfCurrency of) {
    return "%s %s: %s right, %s missing, %s wrong, %s other, share %s"
        .formatted(
            plain(of.total()),
            of.currency(),
            plain(of.right()),
            plain(of.missing()),
            plain(of.wrong()),
            plain(of.other()),
            of.share());
  }

  private static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }

  @Test
  void whatEveryJobAndChargeHasIsWell() {
    TagReport report =
        check(
            new ChargeRows().add("10:00", "11:00", "2", "team=data"),
            List.of(),
            "0",
            values("team", "data", "ml"),
            job("etl", Map.of("team", "ml")));
    assertThat(report.outcome()).isEqualTo(Outcome.WELL);
    assertThat(parts(report.keys().get(0).currencies().get(0)))
        .isEqualTo("2 USD: 2 right, 0 missing, 0 wrong, 0 other, share 0.0");
    assertThat(report.unbilledJobs()).containsExactly("etl");
  }

  @Test
  void jobFilesWithoutATagOrWithAWrongOneAreNamed() {
    TaggedJob open =
        new TaggedJob(
            "load", "jobs/load.yaml", new TreeMap<>(Map.of("team", "${env.TEAM}")), Set.of("team"));
    TagReport report =
        check(
            new ChargeRows().add("10:00", "11:00", "2", "team=data"),
            List.of(),
            "0",
            values("team", "data"),
            job("etl", Map.of()),
            job("sink", Map.of("team", "Data")),
            open);
    assertThat(report.jobs())
        .extracting(one -> one.job() + " " + one.fault() + " " + one.value().orElse("-"))
        .containsExactly("etl MISSING -", "sink WRONG Data", "load OPEN ${env.TEAM}");
    assertThat(report.outcome()).isEqualTo(Outcome.FINDINGS);
    assertThat(
            check(
                    new ChargeRows().add("10:00", "11:00", "2", "team=data"),
                    List.of(),
                    "0",
                    values("team", "data"),
                    open)
                .outcome())
        .isEqualTo(Outcome.CANNOT_TELL);
  }

  @Test
  void theShareOfCostWithoutATagIsExactAndDearestResourcesComeFirst() {
    TagReport report =
        check(
            new ChargeRows()
                .add("10:00", "11:00", "6.1", "team=data", "ResourceId=i-1")
                .add("10:00", "11:00", "1.3", "ResourceId=i-2")
                .add("11:00", "12:00", "0.6", "ResourceId=i-2")
                .add("10:00", "11:00", "2", "team=dta", "ResourceId=i-3")
                .add("10:00", "11:00", "9", "ChargeCategory=Tax"),
            List.of(),
            "38.9",
            values("team", "data"),
            job("etl", Map.of("team", "data")));
    OfCurrency found = report.keys().get(0).currencies().get(0);
    assertThat(parts(found))
        .isEqualTo("10 USD: 6.1 right, 1.9 missing, 2 wrong, 0 other, share 0.39");
    assertThat(found.isWithin()).isFalse();
    assertThat(report.outcome()).isEqualTo(Outcome.FINDINGS);
    assertThat(found.resources())
        .extracting(
            one ->
                "%s %s %s %s"
                    .formatted(
                        one.resource().orElse("-"),
                        one.fault(),
                        one.value().orElse("-"),
                        plain(one.cost())))
        .containsExactly("i-3 WRONG dta 2", "i-2 MISSING - 1.9");
  }

  @Test
  void aShareAsLargeAsTheLimitIsWithinIt() {
    ChargeRows rows =
        new ChargeRows().add("10:00", "11:00", "9.5", "team=data").add("10:00", "11:00", "0.5");
    TaggedJob etl = job("etl", Map.of("team", "data"));
    assertThat(check(rows, List.of(), "5", TagRule.of("team"), etl).outcome())
        .isEqualTo(Outcome.WELL);
    assertThat(check(rows, List.of(), "4.99", TagRule.of("team"), etl).outcome())
        .isEqualTo(Outcome.FINDINGS);
  }

  @Test
  void whatIsGivenBackHidesNothingOfWhatOthersCost() {
    for (String resource : List.of("ResourceId=", "RegionId=")) {
      TagReport report =
          check(
              new ChargeRows()
                  .add("10:00", "11:00", "9", "team=data")
                  .add("10:00", "11:00", "1", resource + "i-1")
                  .add("10:00", "11:00", "-1", resource + "discount"),
              List.of(),
              "5",
              TagRule.of("team"),
              job("etl", Map.of("team", "data")));
      OfCurrency found = report.keys().get(0).currencies().get(0);
      assertThat(parts(found)).isEqualTo("9 USD: 9 right, 0 missing, 0 wrong, 0 other, share 0.1");
      assertThat(found.resources()).extracting(one -> plain(one.cost())).containsExactly("1");
      assertThat(report.outcome()).isEqualTo(Outcome.FINDINGS);
    }
  }

  @Test
  void whatIsRetractedAndBilledAgainMakesNoShareSmaller() {
    TagReport report =
        check(
            new ChargeRows()
                .add("10:00", "11:00", "100", "team=data")
                .add("10:00", "11:00", "-100", "team=data")
                .add("10:00", "11:00", "100", "team=data")
                .add("10:00", "11:00", "4"),
            List.of(),
            "2",
            TagRule.of("team"),
            job("etl", Map.of("team", "data")));
    OfCurrency found = report.keys().get(0).currencies().get(0);
    assertThat(plain(found.charged())).isEqualTo("104");
    assertThat(parts(found))
        .isEqualTo("104 USD: 100 right, 4 missing, 0 wrong, 0 other, share 0.03846153846153846");
    assertThat(report.outcome()).isEqualTo(Outcome.FINDINGS);
  }

  @Test
  void aTagOfAJobThatDoesNotArriveIsAFindingOfItsOwn() {
    JobRun run = new RunBuilder("r1").cluster("c1").own().build();
    TagReport report =
        check(
            new ChargeRows()
                .add("10:00", "11:00", "2", "x_ClusterId=c1")
                .add("10:00", "11:00", "3", "x_ClusterId=c1", "team=ml")
                .add("10:00", "11:00", "4", "x_ClusterId=c1", "team=data"),
            List.of(run),
            "100",
            TagRule.of("team"),
            job("etl", Map.of("team", "data")));
    assertThat(report.keys().get(0).jobs())
        .extracting(
            one ->
                "%s %s %s %s %s"
                    .formatted(
                        one.job(),
                        one.fault(),
                        one.said(),
                        one.billed().orElse("-"),
                        plain(one.cost())))
        .containsExactly("etl OTHER data ml 3", "etl MISSING data - 2");
    assertThat(parts(report.keys().get(0).currencies().get(0)))
        .startsWith("9 USD: 4 right, 2 missing, 0 wrong, 3 other");
    assertThat(report.unbilledJobs()).isEmpty();
  }

  @Test
  void aTagThatABillNeverHasIsOneFinding() {
    JobRun run = new RunBuilder("r1").cluster("c1").own().build();
    TagReport report =
        check(
            new ChargeRows()
                .add("10:00", "11:00", "2", "x_ClusterId=c1", "ResourceId=i-1", "cost_center=7")
                .add("10:00", "11:00", "3", "ResourceId=i-2"),
            List.of(run),
            "0",
            TagRule.of("Cost-Center"),
            job("etl", Map.of("Cost-Center", "7")));
    TagReport.OfKey key = report.keys().get(0);
    assertThat(key.silent())
        .extracting(one -> one.provider().orElse("") + " " + plain(one.cost()))
        .containsExactly("AWS 5");
    assertThat(key.similar()).containsExactly("cost_center");
    assertThat(key.jobs()).isEmpty();
    assertThat(key.currencies().get(0).resources()).isEmpty();
    assertThat(report.outcome()).isEqualTo(Outcome.FINDINGS);
  }

  @Test
  void nothingThatWouldHaveToHaveTheTagIsNoGreenAnswer() {
    TagRule later = team(LocalDate.of(2026, 3, 2));
    TagRule elsewhere = team(LocalDate.of(2026, 3, 1), "Azure");
    TaggedJob etl = job("etl", Map.of("team", "data"));
    ChargeRows rows = new ChargeRows().add("10:00", "11:00", "2");
    for (TagRule rule : List.of(later, elsewhere)) {
      TagReport report = check(rows, List.of(), "0", rule, etl);
      assertThat(report.keys().get(0).currencies()).isEmpty();
      assertThat(report.outcome()).isEqualTo(Outcome.CANNOT_TELL);
    }
    assertThat(
            check(
                    new ChargeRows().add("10:00", "11:00", "0", "team=data"),
                    List.of(),
                    "0",
                    TagRule.of("team"),
                    etl)
                .outcome())
        .isEqualTo(Outcome.CANNOT_TELL);
  }

  @Test
  void aProviderThatBillsNothingIsNoGreenAnswer() {
    TagReport report =
        check(
            new ChargeRows().add("10:00", "11:00", "2", "team=data"),
            List.of(),
            "0",
            team(LocalDate.of(2026, 3, 1), "AWS", "Asw"),
            job("etl", Map.of("team", "data")));
    assertThat(report.keys().get(0).absentProviders()).containsExactly("Asw");
    assertThat(report.outcome()).isEqualTo(Outcome.CANNOT_TELL);
    assertThat(report.since()).contains(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(report.until()).contains(Instant.parse("2026-03-01T11:00:00Z"));
  }

  @Test
  void aProviderIsOneHoweverItIsSpelt() {
    TagReport report =
        check(
            new ChargeRows()
                .add("10:00", "11:00", "3", "team=data", "ProviderName=Amazon Web Services")
                .add("10:00", "11:00", "1", "ResourceId=i-1")
                .add("10:00", "11:00", "5", "ProviderName=Databricks"),
            List.of(),
            "25",
            team(LocalDate.of(2026, 3, 1), "aws"),
            job("etl", Map.of("team", "data")));
    TagReport.OfKey key = report.keys().get(0);
    assertThat(key.absentProviders()).isEmpty();
    assertThat(key.silent()).isEmpty();
    assertThat(parts(key.currencies().get(0)))
        .isEqualTo("4 USD: 3 right, 1 missing, 0 wrong, 0 other, share 0.25");
    assertThat(key.currencies().get(0).resources())
        .extracting(one -> one.provider().orElse("-"))
        .containsExactly("AWS");
    assertThat(report.outcome()).isEqualTo(Outcome.WELL);
  }

  @Test
  void aProviderWhoseBillsEndBeforeTheTagIsAskedForIsNoGreenAnswer() {
    TagReport report =
        check(
            new ChargeRows()
                .add("2026-03-02 10:00:00", "2026-03-02 11:00:00", "2", "team=data")
                .add("10:00", "11:00", "2", "team=data", "ProviderName=Databricks")
                .add(
                    "2026-03-02 10:00:00",
                    "2026-03-02 11:00:00",
                    "0",
                    "team=data",
                    "ProviderName=Azure"),
            List.of(),
            "0",
            team(LocalDate.of(2026, 3, 2), "AWS", "Databricks", "Azure"),
            job("etl", Map.of("team", "data")));
    assertThat(report.keys().get(0).absentProviders()).containsExactly("Databricks", "Azure");
    assertThat(report.outcome()).isEqualTo(Outcome.CANNOT_TELL);
  }

  @Test
  void aTagThatIsNotAskedForYetIsNotJudged() {
    TagReport report =
        check(
            new ChargeRows().add("10:00", "11:00", "2"),
            List.of(),
            "0",
            team(TODAY.plusDays(1)),
            job("etl", Map.of()));
    assertThat(report.jobs()).isEmpty();
    assertThat(report.outcome()).isEqualTo(Outcome.CANNOT_TELL);
  }

  @Test
  void currenciesAreJudgedEachForItself() {
    TagReport report =
        check(
            new ChargeRows()
                .add("10:00", "11:00", "99", "team=data")
                .add("10:00", "11:00", "1", "BillingCurrency=EUR"),
            List.of(),
            "50",
            TagRule.of("team"),
            job("etl", Map.of("team", "data")));
    assertThat(report.keys().get(0).currencies())
        .extracting(one -> one.currency() + " " + one.isWithin())
        .containsExactly("EUR false", "USD true");
    assertThat(report.outcome()).isEqualTo(Outcome.FINDINGS);
  }

  @Test
  void mapMigratedHasValuesOfItsOwn() {
    TagRule rule = TagRule.of(TagRule.MAP_MIGRATED);
    assertThat(
            List.of(
                "mig12345",
                "migABCDE12345",
                "sap12345",
                "oracleABCDE12345",
                "comm12345",
                "mig_ec2_12345",
                "comm_ec2_ABCDE12345"))
        .allMatch(rule::allows);
    assertThat(
            List.of("Mig12345", "mig1234", "mig123456", "migabcde12345", "mig-12345", "MIG12345"))
        .noneMatch(rule::allows);
    assertThat(values(TagRule.MAP_MIGRATED, "none").allows("none")).isTrue();
  }
}
