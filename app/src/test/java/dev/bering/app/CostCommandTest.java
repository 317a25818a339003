package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.cost.RatioInterval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs cost, asked on the command line, of bills that were imported there. */
class CostCommandTest {

  private static final String HEAD =
      "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,BillingAccountId,"
          + "BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,"
          + "ServiceName,ProviderName,Tags\n";

  @TempDir private static Path root;

  private static Path bills;
  private static Path runs;

  @BeforeAll
  static void importBills() {
    StringBuilder aws = new StringBuilder(HEAD);
    StringBuilder databricks = new StringBuilder(HEAD);
    StringBuilder lines = new StringBuilder();
    for (int day = 1; day <= 6; day++) {
      aws.append(charge(day, "1.5", "AmazonEC2", "AWS", "j-" + day));
      aws.append(charge(day, "0.5", "ElasticMapReduce", "AWS", "j-" + day));
      aws.append(charge(day, "1", "AmazonEC2", "AWS", "d-" + day));
      databricks.append(charge(day, "0.5", "JOBS", "Databricks", "d-" + day));
      lines.append(run("emr", "j-", day)).append(run("databricks", "d-", day));
    }
    aws.append(charge(6, "0.25", "AmazonEC2", "AWS", ""));
    bills = imported(root, aws, databricks);
    runs = Cli.write(root.resolve("runs.jsonl"), lines.toString());
  }

  private static String charge(
      int day, String cost, String service, String provider, String cluster) {
    String tags =
        cluster.isEmpty()
            ? "{}"
            : "\"{\"\"%s\"\": \"\"%s\"\"}\""
                .formatted(
                    cluster.startsWith("j") ? "aws:elasticmapreduce:job-flow-id" : "ClusterId",
                    cluster);
    return String.format(
        Locale.ROOT,
        "%1$s,%1$s,%1$s,%1$s,USD,1,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,"
            + "2026-03-%2$02dT01:00:00Z,2026-03-%2$02dT02:00:00Z,Usage,%3$s,%4$s,%5$s%n",
        cost,
        day,
        service,
        provider,
        tags);
  }

  private static String run(String platform, String cluster, int day) {
    return String.format(
        Locale.ROOT,
        "{\"job\": \"etl\", \"platform\": \"%1$s\", \"runId\": \"%1$s-%3$d\","
            + " \"clusterId\": \"%2$s%3$d\", \"startedAt\": \"2026-03-%3$02dT01:10:00Z\","
            + " \"endedAt\": \"2026-03-%3$02dT01:50:00Z\", \"succeeded\": true,"
            + " \"logicalDate\": \"2026-03-%3$02d\", \"bytesRead\": 1073741824,"
            + " \"coreHours\": 4}%n",
        platform,
        cluster,
        day);
  }

  /** A folder with what bills say. */
  private static Path imported(Path folder, CharSequence... csv) {
    List<Object> words = new ArrayList<>(List.of("cost", "import"));
    for (int i = 0; i < csv.length; i++) {
      words.add(Cli.write(folder.resolve("in/%d.csv".formatted(i + 1)), csv[i].toString()));
    }
    Path bills = folder.resolve("bills");
    words.addAll(List.of("--into", bills));
    Cli imported = Cli.run(words.toArray());
    assertThat(imported.exitCode()).as(imported.err()).isZero();
    return bills;
  }

  private static Cli compared(Path bills, Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("cost", "compare", "etl", "--from", "emr", "--to", "databricks"));
    words.addAll(List.of("--bills", bills, "--runs", runs));
    words.addAll(Arrays.asList(more));
    return Cli.run(words.toArray());
  }

  private static Cli cost(Object... words) {
    Object[] all = new Object[words.length + 5];
    all[0] = "cost";
    System.arraycopy(words, 0, all, 1, words.length);
    all[words.length + 1] = "--bills";
    all[words.length + 2] = bills;
    all[words.length + 3] = "--runs";
    all[words.length + 4] = runs;
    return Cli.run(all);
  }

  @Test
  void reportSaysWhatEachPlatformCosts() {
    Cli report = cost("report", "--by", "platform", "--per", "gib");
    assertThat(report.err()).isEmpty();
    assertThat(report.exitCode()).isZero();
    assertThat(report.out())
        .isEqualTo(
            """
            platform    USD    share   attempts  succeeded  per GiB read
            emr         12.00  56.5 %  6         6          2             ##############
            databricks  9.00   42.4 %  6         6          1.5           ##########
            (untagged)  0.25   1.2 %
            21.25 USD in all, effective cost
            what for: run 21.00, (untagged) 0.25
            """);
  }

  @Test
  void explainTracesANumberToRows() {
    Cli explained = cost("report", "--by", "run", "--explain", "databricks-2");
    assertThat(explained.err()).isEmpty();
    assertThat(explained.out())
        .startsWith("databricks-2: 1.50 USD, effective cost\n")
        .contains(
            "1.csv  6    AmazonEC2  2026-03-02T01:00:00Z  2026-03-02T02:00:00Z",
            "cluster of its own: start-up, bering:overlap/v1")
        .endsWith("sum of 6 parts: 1.50, as above\n");
    Cli none = cost("report", "--by", "run", "--explain", "databricks-22");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err())
        .isEqualTo(
            """
            Cannot explain databricks-22: no run of the bills is called so.
            hint: did you mean databricks-2?
            """);
  }

  @Test
  void compareSaysWhetherAPlatformIsDearer() {
    Cli compared = cost("compare", "etl", "--from", "emr", "--to", "databricks");
    assertThat(compared.err()).isEmpty();
    assertThat(compared.exitCode()).isZero();
    assertThat(compared.out())
        .startsWith(
            """
            etl on databricks instead of emr: within the limit of +10 %
              effective cost: 0.750 times, with 95 % confidence 0.750 to 0.750, of 6 pairs; this decides
              list cost: 0.750 times, with 95 % confidence 0.750 to 0.750, of 6 pairs
              mean: 0.750 = price of a core-hour 0.750 x cores 1.000 x time 1.000
            """);
    Cli back = cost("compare", "etl", "--from", "databricks", "--to", "emr", "--explain");
    assertThat(back.exitCode()).isEqualTo(1);
    assertThat(back.out())
        .contains(
            """

            databricks, by attempt
              for         run           attempt  parts  cost  idle time
              2026-03-01  databricks-1  1        6      1.50  -
            """,
            "sum of 6 attempts: 12.00, of rows 12.00, of idle time 0.00",
            "etl on emr: 12.00 USD, effective cost",
            "sum of 36 parts: 12.00, as above");
    Cli unclear =
        cost("compare", "etl", "--from", "emr", "--to", "databricks", "--max-unexplained", "1");
    assertThat(unclear.exitCode()).isEqualTo(4);
    assertThat(unclear.out())
        .contains(
            "  because: 2.0 % of what is charged for AmazonEC2, ElasticMapReduce in USD is nobody's, and"
                + " no more than 1 % may be",
            "  because: 2.7 % of what is charged for AmazonEC2, JOBS in USD is nobody's, and no more"
                + " than 1 % may be");
  }

  @Test
  void everythingThatIsWrongWithOptionsIsSaid() {
    Cli report =
        cost("report", "--by", "jobs", "--per", "gb", "--limit", "0", "--since", "yesterday");
    assertThat(report.exitCode()).isEqualTo(2);
    assertThat(report.err())
        .isEqualTo(
            """
            Cannot use --by jobs: costs are not told by it.
            hint: choose run, job, pipeline, platform, service or tag:KEY
            Cannot use --per gb: it is no unit of work.
            hint: choose gib, row or core-hour
            Cannot use --limit 0: fewer than one line.
            hint: give a number from 1 on
            Cannot use --since yesterday: it is neither a day nor a time with a zone.
            hint: write 2026-03-01 or 2026-03-01T06:00:00Z
            """);
    Cli compare =
        cost(
            "compare",
            "etl",
            "--from",
            "emr",
            "--to",
            "emr",
            "--basis",
            "billed",
            "--pair",
            "a",
            "--limit-percent",
            "-1");
    assertThat(compare.exitCode()).isEqualTo(2);
    assertThat(compare.err().lines().filter(line -> line.startsWith("Cannot")))
        .containsExactly(
            "Cannot use --basis billed: what is invoiced in a month is not what its runs cost.",
            "Cannot use --to emr: it is the platform of --from.",
            "Cannot use --limit-percent -1: it is below zero.",
            "Cannot use --pair a: it is not RUN=RUN.");
  }

  @Test
  void aFolderWithoutRunsIsRefused() {
    Cli report = Cli.run("cost", "report", "--bills", bills, "--runs", root.resolve("in"));
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.err())
        .isEqualTo(
            """
            Cannot read runs of %s: no run that began is recorded there.
            hint: name the place that bering job run was given as --runs, or a file of runs
            """
                .formatted(root.resolve("in")));
  }

  @Test
  void paretoSaysWhatToMoveNextAndDrawsIt() throws IOException {
    Path page = root.resolve("pareto.html");
    Cli pareto = cost("pareto", "--to", "serverless", "--html", page);
    assertThat(pareto.err()).isEqualTo("report: " + page + System.lineSeparator());
    assertThat(pareto.exitCode()).isZero();
    assertThat(pareto.out())
        .isEqualTo(
            """
            since 2026-02-04T00:00:00Z
            job  USD                              with all above  platform
            etl  21.00  ████████████████████████  100.0 %         emr  <- 90 %
            1 of 1 job cost 90 % of the 21.00 USD of all jobs
            moved to serverless: 0.00, left: 21.00, where nobody knows: 0.00
            beside jobs (idle, untagged, taxes and so on): 0.25
            to move next: etl
            """);
    assertThat(Files.readString(page))
        .contains("What to move to serverless next", "class=\"bar held\"");

    Cli wrong = cost("pareto", "--to", "serverless", "--percent", "0", "--since", "soon");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot use --percent 0: it is no part of a whole.
            hint: give a number from 1 to 100
            Cannot use --since soon: it is neither a day nor a time with a zone.
            hint: write 2026-03-01 or 2026-03-01T06:00:00Z
            """);
  }

  @Test
  void aPageShowsWhoCausedTheCostAndWhatNobodyDid() throws IOException {
    Path page = root.resolve("report.html");
    Cli report = cost("report", "--by", "platform", "--per", "gib", "--html", page);
    assertThat(report.exitCode()).isZero();
    assertThat(report.err()).isEqualTo("report: %s%n".formatted(page));
    assertThat(Files.readString(page))
        .contains(
            "<span>of the usage is somebody's</span><b>98.8 %</b>",
            "<span class=\"bar \" style=\"width: 100.00%\"></span>",
            "<span class=\"bar open\" style=\"width: 2.08%\"></span>",
            "<th class=\"n\">per GiB read</th>",
            "<td class=\"name\">(untagged)</td>")
        .doesNotContain("http://", "https://", "<script");
  }

  @Test
  void aPageOfAComparisonBeginsWithTheVerdict() throws IOException {
    Path page = root.resolve("compare.html");
    Cli within = cost("compare", "etl", "--from", "emr", "--to", "databricks", "--html", page);
    assertThat(within.exitCode()).isZero();
    assertThat(Files.readString(page))
        .contains(
            "<div class=\"card verdict good\"><strong>within the limit of +10 %</strong></div>",
            "<span>median</span><b>-25.0 %</b>",
            "effective cost: -25.0 %, -25.0 % to -25.0 %; this decides",
            "<title>2026-03-02: -25.0 %, 2.00 to 1.50</title>",
            "Databricks JOBS <b>3.00</b>",
            "<td>by rule: cluster of its own: start-up</td>",
            "<td>of all, idle time of shared clusters</td>",
            "<td>of all, failed attempts</td>",
            "<span>with 95 % confidence</span>")
        .doesNotContain("not in the chart");
    Cli over = cost("compare", "etl", "--from", "databricks", "--to", "emr", "--html", page);
    assertThat(over.exitCode()).isEqualTo(1);
    assertThat(Files.readString(page)).contains("card verdict bad", "+33.3 %");
    Cli unclear =
        cost(
            "compare",
            "etl",
            "--from",
            "emr",
            "--to",
            "databricks",
            "--max-unexplained",
            "1",
            "--html",
            page);
    assertThat(unclear.exitCode()).isEqualTo(4);
    assertThat(Files.readString(page))
        .contains("card verdict open", "<p class=\"why\">2.0 % of what is charged for AmazonEC2");
  }

  @Test
  void ofFewerThanSixPairsTheConfidenceIsLessAndSaidSo() {
    assertThat(List.of(1, 4, 5, 6, 31))
        .extracting(count -> CostComparisonText.confidence(new RatioInterval(count, 1, 1, 1)))
        .containsExactly("0", "87.5", "93.75", "95", "95");
  }

  @Test
  void aPairWithoutAPremiumIsNotInTheChartAndIsNamed() throws IOException {
    Path folder = root.resolve("free");
    StringBuilder rows = new StringBuilder(HEAD);
    for (int day = 1; day <= 6; day++) {
      rows.append(charge(day, "1.5", "AmazonEC2", "AWS", "j-" + day));
      rows.append(charge(day, day == 6 ? "0" : "1.25", "JOBS", "Databricks", "d-" + day));
    }
    Path page = folder.resolve("compare.html");
    compared(imported(folder, rows), "--html", page);
    assertThat(Files.readString(page))
        .contains(
            "1 pair is not in the chart by effective cost, as a cost is not above zero, such as"
                + " 2026-03-06");
  }

  @Test
  void amountsOfTwoCurrenciesAreNotShownSideBySide() throws IOException {
    Path folder = root.resolve("currencies");
    StringBuilder aws = new StringBuilder(HEAD);
    StringBuilder databricks = new StringBuilder(HEAD);
    for (int day = 1; day <= 6; day++) {
      aws.append(charge(day, "1.5", "AmazonEC2", "AWS", "j-" + day));
      databricks.append(
          charge(day, "1.25", "JOBS", "Databricks", "d-" + day).replace("USD", "EUR"));
    }
    Path bills = imported(folder, aws, databricks);
    Path page = folder.resolve("compare.html");
    Cli compared = compared(bills, "--html", page);
    assertThat(compared.exitCode()).isEqualTo(4);
    assertThat(compared.out())
        .contains("because: costs are in different currencies: EUR, USD")
        .doesNotContain("1.50", "7.50");
    assertThat(Files.readString(page))
        .contains("card verdict open", "costs are in different currencies: EUR, USD")
        .doesNotContain("1.50", "7.50", "The pairs");
    assertThat(compared(bills, "--explain").out()).doesNotContain("by attempt", " attempts: ");
    assertThat(compared(bills, "--explain", "--json").out())
        .contains("costs are in different currencies: EUR, USD", "\"explanations\"")
        .doesNotContain("\"counted\"", "\"pairs\"");
  }

  @Test
  void namesOfJobsAreTextOnEveryPage() throws IOException {
    Path named =
        Cli.write(
            root.resolve("named.jsonl"),
            Files.readString(runs).replace("\"etl\"", "\"<script>alert(1)</script>\""));
    Path page = root.resolve("named.html");
    for (List<String> words :
        List.of(
            List.of("report"),
            List.of("pareto", "--to", "databricks"),
            List.of(
                "compare", "<script>alert(1)</script>", "--from", "emr", "--to", "databricks"))) {
      List<Object> all = new ArrayList<>(List.of("cost"));
      all.addAll(words);
      all.addAll(List.of("--bills", bills, "--runs", named, "--html", page));
      assertThat(Cli.run(all.toArray()).exitCode()).isZero();
      assertThat(Files.readString(page))
          .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
          .doesNotContain("<script");
    }
  }

  @Test
  void aTimeThatEndsBeforeItBeginsAndAPageOfAnExplanationAreRefused() {
    Cli pareto = cost("pareto", "--to", "x", "--since", "2026-03-02", "--until", "2026-03-01");
    assertThat(pareto.exitCode()).isEqualTo(2);
    assertThat(pareto.err())
        .isEqualTo(
            """
            Cannot use --until 2026-03-01: it is not after --since 2026-03-02.
            hint: give a later time
            """);
    Cli report = cost("report", "--explain", "etl", "--html", root.resolve("none.html"));
    assertThat(report.exitCode()).isEqualTo(2);
    assertThat(report.err())
        .isEqualTo(
            """
            Cannot use --html with --explain: a page shows the report and traces no number.
            hint: give one of them
            """);
  }

  @Test
  void tagsSaysWhatJobFilesAndBillsLack() {
    Path jobs = root.resolve("jobs");
    Cli.write(
        jobs.resolve("defaults.yaml"),
        """
        apiVersion: bering/v1
        kind: SparkJobLayer
        cost: {tags: {team: data, map-migrated: MIG12345}}
        """);
    for (String job : new String[] {"etl", "sink"}) {
      Cli.write(
          jobs.resolve(job + ".yaml"),
          """
          apiVersion: bering/v1
          kind: SparkJob
          metadata: {name: %s}
          platform: local
          spec: {type: Python, mainApplicationFile: job.py}
          """
              .formatted(job));
    }
    Path rules =
        Cli.write(
            root.resolve("tags.yaml"),
            """
            tags:
              - {key: ClusterId, pattern: 'd-\\d', providers: [AWS]}
              - {key: team, values: [data], from: 2026-03-06}
              - {key: map-migrated, providers: [AWS]}
            """);
    Cli tags = cost("tags", jobs, "--rules", rules, "--limit", "1");
    assertThat(tags.err()).isEmpty();
    assertThat(tags.exitCode()).isEqualTo(1);
    assertThat(tags.out())
        .isEqualToNormalizingNewlines(
            """
            tags are missing or wrong

            job files: 2 jobs, 4 things wrong with their tags
              !  etl   %1$s/etl.yaml   no tag ClusterId
              !  etl   %1$s/etl.yaml   tag map-migrated is 'MIG12345'; allowed: mig, sap, oracle, comm, mig_ec2_ or comm_ec2_ in lower case, then 5 digits or 10 capitals and digits
              !  sink  %1$s/sink.yaml  no tag ClusterId
              !  sink  %1$s/sink.yaml  tag map-migrated is 'MIG12345'; allowed: mig, sap, oracle, comm, mig_ec2_ or comm_ec2_ in lower case, then 5 digits or 10 capitals and digits

            bills: usage from 2026-03-01T01:00:00Z until 2026-03-06T02:00:00Z

            billed, ClusterId
              ! 67.1 %% of 18.25 USD has no such tag or a wrong one, and no more than 0 %% may
                  right                         6.00
                  missing                       12.25
                  not allowed                   0.00
                  other than in the job's file  0.00
              USD            provider  account  service    resource       job
              9.25  missing  AWS       1        AmazonEC2  (no resource)  etl
              and 1 more: 3.00

            billed, team since 2026-03-06
              ! 100.0 %% of 3.75 USD has no such tag or a wrong one, and no more than 0 %% may
                  right                         0.00
                  missing                       3.75
                  not allowed                   0.00
                  other than in the job's file  0.00
              ! AWS, account 1: no charge has it (3.25 USD): probably not activated as cost allocation tag
              ! Databricks, account 1: no charge has it (0.50 USD)

            billed, map-migrated
              ! 100.0 %% of 18.25 USD has no such tag or a wrong one, and no more than 0 %% may
                  right                         0.00
                  missing                       18.25
                  not allowed                   0.00
                  other than in the job's file  0.00
              ! AWS, account 1: no charge has it (18.25 USD): AWS documents that it activates this tag by itself, so that probably nothing has it

            note: nothing is billed that is known to be for sink: whether tags arrive there nobody can tell
            """
                .formatted(jobs));
    assertThat(cost("tags", jobs, "--rules", rules, "--json").out())
        .contains("\"outcome\" : \"FINDINGS\"", "\"missing\" : 12.25");
    Cli empty = Cli.run("cost", "tags", jobs, "--rules", rules, "--bills", root.resolve("nothere"));
    assertThat(empty.exitCode()).isEqualTo(3);
    assertThat(empty.err())
        .startsWith("Cannot read bills in %s: there is none.".formatted(root.resolve("nothere")));
    Path wrong =
        Cli.write(
            root.resolve("wrong.yaml"),
            """
            tags:
              - {key: a, pattern: '(', from: soon}
              - {values: b}
              - {key: a, value: c}
            """);
    Cli misread = cost("tags", jobs, "--rules", wrong);
    assertThat(misread.exitCode()).isEqualTo(2);
    assertThat(misread.err())
        .isEqualTo(
            """
            Cannot read %1$s: line 2: 'pattern' is no regular expression (unclosed group).
            hint: write one of Java, such as 'cc-[0-9]+'
            Cannot read %1$s: line 2: 'from' is no date.
            hint: write a day such as 2026-12-31
            Cannot read %1$s: line 3: a tag has no key.
            hint: write 'key: ...'
            Cannot read %1$s: line 4: tag 'a' is there twice.
            hint: leave one of them out
            Cannot read %1$s: line 4: a tag has no key 'value'.
            hint: did you mean values?
            """
                .formatted(wrong));
    Cli nowhere = cost("tags", root.resolve("no.yaml"), "--rules", rules, "--limit-percent", "101");
    assertThat(nowhere.err())
        .isEqualTo(
            """
            Cannot use --limit-percent 101: it is no part of a whole.
            hint: give a number from 0 to 100
            """);
    assertThat(cost("tags", root.resolve("no.yaml"), "--rules", rules).exitCode()).isEqualTo(3);
  }

  @Test
  void estimateIsKeptAndHeldAgainstTheBill() throws IOException {
    Cli planned = cost("estimate", "--as", "march", "--dry-run");
    assertThat(planned.err()).isEmpty();
    assertThat(planned.out())
        .isEqualTo(
            """
            estimate of the effective cost, which no bill has yet
              job  platform    runs  estimate  by                                             earlier estimates
              etl  databricks  1     1.50 USD  0.375 per core-hour, 5 runs billed in 2026-03  none is billed yet
              etl  emr         1     2.00 USD  0.5 per core-hour, 5 runs billed in 2026-03    none is billed yet
            estimate in all: 3.50 USD
            would be kept as %s/estimates/march.json
            """
                .formatted(bills));
    assertThat(bills.resolve("estimates")).doesNotExist();
    assertThat(cost("estimate", "--as", "march").exitCode()).isZero();
    assertThat(cost("estimate", "--as", "march").err())
        .isEqualTo(
            """
            Cannot keep estimate 'march': %s/estimates/march.json is there already.
            hint: give it another name with --as; an estimate is never changed
            """
                .formatted(bills));

    Cli early = cost("estimate", "--reconcile");
    assertThat(early.exitCode()).isEqualTo(4);
    assertThat(early.out())
        .contains("not yet billed: 2 runs of march, estimated at 3.50 USD")
        .doesNotContain("largest errors");
    Cli reconciled = cost("estimate", "--reconcile", "--estimate", "march", "--lateness", "5m");
    assertThat(reconciled.exitCode()).isZero();
    assertThat(reconciled.out())
        .isEqualTo(
            """
            estimate                  cost       runs  estimated  billed    error  bias    MAPE
            march: etl on databricks  effective  1     1.50       1.50 USD  0.00   +0.0 %  0.0 %
            march: etl on emr         effective  1     2.00       2.00 USD  0.00   +0.0 %  0.0 %
            march, all                effective  2     3.50       3.50 USD  0.00   +0.0 %  0.0 %
            largest errors
              estimate  run           estimated  billed    error
              march     databricks-6  1.50       1.50 USD  0.00   +0.0 %
              march     emr-6         2.00       2.00 USD  0.00   +0.0 %
            """);

    Path rates =
        Cli.write(
            root.resolve("rates.yaml"),
            """
            date: 2026-02-01
            currency: EUR
            rates:
              - {platform: emr, per-run: 3}
              - {platform: emr, job: etl, per-hour: 6}
              - {platform: emr, job: elt, per-run: 1}
            """);
    Path nothere = root.resolve("nothere");
    Object[] byRatesOf = {
      "cost", "estimate", "--runs", runs, "--bills", nothere, "--rates", rates, "--limit", "1"
    };
    Cli misspelt = Cli.run(byRatesOf);
    assertThat(misspelt.exitCode()).isEqualTo(3);
    assertThat(misspelt.err())
        .isEqualTo(
            """
            Cannot read bills in %s: there is none.
            hint: check --bills; where there are no bills yet, make the folder: the estimate is kept there
            """
                .formatted(nothere));
    assertThat(nothere).doesNotExist();
    Files.createDirectories(nothere);
    Cli byRates = Cli.run(byRatesOf);
    assertThat(byRates.exitCode()).isEqualTo(4);
    assertThat(byRates.out())
        .startsWith(
            """
            estimate of the effective cost, which no bill has yet
              job  platform  runs  estimate   by                                    earlier estimates
              etl  emr       6     24.00 EUR  6 per hour, rates.yaml of 2026-02-01  none is billed yet
            estimate in all: 24.00 EUR
            6 runs without an estimate
              etl  databricks  databricks-1  no rate is for it
              and 5 more
            """)
        .contains("kept as " + root.resolve("nothere/estimates"))
        .contains(
            """
            note: no bill is in %s: no run is known to be billed
            note: the rate of 'emr', job 'elt', per run in rates.yaml is for no run that was given
            """
                .formatted(nothere));
    Path others =
        Cli.write(
            root.resolve("other-rates.yaml"),
            "{date: 2026-02-01, currency: EUR, rates: [{platform: yarn, per-run: 3}]}");
    Cli none =
        Cli.run(
            "cost",
            "estimate",
            "--runs",
            runs,
            "--bills",
            nothere,
            "--rates",
            others,
            "--as",
            "none");
    assertThat(none.exitCode()).isEqualTo(4);
    assertThat(none.out()).startsWith("12 runs without an estimate");
    Path twice =
        Cli.write(
            root.resolve("twice.yaml"),
            """
            date: 2026-02-01
            currency: EUR
            rates:
              - {platform: emr, job: etl, per-run: 3}
              - {platform: emr, per-run: 3}
              - {platform: emr, job: etl, per-run: 4}
              - {platform: emr, per-run: 3}
            """);
    assertThat(cost("estimate", "--rates", twice).err())
        .isEqualTo(
            """
            Cannot read %1$s: line 6: 'emr', job 'etl', per run has a rate above already.
            hint: leave one of them out
            Cannot read %1$s: line 7: 'emr' per run has a rate above already.
            hint: leave one of them out
            """
                .formatted(twice));
    Cli wrong =
        Cli.run(
            "cost",
            "estimate",
            "--basis",
            "billed",
            "--lateness",
            "soon",
            "--reconcile",
            "--as",
            "x");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err().lines().filter(line -> line.startsWith("Cannot")))
        .containsExactly(
            "Cannot use --basis billed: what is invoiced in a month is not what its runs cost.",
            "Cannot use --lateness soon: it is no length of time.",
            "Cannot estimate costs: no runs are given.",
            "Cannot use --reconcile with --rates, --as or --dry-run: it estimates nothing and writes"
                + " nothing.");
    Path misread =
        Cli.write(
            root.resolve("wrong-rates.yaml"),
            "rates: [{platform: emr}, {platform: emr, per-run: 1, per-hour: -2}]");
    assertThat(cost("estimate", "--rates", misread).err())
        .isEqualTo(
            """
            Cannot read %1$s: line 1: the file has no date.
            hint: write 'date: ...'
            Cannot read %1$s: line 1: the file has no currency.
            hint: write 'currency: ...'
            Cannot read %1$s: line 1: 'per-hour' is no number of at least 0.
            hint: write a number such as 0.01
            """
                .formatted(misread));
  }
}
