package dev.bering.cost;

import static dev.bering.cost.BillFolder.cur;
import static dev.bering.cost.BillFolder.focus;
import static dev.bering.cost.BillFolder.price;
import static dev.bering.cost.BillFolder.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BillImportTest {

  private static Engine engine;

  @TempDir private Path root;

  private BillFolder folder;

  @BeforeAll
  static void openEngine() {
    engine = DuckDbEngine.open();
  }

  @AfterAll
  static void closeEngine() {
    engine.close();
  }

  @BeforeEach
  void open() {
    folder = new BillFolder(root, engine);
  }

  @Test
  void whatALineItemEffectivelyCostsIsToldByItsType() {
    folder.run(
        folder.csv(
            "cur.csv",
            cur(),
            cur(
                "line_item_line_item_type=SavingsPlanCoveredUsage",
                "savings_plan_savings_plan_a_r_n=sp",
                "savings_plan_savings_plan_effective_cost=0.9"),
            cur("line_item_line_item_type=SavingsPlanNegation", "line_item_unblended_cost=-1.5"),
            cur(
                "line_item_line_item_type=SavingsPlanRecurringFee",
                "savings_plan_savings_plan_a_r_n=sp",
                "savings_plan_total_commitment_to_date=1.5",
                "savings_plan_used_commitment=0.9"),
            cur("line_item_line_item_type=SavingsPlanUpfrontFee"),
            cur(
                "line_item_line_item_type=DiscountedUsage",
                "line_item_unblended_cost=0",
                "reservation_reservation_a_r_n=ri",
                "reservation_effective_cost=0.7"),
            cur(
                "line_item_line_item_type=RIFee",
                "reservation_reservation_a_r_n=ri",
                "reservation_unused_amortized_upfront_fee_for_billing_period=0.2",
                "reservation_unused_recurring_fee=0.1"),
            cur("line_item_line_item_type=Fee", "reservation_reservation_a_r_n=ri"),
            cur("line_item_line_item_type=Fee"),
            cur("line_item_line_item_type=EdpDiscount", "line_item_unblended_cost=-0.1"),
            cur("line_item_line_item_type=Tax"),
            cur("line_item_line_item_type=Credit", "line_item_unblended_cost=-1"),
            cur("line_item_line_item_type=Refund", "line_item_unblended_cost=-1")));
    assertThat(
            folder.charges(
                "ChargeCategory,ChargeClass,BilledCost,EffectiveCost,ListCost,PricingCategory,"
                    + "CommitmentDiscountId,CommitmentDiscountStatus"))
        .isEqualTo(
            """
            Usage|-|1.5|1.5|2|Standard|-|-
            Usage|-|1.5|0.9|2|Committed|sp|Used
            Usage|-|-1.5|0|2|-|-|-
            Purchase|-|1.5|0.6|2|-|sp|Unused
            Purchase|-|1.5|0|2|-|-|-
            Usage|-|0|0.7|2|Committed|ri|Used
            Purchase|-|1.5|0.3|2|-|ri|Unused
            Purchase|-|1.5|0|2|-|ri|-
            Purchase|-|1.5|1.5|2|-|-|-
            Usage|-|-0.1|-0.1|2|-|-|-
            Tax|-|1.5|1.5|2|-|-|-
            Credit|-|-1|-1|2|-|-|-
            Adjustment|Correction|-1|-1|2|-|-|-""");
  }

  @Test
  void netCostsGoBeforeGrossOnes() {
    folder.run(
        folder.csv(
            "cur.csv",
            cur(
                "line_item_net_unblended_cost=1.1",
                "savings_plan_net_savings_plan_effective_cost="),
            cur(
                "line_item_line_item_type=SavingsPlanCoveredUsage",
                "savings_plan_savings_plan_effective_cost=0.9",
                "line_item_net_unblended_cost=1.2",
                "savings_plan_net_savings_plan_effective_cost=0.8")));
    assertThat(folder.charges("BilledCost,EffectiveCost")).isEqualTo("1.1|1.1\n1.2|0.8");
  }

  @Test
  void bothSpellingsOfTagsAreOneAndNameTheCluster() {
    folder.run(
        folder.csv(
            "cur.csv",
            cur(
                "resource_tags={\"aws_elasticmapreduce_job_flow_id\":\"j-A1\",\"user_team\":\"a\"}"),
            cur(
                "resource_tags={\"aws:elasticmapreduce:job-flow-id\":\"j-A1\",\"user:team\":\"a\"}"),
            cur("resource_tags={\"user_ClusterId\":\"0301-x\",\"user_map_migrated\":\"mig12345\"}"),
            cur("line_item_resource_id=arn:aws:elasticmapreduce:eu-west-1:4:cluster/j-B2"),
            cur("resource_tags={\"user_team\":\"\"}"),
            cur("resource_tags={\"user_team\":\"a\",\"team\":\"a\"}"),
            cur()));
    assertThat(folder.charges("x_ClusterId,Tags"))
        .isEqualTo(
            """
            j-A1|{'aws:elasticmapreduce:job-flow-id'=j-A1, team=a}
            j-A1|{'aws:elasticmapreduce:job-flow-id'=j-A1, team=a}
            0301-x|{ClusterId=0301-x, map-migrated=mig12345}
            j-B2|-
            -|-
            -|{team=a}
            -|-""");
  }

  @Test
  void parquetWithMapsOrStructsIsReadAsCsvIs() {
    String columns = "BilledCost,ChargePeriodStart,Tags,x_ClusterId";
    Path csv =
        folder.csv("cur.csv", cur("resource_tags={\"user_ClusterId\":\"c\",\"user_b\":\"d\"}"));
    folder.run(csv);
    String expected = folder.charges(columns);
    for (String tags :
        List.of(
            "MAP {'user_ClusterId': 'c', 'user_b': 'd'}",
            "{'user_ClusterId': 'c', 'user_b': 'd'}")) {
      Path parquet =
          folder.parquet(
              "cur.parquet",
              """
              SELECT * REPLACE (%s AS resource_tags,
                CAST(line_item_unblended_cost AS DOUBLE) AS line_item_unblended_cost,
                CAST(CAST(line_item_usage_start_date AS TIMESTAMPTZ) AS TIMESTAMP)
                  AS line_item_usage_start_date)
              FROM read_csv(%s, all_varchar = true)
              """
                  .formatted(tags, Sql.literal(csv.toString())));
      folder.run(BillFolder.request(List.of(parquet), ImportRequest.Choice.REPLACE));
      assertThat(folder.charges(columns)).isEqualTo(expected);
    }
  }

  @Test
  void sumsAreThoseOfTheSourceInEveryCurrency() {
    Random random = new Random(5);
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      rows.add(
          cur(
              "line_item_unblended_cost=" + new BigDecimal(new BigInteger(45, random), 10),
              "line_item_currency_code=" + (random.nextBoolean() ? "USD" : "CNY")));
    }
    Path csv = folder.csv("cur.csv", rows.toArray(BillImportTest::newRows));
    folder.run(csv);
    String source =
        """
        SELECT line_item_currency_code, sum(CAST(line_item_unblended_cost AS DECIMAL(38, 10)))
        FROM read_csv(%s, all_varchar = true) GROUP BY 1 ORDER BY 1
        """
            .formatted(Sql.literal(csv.toString()));
    assertThat(
            folder.store().bills(folder.engine()).get(0).totals().stream()
                .map(total -> total.currency() + " " + total.billed().setScale(10)))
        .isEqualTo(folder.engine().query(source, row -> row.string(0) + " " + row.string(1)));
    assertThat(folder.notes())
        .isEqualTo("CURRENCIES 2000: charges in CNY and USD, which are never added up");
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map<String, String>[] newRows(int size) {
    return new Map[size];
  }

  @Test
  void doublesAreTakenForTheShortestDecimalThatTheyAre() {
    Path csv = folder.csv("cur.csv", cur());
    folder.run(
        folder.parquet(
            "cur.parquet",
            """
            SELECT * EXCLUDE (v) REPLACE (CAST(v AS DOUBLE) AS line_item_unblended_cost)
            FROM read_csv(%s, all_varchar = true),
              (VALUES ('0.1'), ('1e-7'), ('123456.1234567891'), ('-0.30000000000000004')) AS t(v)
            """
                .formatted(Sql.literal(csv.toString()))));
    assertThat(folder.charges("BilledCost")).isEqualTo("0.1\n0.0000001\n123456.1234567891\n-0.3");
  }

  /** Numbers as bills have them, of all sizes and lengths, and the doubles beside each. */
  @Test
  void aDoubleIsTheDecimalThatItsTextIs() {
    Random random = new Random(7);
    Set<Double> numbers = new TreeSet<>(List.of(0.0, 1e-12, 5e-13, 999.999999999999, 1000.0, 1e15));
    for (int i = 0; i < 3000; i++) {
      double number =
          new BigDecimal(new BigInteger(1 + random.nextInt(54), random), random.nextInt(20))
              .doubleValue();
      numbers.addAll(List.of(number, Math.nextUp(number), Math.nextDown(number), -number));
    }
    Path csv = folder.csv("cur.csv", cur());
    Path parquet =
        folder.parquet(
            "cur.parquet",
            """
            SELECT * EXCLUDE (v) REPLACE (v AS line_item_unblended_cost)
            FROM read_csv(%s, all_varchar = true), (SELECT unnest(CAST(%s AS DOUBLE[])) AS v)
            """
                .formatted(Sql.literal(csv.toString()), Sql.literal(numbers.toString())));
    folder.run(parquet);
    String texts =
        "SELECT CAST(CAST(CAST(line_item_unblended_cost AS VARCHAR) AS DECIMAL(38, 12)) AS VARCHAR)"
            + " FROM read_parquet(%s) ORDER BY line_item_unblended_cost";
    assertThat(
            folder
                .engine()
                .query(
                    "SELECT CAST(BilledCost AS VARCHAR) FROM %s ORDER BY BilledCost"
                        .formatted(folder.store().charges()),
                    row -> row.string(0)))
        .isEqualTo(
            folder
                .engine()
                .query(texts.formatted(Sql.literal(parquet.toString())), row -> row.string(0)));
  }

  @Test
  void columnsThatAProviderAddsAreNotTakenForTheTags() {
    folder.run(
        folder.csv(
            "f.csv",
            focus(
                "Tags={\"team\":\"data\"}",
                "x_Tags={\"team\":\"web\"}",
                "x_Entries=1",
                "x_Keys=2")));
    assertThat(folder.charges("Tags")).isEqualTo("{team=data}");
  }

  @Test
  void ofTagsThatBecomeOneTheFirstThatSaysSomethingCounts() {
    Path csv = folder.csv("cur.csv", cur());
    folder.run(
        folder.parquet(
            "cur.parquet",
            """
            SELECT * EXCLUDE (m) REPLACE (m AS resource_tags)
            FROM read_csv(%s, all_varchar = true), (VALUES
              (MAP {'resourceTags/user:team': 'a', 'user_team': 'b', 'x': 'c'}),
              (MAP {'user:team': '', 'user_team': 'b', 'aws_other': 'd', 'users': 'e'}),
              (MAP {'user:team': NULL}), (NULL)) AS t(m)
            """
                .formatted(Sql.literal(csv.toString()))));
    assertThat(folder.charges("Tags"))
        .isEqualTo("{team=a, x=c}\n{team=b, aws_other=d, users=e}\n-\n-");
  }

  @Test
  void usageIsPricedByTheListPriceOfItsTime() {
    folder.run(
        folder.csv(
            "usage.csv",
            usage("usage_quantity=1.123456789012345678"),
            usage(
                "record_id=r2",
                "usage_start_time=2026-03-15T23:00:00.000+00:00",
                "usage_end_time=2026-03-16T00:00:00.000+00:00"),
            usage("record_id=r2", "record_type=RETRACTION", "usage_quantity=-2"),
            usage(
                "record_id=r3",
                "record_type=RESTATEMENT",
                "ingestion_date=2026-04-03",
                "usage_quantity=1")),
        folder.csv(
            "prices.csv",
            price(
                "price_end_time=2026-03-16T00:00:00.000+00:00",
                "pricing={\"default\":\"0.15\",\"effective_list\":{\"default\":\"0.0000000007\"}}"),
            price("price_start_time=2026-03-16T00:00:00.000+00:00")));
    assertThat(
            folder.charges(
                "BilledCost,EffectiveCost,ListCost,ChargeClass,x_PriceSource,x_ClusterId,"
                    + "x_PlatformRunId,HostProviderName,SubAccountId,Tags"))
        .isEqualTo(
            """
            0.000000000786|0.000000000786|0.168518518352|-|list|c1|77|AWS|42|{team=data}
            0.3|0.3|0.3|-|list|c1|77|AWS|42|{team=data}
            -0.0000000014|-0.0000000014|-0.3|-|list|c1|77|AWS|42|{team=data}
            0.0000000007|0.0000000007|0.15|Correction|list|c1|77|AWS|42|{team=data}""");
  }

  @Test
  void noColumnOfUsageIsTakenForOneOfItsPrice() {
    folder.run(
        folder.csv(
            "usage.csv",
            usage(
                "p_sku=JOBS",
                "p_cloud=GCP",
                "p_unit=H",
                "p_currency=EUR",
                "p_since=2027-01-01",
                "p_until=2020-01-01",
                "P_List=7",
                "p_effective=9",
                "p_file=b.csv",
                "p_row=8")),
        folder.csv("prices.csv", price()));
    assertThat(folder.charges("BilledCost,EffectiveCost,ListCost,BillingCurrency,x_Row"))
        .isEqualTo("0.3|0.3|0.3|USD|1");
  }

  @Test
  void usageIsTheSameAsJsonAndAsParquet() {
    String columns = "BilledCost,ListCost,PricingQuantity,ChargePeriodStart,Tags,x_ClusterId";
    Path prices = folder.csv("prices.csv", price());
    folder.run(folder.csv("usage.csv", usage()), prices);
    String expected = folder.charges(columns);
    Path json =
        folder.file(
            "usage.jsonl",
            """
            {"record_id":"r1","account_id":"acc","workspace_id":"42","sku_name":"JOBS",\
            "cloud":"AWS","usage_start_time":"2026-03-01T00:00:00.000Z",\
            "usage_end_time":"2026-03-01T01:00:00.000Z","usage_unit":"DBU","usage_quantity":2.0,\
            "custom_tags":{"team":"data"},\
            "usage_metadata":{"cluster_id":"c1","job_run_id":"77","job_id":null},\
            "record_type":"ORIGINAL","billing_origin_product":"JOBS"}
            """);
    Path parquet =
        folder.parquet(
            "usage.parquet",
            """
            SELECT 'r1' AS record_id, 'acc' AS account_id, '42' AS workspace_id,
              'JOBS' AS sku_name, 'AWS' AS cloud,
              TIMESTAMPTZ '2026-03-01 00:00:00+00' AS usage_start_time,
              TIMESTAMPTZ '2026-03-01 01:00:00+00' AS usage_end_time, 'DBU' AS usage_unit,
              CAST(2 AS DECIMAL(38, 18)) AS usage_quantity, MAP {'team': 'data'} AS custom_tags,
              {'cluster_id': 'c1', 'job_run_id': '77'} AS usage_metadata,
              'ORIGINAL' AS record_type, 'JOBS' AS billing_origin_product
            """);
    Path structs =
        folder.parquet(
            "prices.parquet",
            """
            SELECT TIMESTAMP '2025-01-01' AS price_start_time,
              CAST(NULL AS TIMESTAMP) AS price_end_time, 'JOBS' AS sku_name, 'AWS' AS cloud,
              'USD' AS currency_code, 'DBU' AS usage_unit,
              {'default': CAST(0.15 AS DECIMAL(38, 18)),
                'effective_list': {'default': CAST(0.15 AS DECIMAL(38, 18))}} AS pricing
            """);
    folder.run(BillFolder.request(List.of(json, prices), ImportRequest.Choice.REPLACE));
    assertThat(folder.charges(columns)).isEqualTo(expected);
    folder.run(BillFolder.request(List.of(parquet, structs), ImportRequest.Choice.REPLACE));
    assertThat(folder.charges(columns)).isEqualTo(expected);
  }

  @Test
  void focusIsTakenAsItIs() {
    Map<String, String> renamed =
        focus("ServiceProviderName=Amazon Web Services", "ResourceId=i-1");
    renamed.put("Tags", "{\"user:ClusterId\":\"c9\"}");
    renamed.put("BillingAccountId", "111122223333");
    renamed.remove("ProviderName");
    folder.run(folder.csv("1.2.csv.gz", focus("Tags={\"user_own\":\"x\"}")));
    folder.run(folder.csv("1.4.csv", renamed));
    assertThat(
            folder.charges(
                "x_Bill,BilledCost,EffectiveCost,ListCost,ContractedCost,ProviderName,Tags,x_ClusterId"))
        .isEqualTo(
            """
            aws_111122223333_2026-03|1.5|1.25|2|1.75|Amazon Web Services|{ClusterId=c9}|c9
            example-cloud-%s_b-1_2026-03|1.5|1.25|2|1.75|Example Cloud|{user_own=x}|-"""
                .formatted(
                    UUID.nameUUIDFromBytes("example cloud".getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, 8)));
  }

  @Test
  void aRestatedMonthTakesThePlaceOfTheOld() {
    Path csv = folder.csv("cur.csv", cur(), cur("line_item_resource_id=i-2"));
    assertThat(actions(folder.run(csv))).isEqualTo("NEW 2");
    assertThat(actions(folder.run(csv))).isEqualTo("UNCHANGED 2");
    folder.csv("cur.csv", cur("line_item_unblended_cost=1.25"));
    ImportReport report = folder.run(csv);
    assertThat(actions(report)).isEqualTo("REPLACED 1");
    assertThat(report.changes().get(0).before().orElseThrow().rows()).isEqualTo(2);
    assertThat(folder.charges("BilledCost")).isEqualTo("1.25");
  }

  @Test
  void aDryRunWritesNothing() {
    Path csv = folder.csv("cur.csv", cur());
    ImportReport report =
        new BillImport(folder.engine(), folder.store(), Progress.NONE)
            .plan(BillFolder.request(List.of(csv)));
    assertThat(actions(report)).isEqualTo("NEW 1");
    assertThat(report.isDryRun()).isTrue();
    assertThat(folder.path("bills")).doesNotExist();
  }

  @Test
  void partsOfABillBelongTogether() {
    Path first = folder.csv("cur-00001.csv", cur("identity_line_item_id=a"));
    Path second = folder.csv("cur-00002.csv", cur("identity_line_item_id=b"));
    folder.run(first, second);
    assertThat(folder.refusal(first))
        .isEqualTo(
            "Cannot replace bill aws_111122223333_2026-03: it was imported from 2 files, and"
                + " cur-00002.csv is not given now.");
    assertThat(folder.charges("x_File")).isEqualTo("cur-00001.csv\ncur-00002.csv");
    Path third = folder.csv("cur-00003.csv", cur("identity_line_item_id=c"));
    assertThat(actions(folder.run(first, second, third))).isEqualTo("REPLACED 3");
    assertThat(
            actions(folder.run(BillFolder.request(List.of(third), ImportRequest.Choice.REPLACE))))
        .isEqualTo("REPLACED 1");
  }

  @Test
  void oneFileDoesNotStandForTwoEarlierOnesOfItsName() {
    folder.csv("in/one/usage.csv", cur());
    folder.csv("in/two/usage.csv", cur("identity_line_item_id=other"));
    folder.run(folder.path("in"));
    Path changed = folder.csv("in/one/usage.csv", cur("identity_line_item_id=new"));
    assertThat(folder.refusal(changed))
        .startsWith("Cannot replace bill aws_111122223333_2026-03: it was imported from 2 files,");
  }

  @Test
  void partsOfOneNameInTwoFoldersAreTwo() {
    Path first = folder.csv("in/a/cur.csv", cur("identity_line_item_id=a"));
    folder.csv("in/b/cur.csv", cur("identity_line_item_id=b"));
    folder.run(folder.path("in"));
    assertThat(folder.charges("x_File")).isEqualTo("a/cur.csv\nb/cur.csv");
    assertThat(folder.refusal(first))
        .isEqualTo(
            "Cannot replace bill aws_111122223333_2026-03: it was imported from 2 files, and"
                + " b/cur.csv is not given now.");
  }

  @Test
  void daysThatAreThereAreNotLostToAFileOfTheSameName() {
    Path csv =
        folder.csv(
            "usage.csv",
            cur(),
            cur(
                "line_item_usage_start_date=2026-03-02T00:00:00Z",
                "line_item_usage_end_date=2026-03-02T01:00:00Z"));
    folder.run(csv);
    folder.csv(
        "usage.csv",
        cur(
            "line_item_usage_start_date=2026-03-02T00:00:00Z",
            "line_item_usage_end_date=2026-03-02T01:00:00Z"),
        cur(
            "line_item_usage_start_date=2026-03-03T00:00:00Z",
            "line_item_usage_end_date=2026-03-03T01:00:00Z"));
    assertThat(folder.refusal(csv))
        .isEqualTo(
            "Cannot replace bill aws_111122223333_2026-03: it has charges on 2026-03-01, and what"
                + " is given has none then.");
  }

  @Test
  void oneBillFromTwoSourcesIsRefused() {
    Path csv = folder.csv("cur.csv", cur());
    Path focus =
        folder.csv("focus.csv", focus("ProviderName=AWS", "BillingAccountId=111122223333"));
    assertThat(folder.refusal(csv, focus))
        .isEqualTo(
            "Cannot import focus.csv: it is the bill of AWS for 111122223333 and 2026-03, which"
                + " cur.csv are too, as AWS CUR 2.0.");
    folder.run(csv);
    assertThat(folder.refusal(focus))
        .isEqualTo(
            "Cannot import bill aws_111122223333_2026-03 from FOCUS: it is there from AWS CUR 2.0"
                + " (cur.csv).");
  }

  @Test
  void everyRowThatIsWrongIsNamed() {
    assertThat(
            folder.refusal(
                folder.csv(
                    "cur.csv",
                    cur("line_item_unblended_cost=1,5"),
                    cur("line_item_usage_start_date=yesterday"),
                    cur(),
                    cur("line_item_usage_end_date=2026-02-01T00:00:00Z"),
                    cur("line_item_line_item_type=Gift"),
                    cur("line_item_line_item_type=SavingsPlanCoveredUsage"),
                    cur("line_item_currency_code="),
                    cur("resource_tags=team=data"),
                    cur("pricing_public_on_demand_cost=NaN"),
                    cur("line_item_usage_end_date=12026-03-01T00:00:00Z"))))
        .isEqualTo(
            """
            Cannot import cur.csv: row 1: line_item_unblended_cost '1,5' is no number of at most 26 digits before the point.
            Cannot import cur.csv: row 2: line_item_usage_start_date 'yesterday' is no time.
            Cannot import cur.csv: row 4: it ends before it starts.
            Cannot import cur.csv: row 5: line item type 'Gift' is not known.
            Cannot import cur.csv: row 6: what a SavingsPlanCoveredUsage effectively costs is empty.
            Cannot import cur.csv: row 7: line_item_currency_code is empty.
            Cannot import cur.csv: row 8: resource_tags 'team=data' is no JSON object with each key once.
            Cannot import cur.csv: row 9: pricing_public_on_demand_cost 'NaN' is no number of at most 26 digits before the point.
            Cannot import cur.csv: row 10: line_item_usage_end_date '12026-03-01T00:00:00Z' is no time of this century.""");
    assertThat(folder.path("bills")).doesNotExist();
  }

  @Test
  void categoriesOfFocusAreKnownOrRefused() {
    assertThat(folder.refusal(folder.csv("f.csv", focus("ChargeCategory=Gift"))))
        .isEqualTo("Cannot import f.csv: row 1: ChargeCategory 'Gift' is not known.");
  }

  @Test
  void whatIsNoBillIsRefusedByItsColumns() {
    Map<String, String> old = focus();
    old.remove("ContractedCost");
    old.remove("ServiceName");
    Map<String, String> untagged = cur();
    untagged.remove("resource_tags");
    assertThat(
            folder.refusal(
                folder.csv("a.csv", Map.of("id", "1")),
                folder.csv("b.csv", old),
                folder.csv("c.csv", untagged)))
        .isEqualTo(
            """
            Cannot read bill a.csv: it has no column line_item_line_item_type (AWS CUR 2.0) or usage_quantity (Databricks usage) or BilledCost (FOCUS) or price_start_time (Databricks list prices), and begins with id.
            Cannot read bill b.csv: as FOCUS it lacks the columns ContractedCost, ServiceName.
            Cannot read bill c.csv: as AWS CUR 2.0 it lacks the column resource_tags.""");
  }

  @Test
  void filesThatAreCutOffAreRefused() {
    Path zipped = folder.csv("a.csv.gz", cur(), cur("line_item_resource_id=i-2"));
    BillFolder.cut(zipped, 9);
    Path parquet = folder.parquet("b.parquet", "SELECT 1 AS BilledCost");
    BillFolder.cut(parquet, 9);
    Path fields = folder.csv("c.csv", cur(), cur());
    folder.file("c.csv", read(fields) + "one,two\n");
    assertThat(
            folder
                .refusal(zipped, parquet, fields)
                .lines()
                .map(line -> line.replaceAll("(ends after|; it begins|No magic).*", "$1")))
        .containsExactly(
            "Cannot read a.csv.gz: the gzip file ends after",
            "Cannot read bill b.parquet: No magic",
            "Cannot read c.csv: line 4 is malformed, Expected Number of Columns: 24 Found: 2; it begins");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void placesWithoutBillsAreNamed() {
    folder.file("empty/_hidden.csv", "x");
    assertThat(folder.refusal(folder.path("none.csv"), folder.path("empty")))
        .isEqualTo(
            """
            Cannot read bill none.csv: there is no such file or folder here.
            Cannot read bills in empty: no file there ends in .csv, .parquet, .json, .jsonl, .ndjson, or in one of them and .gz.""");
  }

  @Test
  void usageWithoutAPriceIsNeverFree() {
    Path usage =
        folder.csv(
            "usage.csv",
            usage(),
            usage("record_id=r2", "sku_name=SQL", "usage_quantity=3.5"),
            usage("record_id=r3", "sku_name=SQL", "usage_quantity=1"));
    Path prices = folder.csv("prices.csv", price());
    assertThat(folder.refusal(usage))
        .isEqualTo("Cannot price Databricks usage in usage.csv: no list prices are given.");
    assertThat(folder.refusal(usage, prices))
        .isEqualTo(
            "Cannot price 2 rows of SQL (AWS, DBU) from 2026-03-01T00:00:00Z to"
                + " 2026-03-01T01:00:00Z, 4.5 DBU in all, such as usage.csv row 2: no list price is"
                + " of that time.");
    folder.run(BillFolder.request(List.of(usage, prices), ImportRequest.Choice.LEAVE_OUT_UNPRICED));
    assertThat(folder.charges("BilledCost")).isEqualTo("0.3");
    assertThat(folder.notes())
        .isEqualTo(
            "UNPRICED 2: 2 rows without a price are left out: usage.csv row 2, usage.csv row 3");
    assertThat(folder.store().bills(folder.engine()).get(0).isIncomplete()).isTrue();
  }

  @Test
  void pricesOfOneTimeMustNotContradictEachOther() {
    Path usage = folder.csv("usage.csv", usage());
    assertThat(
            folder.refusal(
                usage,
                folder.csv("a.csv", price()),
                folder.csv(
                    "b.csv", price("currency_code=EUR", "price_start_time=2026-01-01T00:00:00Z"))))
        .isEqualTo(
            "Cannot price JOBS (AWS, DBU): a.csv row 1 (0.1500000000 USD) and b.csv row 1"
                + " (0.1500000000 EUR) are of the same time.");
    assertThat(folder.refusal(usage, folder.csv("a.csv", price("pricing={\"default\":\"free\"}"))))
        .isEqualTo(
            "Cannot take prices from a.csv: row 1: pricing.default 'free' is no price of at most 10"
                + " digits.");
    assertThat(
            folder.refusal(
                usage,
                folder.csv(
                    "a.csv",
                    price("pricing={\"default\":\"1\",\"effective_list\":{\"default\":\"x\"}}"))))
        .isEqualTo(
            "Cannot take prices from a.csv: row 1: pricing.effective_list.default 'x' is no price"
                + " of at most 10 digits.");
  }

  @Test
  void rowsThatAreThereTwiceAreCountedOnceOrRefused() {
    Path one = folder.csv("a.csv", cur("identity_line_item_id=x"));
    Path other =
        folder.csv("b.csv", cur("identity_line_item_id=y"), cur("identity_line_item_id=x"));
    assertThat(folder.refusal(one, other))
        .isEqualTo(
            "Cannot import AWS CUR 2.0: 1 row is there already with the same identity_line_item_id"
                + " and content, such as a.csv row 1 and b.csv row 2.");
    Path prices = folder.csv("prices.csv", price());
    Path monday = folder.csv("1.csv", usage());
    Path tuesday = folder.csv("2.csv", usage(), usage("record_id=r2"));
    folder.run(monday, tuesday, prices);
    assertThat(folder.charges("x_File,x_Row")).isEqualTo("1.csv|1\n2.csv|2");
    assertThat(folder.notes())
        .isEqualTo("REPEATED 1: 1 row is by their ids repeated, counted once: 2.csv row 1");
    Path changed = folder.csv("2.csv", usage("usage_quantity=9"), usage("record_id=r2"));
    assertThat(folder.refusal(monday, changed, prices))
        .isEqualTo(
            "Cannot import record r1 ORIGINAL: 1.csv row 1 and 2.csv row 1 say different things of"
                + " it.");
  }

  @Test
  void aFileThatRepeatsAnotherIsRefused() {
    Path one = folder.csv("a.csv", focus(), focus("ResourceId=r"));
    Path part = folder.csv("b.csv", focus());
    assertThat(folder.refusal(one, part))
        .isEqualTo("Cannot import b.csv: every row of it, 1 in all, is in another file too.");
    assertThat(folder.refusal(one, folder.csv("c.csv", focus(), focus("ResourceId=r"))))
        .isEqualTo("Cannot import c.csv: it holds the same bytes as a.csv.");
    folder.run(one, folder.csv("d.csv", focus(), focus("ResourceId=s")));
    assertThat(folder.notes())
        .isEqualTo(
            """
            ALIKE 1: 1 row of a.csv is in another file too, and counted there too
            ALIKE 1: 1 row of d.csv is in another file too, and counted there too""");
  }

  @Test
  void whatIsOddIsNotedAndRefusedOnlyStrictly() {
    Path csv =
        folder.csv(
            "cur.csv",
            cur(),
            cur("line_item_unblended_cost=-2"),
            cur(
                "line_item_usage_start_date=2026-03-04T00:00:00Z",
                "line_item_usage_end_date=2026-03-04T01:00:00Z"),
            cur(
                "line_item_product_code=AmazonS3",
                "line_item_usage_start_date=2026-02-27T00:00:00Z",
                "line_item_usage_end_date=2026-02-28T00:00:00Z"));
    String note = "no usage of AmazonEC2 from 2026-03-02 to 2026-03-03, though before and after";
    assertThat(folder.refusal(BillFolder.request(List.of(csv), ImportRequest.Choice.STRICT)))
        .isEqualTo(
            """
            Cannot import bill aws_111122223333_2026-03 strictly: 1 row of usage with a negative cost: cur.csv row 2.
            Cannot import bill aws_111122223333_2026-03 strictly: 1 row of usage outside 2026-03: cur.csv row 4.
            Cannot import bill aws_111122223333_2026-03 strictly: %s."""
                .formatted(note));
    folder.run(csv);
    assertThat(folder.notes())
        .isEqualTo(
            """
            NEGATIVE_USAGE 1: 1 row of usage with a negative cost: cur.csv row 2
            OUTSIDE_MONTH 1: 1 row of usage outside 2026-03: cur.csv row 4
            GAP 2: %s"""
                .formatted(note));
  }

  @Test
  void aKindThatIsAskedForIsRequired() {
    Path csv = folder.csv("cur.csv", cur());
    assertThat(
            folder.refusal(
                new ImportRequest(List.of(csv), List.of(), Optional.of(BillKind.FOCUS), Set.of())))
        .isEqualTo("Cannot read bill cur.csv as FOCUS: its columns are those of AWS CUR 2.0.");
  }

  private static String actions(ImportReport report) {
    return report.changes().stream()
        .map(change -> change.action() + " " + change.bill().rows())
        .reduce((one, other) -> one + ", " + other)
        .orElse("");
  }
}
