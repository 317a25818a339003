package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferCommandTest {

  private static final String LOG =
      """
      2 123456789010 eni-1 10.0.0.1 10.0.0.9 20641 443 6 20 3000000 1774396800 1774396859 ACCEPT OK
      2 123456789010 eni-1 10.0.0.2 10.0.0.9 20641 443 6 10 1000000 1774396830 1774396859 ACCEPT OK
      2 123456789010 eni-1 10.0.0.1 10.0.0.9 20641 22 6 1 40 1774396870 1774396919 REJECT OK
      2 123456789010 eni-2 - - - - - - - 1774396800 1774396859 - SKIPDATA
      2 123456789010 eni-1 10.0.0.1 10.0.0.9 20641 443 6 20 many 1774396800 1774396859 ACCEPT OK
      """;

  @TempDir private Path folder;

  private Path log() throws IOException {
    return Files.writeString(folder.resolve("a.log"), LOG);
  }

  @Test
  void topSaysWhoMovesMost() throws IOException {
    Path log = log();
    Cli top = Cli.run("transfer", "top", folder, "--by", "srcaddr,dstport");
    assertThat(top.err()).isEmpty();
    assertThat(top.exitCode()).isZero();
    assertThat(top.out())
        .isEqualTo(
            """
            srcaddr   dstport  bytes   share   records
            10.0.0.1  443      3.0 MB  75.0 %%  1        ##################
            10.0.0.2  443      1.0 MB  25.0 %%  1        ######
            10.0.0.1  22       40 B    0.0 %%   1
            4.0 MB of 3 contributors, in 3 records

            read 4 lines of 1 file
            lost: 1 line says that flows were not logged, of eni-2
            left out: 1: lines in which a count or a time is no number, such as %1$s:5 (%2$s)
            """
                .formatted(log, LOG.lines().skip(4).findFirst().orElseThrow()));
  }

  @Test
  void whatALogHoldsDoesNotSteerTheTerminal() throws IOException {
    Path log =
        Files.writeString(
            folder.resolve("a.log"),
            """
            srcaddr bytes
            \u001b[2Jme\u009b1m 10
            \u001b]0;title\u0007 many
            """);
    Cli top = Cli.run("transfer", "top", log, "--by", "srcaddr");
    assertThat(top.exitCode()).as(top.err()).isZero();
    assertThat(top.out())
        .contains("\uFFFD[2Jme\uFFFD1m", "(\uFFFD]0;title\uFFFD many)")
        .doesNotContain("\u001b", "\u009b", "\u0007");
    Cli strict = Cli.run("transfer", "top", log, "--by", "srcaddr", "--strict");
    assertThat(strict.exitCode()).isEqualTo(3);
    assertThat(strict.err()).contains("\uFFFD]0;title").doesNotContain("\u001b");
  }

  @Test
  void topCountsPacketsOfSomeRecordsInATime() throws IOException {
    log();
    Cli top =
        Cli.run(
            "transfer",
            "top",
            folder,
            "--by",
            "interface-id",
            "--sum",
            "packets",
            "--where",
            "action=ACCEPT",
            "--since",
            "2026-03-25T00:00:10Z",
            "--json");
    assertThat(top.exitCode()).isZero();
    assertThat(top.out()).contains("\"contributors\" : 1", "\"sum\" : 10", "\"NOT_A_NUMBER\" : 1");
  }

  @Test
  void oddLinesEndAStrictRun() throws IOException {
    log();
    Cli top = Cli.run("transfer", "top", folder, "--by", "srcaddr", "--strict");
    assertThat(top.exitCode()).isEqualTo(3);
    assertThat(top.out()).isEmpty();
    assertThat(top.err())
        .startsWith(
            "Cannot take flow logs as they are: 1: lines in which a count or a time is no number, such"
                + " as %s:5 (".formatted(folder.resolve("a.log")));
  }

  private static byte[] zipped(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** Each in a file of its own, with the line that it stands in; 0 is the file as a whole. */
  @Test
  void everythingOddIsNamedAndEndsAStrictRun() throws IOException {
    String sound = LOG.lines().findFirst().orElseThrow();
    byte[] zipped = zipped((sound + "\n").repeat(500));
    Map<String, byte[]> files = new TreeMap<>();
    files.put("cut.log.gz", Arrays.copyOf(zipped, zipped.length - 12));
    files.put("extra.log:2", (sound + "\n" + sound + " more\n").getBytes(StandardCharsets.UTF_8));
    files.put(
        "header.log:1",
        "start srcaddr bytes moon-phase\n1774396800 10.0.0.1 7 full\n"
            .getBytes(StandardCharsets.UTF_8));
    files.put(
        "missing.log:2",
        (sound + "\n" + sound.replace(" OK", "") + "\n").getBytes(StandardCharsets.UTF_8));
    files.put(
        "number.log:2",
        (sound + "\n" + sound.replace("3000000", "many") + "\n").getBytes(StandardCharsets.UTF_8));
    files.put(
        "reversed.log:2",
        (sound + "\n" + sound.replace("1774396859", "1774396700") + "\n")
            .getBytes(StandardCharsets.UTF_8));
    files.put(
        "status.log:2",
        (sound + "\n" + sound.replace(" OK", " FINE") + "\n").getBytes(StandardCharsets.UTF_8));
    files.put(
        "version.log:2",
        (sound + "\n" + "99" + sound.substring(1) + "\n").getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path log = folder.resolve(file.getKey().replaceAll(":.*", ""));
      Files.write(log, file.getValue());
      String place = folder.resolve(file.getKey()) + " (";
      Cli lenient = Cli.run("transfer", "top", log, "--by", "srcaddr");
      assertThat(lenient.exitCode()).as(lenient.err()).isZero();
      assertThat(lenient.out()).contains(place);
      Cli strict = Cli.run("transfer", "top", log, "--by", "srcaddr", "--strict");
      assertThat(strict.exitCode()).as(file.getKey()).isEqualTo(3);
      assertThat(strict.out()).isEmpty();
      assertThat(strict.err()).startsWith("Cannot take flow logs as they are: 1: ").contains(place);
      Cli rollup =
          Cli.run(
              "transfer",
              "rollup",
              log,
              "--by",
              "srcaddr",
              "--strict",
              "--into",
              folder.resolve("flows of " + log.getFileName()));
      assertThat(rollup.exitCode()).as(file.getKey()).isEqualTo(3);
    }
  }

  @Test
  void anInventoryThatIsNotThereIsASourceThatIsMissing() throws IOException {
    log();
    Path none = folder.resolve("none.json");
    for (String verb : List.of("top", "series", "watch")) {
      Cli missing = Cli.run("transfer", verb, folder, "--by", "path", "--inventory", none);
      assertThat(missing.exitCode()).as(verb).isEqualTo(3);
      assertThat(missing.err())
          .startsWith("Cannot read inventory %s: it is not there.".formatted(none));
    }
    assertThat(Cli.run("transfer", "advise", folder, "--inventory", none).exitCode()).isEqualTo(3);
    assertThat(Cli.run("transfer", "inventory", none).exitCode()).isEqualTo(3);
    assertThat(Cli.run("transfer", "top", folder, "--by", "pth", "--inventory", none).exitCode())
        .as("what is asked makes no sense either")
        .isEqualTo(2);
  }

  @Test
  void tagsAndFlagsAreWordsEverywhere() throws IOException {
    Files.writeString(
        folder.resolve("a.log"),
        """
        start instance-tag tcp-flags bytes
        1774396800 mig%20one 19 3000000
        1774396800 - 2 1000000
        """);
    Cli top = Cli.run("transfer", "top", folder, "--by", "instance-tag,tcp-flags");
    assertThat(top.out())
        .startsWith(
            """
            instance-tag  tcp-flags          bytes   share   records
            mig one       19 (SYN-ACK, FIN)  3.0 MB  75.0 %  1        ##################
            (untagged)    2 (SYN)            1.0 MB  25.0 %  1        ######
            4.0 MB of 2 contributors, in 2 records
            untagged: 1.0 MB, 25.0 %, without instance-tag
            """);
    assertThat(
            Cli.run("transfer", "top", folder, "--by", "instance-tag", "--limit", "1", "--json")
                .out())
        .contains("\"mig one\"", "\"untagged\" : [ {", "\"sum\" : 1000000");
    Path page = folder.resolve("series.html");
    Cli series = Cli.run("transfer", "series", folder, "--by", "instance-tag", "--html", page);
    assertThat(series.out()).contains("mig one", "untagged: 1.0 MB, 25.0 %, without instance-tag");
    assertThat(Files.readString(page))
        .contains("mig one", "Untagged: 1.0 MB, 25.0 %, without instance-tag.")
        .doesNotContain("mig%20one");
    Files.writeString(folder.resolve("a.log"), "instance-tag bytes\n- 5\n- 6\n");
    assertThat(Cli.run("transfer", "top", folder, "--by", "instance-tag").out())
        .contains(
            "untagged: all of it has '-' as instance-tag; if that was not asked for, the flow log"
                + " probably lacks the right ec2:DescribeTags");
  }

  @Test
  void messagesOfASubscriptionAreRead() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("delivered"),
            """
            {"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logEvents":[]}\
            {"messageType":"DATA_MESSAGE","logGroup":"/flow","logEvents":[{"id":"1","message":"%s"}]}
            """
                .formatted(LOG.lines().findFirst().orElseThrow()));
    Cli top = Cli.run("transfer", "top", file, "--by", "srcaddr", "--strict");
    assertThat(top.err()).isEmpty();
    assertThat(top.out())
        .contains(
            "10.0.0.1  3.0 MB  100.0 %",
            "passed over: 1 message by which CloudWatch Logs sees that a subscription is reached");
  }

  @Test
  void rulesSayWhatCloudWatchWould() throws IOException {
    log();
    Path rule =
        Files.writeString(
            folder.resolve("nat.json"),
            """
            {"Schema": {"Name": "CloudWatchLogRule", "Version": 1}, "LogGroupNames": ["/flow"],
             "LogFormat": "CLF", "Fields": {"3": "eni", "4": "src", "10": "bytes"},
             "Contribution": {"Keys": ["src"], "ValueOf": "bytes",
                              "Filters": [{"Match": "eni", "In": ["eni-1"]}]},
             "AggregateOn": "Sum"}
            """);
    Cli rules = Cli.run("transfer", "rules", folder, "--rule", rule);
    assertThat(rules.err()).isEmpty();
    assertThat(rules.out())
        .startsWith(
            """
            nat
            src       sum        share   records
            10.0.0.1  3,000,040  75.0 %  2        ##################
            10.0.0.2  1,000,000  25.0 %  1        ######
            4,000,040 of 2 contributors, in 3 records
            2 periods of 1m with matches; the largest sum is 4,000,000, from 2026-03-25T00:00:00Z
            """);
  }

  @Test
  void alarmsSayWhenTheyWouldHaveFired() throws IOException {
    log();
    Path rule =
        Files.writeString(
            folder.resolve("nat.json"),
            """
            {"Schema": {"Name": "CloudWatchLogRule", "Version": 1}, "LogFormat": "CLF",
             "Fields": {"4": "src", "10": "bytes"}, "AggregateOn": "Sum",
             "Contribution": {"Keys": ["src"], "ValueOf": "bytes", "Filters": []}}
            """);
    Path alarm =
        Files.writeString(
            folder.resolve("alarm.json"),
            """
            {"AlarmName": "nat-bytes", "ComparisonOperator": "GreaterThanThreshold",
             "Threshold": 1000, "EvaluationPeriods": 1, "TreatMissingData": "notBreaching",
             "Metrics": [{"Id": "m1", "Expression": "INSIGHT_RULE_METRIC('nat', 'Sum')", "Period": 60}]}
            """);
    Cli alarms = Cli.run("transfer", "alarms", folder, "--alarm", alarm, "--rule", rule);
    assertThat(alarms.err()).isEmpty();
    assertThat(alarms.out())
        .isEqualTo(
            """
            nat-bytes: in alarm 1 of 2 of 1m
              2026-03-25T00:00:00Z  until 2026-03-25T00:01:00Z  4,000,000
            threshold 4,000,000 would have fired in 0 of 2 periods (0.00 %)
            """);
    Files.move(rule, folder.resolve("gateway.json"));
    assertThat(
            Cli.run(
                    "transfer",
                    "alarms",
                    folder,
                    "--alarm",
                    alarm,
                    "--rule",
                    folder.resolve("gateway.json"))
                .err())
        .startsWith("Cannot replay alarm nat-bytes: no file of a rule 'nat' was given.");
  }

  @Test
  void logsOfAnotherFormatAreNotAnsweredWithNothing() throws IOException {
    Files.writeString(folder.resolve("b.log"), "10.0.0.1 10.0.0.2 77\n");
    Cli top = Cli.run("transfer", "top", folder, "--by", "srcaddr");
    assertThat(top.exitCode()).isEqualTo(2);
    assertThat(top.err())
        .startsWith(
            "Cannot read flow logs: not one line is a record of the format 'version account-id"
                + " interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end"
                + " action log-status'.");
    assertThat(
            Cli.run(
                    "transfer",
                    "top",
                    folder,
                    "--by",
                    "srcaddr",
                    "--format",
                    "${srcaddr} ${dstaddr} ${bytes}")
                .out())
        .contains("10.0.0.1  77 B");
  }

  @Test
  void everythingThatIsWrongWithACommandIsSaidAtOnce() {
    Cli top =
        Cli.run(
            "transfer",
            "top",
            folder,
            "--by",
            "srcadr",
            "--where",
            "action",
            "--since",
            "yesterday",
            "--limit",
            "0",
            "--format",
            "${bites}");
    assertThat(top.exitCode()).isEqualTo(2);
    assertThat(top.err().lines().filter(line -> line.startsWith("Cannot")))
        .containsExactly(
            "Cannot read the format of a flow log: 'bites' is no field of flow logs.",
            "Cannot use --limit 0: fewer than one contributor.",
            "Cannot use yesterday: it is no time with a zone.",
            "Cannot use --by srcadr: it is no field of flow logs.",
            "Cannot use --where action: it has no '='.");
  }

  @Test
  void aFieldThatNoLineHasIsRefused() throws IOException {
    log();
    Cli top = Cli.run("transfer", "top", folder, "--by", "instance-tag");
    assertThat(top.exitCode()).isEqualTo(2);
    assertThat(top.err())
        .startsWith(
            "Cannot count by instance-tag: no line of the logs has every field that was asked for.");
  }

  @Test
  void seriesSaysWhoMovesHowMuchWhen() throws IOException {
    log();
    Path page = folder.resolve("series.html");
    Cli series =
        Cli.run("transfer", "series", folder, "--by", "srcaddr", "--every", "1m", "--html", page);
    assertThat(series.exitCode()).isZero();
    assertThat(series.out())
        .startsWith(
            """
            srcaddr       bytes   most    each 1m
            10.0.0.1      3.0 MB  3.0 MB  █▁
            10.0.0.2      1.0 MB  1.0 MB  █▁
            ! lost . gap                  !
            4.0 MB of 2 contributors, in 2 buckets of 1m from 2026-03-25T00:00:00Z
            """);
    assertThat(Files.readString(page))
        .contains("Bytes by srcaddr", "Gbit/s", "records were lost", "10.0.0.2");
  }

  @Test
  void aRollupIsReadLikeTheLogsItWasMadeOf() throws IOException {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Files.writeString(logs.resolve("a.log"), LOG);
    Path flows = folder.resolve("flows");
    Cli first =
        Cli.run("transfer", "rollup", logs, "--into", flows, "--by", "srcaddr", "--every", "1m");
    assertThat(first.exitCode()).isZero();
    assertThat(first.out())
        .startsWith(
            """
            %s: 4 sums by interface-id, srcaddr every 1m
            this time: 1 file of %d B, 1 new, 0 changed; 0 as before
            """
                .formatted(flows, LOG.length()));
    assertThat(Cli.run("transfer", "top", flows, "--by", "srcaddr").out())
        .isEqualTo(Cli.run("transfer", "top", logs, "--by", "srcaddr").out());
    Cli refused = Cli.run("transfer", "top", flows, "--by", "dstport");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "Cannot count by dstport: the roll-up %s keeps interface-id, srcaddr by 1m apart."
                .formatted(flows));
    Cli second = Cli.run("transfer", "rollup", logs, "--into", flows);
    assertThat(second.out()).contains("this time: 0 files of 0 B, 0 new, 0 changed; 1 as before");
  }

  @Test
  void aRollupIsAFolder() throws IOException {
    Path log = log();
    Cli onto = Cli.run("transfer", "rollup", log, "--into", log);
    assertThat(onto.exitCode()).isEqualTo(2);
    assertThat(onto.err())
        .isEqualTo(
            """
            Cannot roll up into %s: it is a file.
            hint: name a folder, which need not be there, as --into
            """
                .formatted(log));
    Cli below =
        Cli.run("transfer", "watch", log, "--by", "srcaddr", "--into", log.resolve("flows"));
    assertThat(below.exitCode()).isEqualTo(2);
    assertThat(below.err())
        .startsWith("Cannot roll up into %1$s/flows: %1$s is a file.".formatted(log));
    assertThat(Files.readString(log)).isEqualTo(LOG);
  }

  @Test
  void aSeriesIsWrittenAsCountersWithTheirTimes() throws IOException {
    Path file = folder.resolve("series.txt");
    Cli series =
        Cli.run(
            "transfer",
            "series",
            log(),
            "--by",
            "srcaddr,interface-id",
            "--every",
            "1m",
            "--openmetrics",
            file);
    assertThat(series.err()).isEmpty();
    assertThat(Files.readString(file))
        .isEqualTo(
            """
            # HELP bering_transfer_bytes What flow logs tell of, in bytes
            # TYPE bering_transfer_bytes counter
            bering_transfer_bytes_total{srcaddr="10.0.0.1",interface_id="eni-1"} 0 1774396800
            bering_transfer_bytes_total{srcaddr="10.0.0.1",interface_id="eni-1"} 3000000 1774396860
            bering_transfer_bytes_total{srcaddr="10.0.0.1",interface_id="eni-1"} 3000040 1774396920
            bering_transfer_bytes_total{srcaddr="10.0.0.2",interface_id="eni-1"} 0 1774396800
            bering_transfer_bytes_total{srcaddr="10.0.0.2",interface_id="eni-1"} 1000000 1774396860
            bering_transfer_bytes_total{srcaddr="10.0.0.2",interface_id="eni-1"} 1000000 1774396920
            # EOF
            """);
    Cli some =
        Cli.run(
            "transfer", "series", log(), "--by", "srcaddr", "--limit", "1", "--openmetrics", file);
    assertThat(some.exitCode()).isEqualTo(2);
    assertThat(some.err())
        .startsWith("Cannot write metrics of 2 contributors: 1 have a line of their own.");
    Cli twice =
        Cli.run("transfer", "series", log(), "--by", "srcaddr,srcaddr", "--openmetrics", file);
    assertThat(twice.exitCode()).isEqualTo(2);
    assertThat(twice.err())
        .isEqualTo(
            """
            Cannot write metrics by srcaddr and srcaddr: each of them is the label srcaddr.
            hint: tell contributors apart by one of them
            """);
  }

  @Test
  void watchLooksAgainAndAgain() throws IOException {
    log();
    Path metrics = folder.resolve("metrics.prom");
    Cli watch =
        Cli.run(
            "transfer",
            "watch",
            folder,
            "--by",
            "srcaddr",
            "--every",
            "1m",
            "--refresh",
            "1s",
            "--rounds",
            "2",
            "--limit",
            "1",
            "--metrics",
            metrics);
    assertThat(watch.exitCode()).isZero();
    assertThat(Files.readString(metrics))
        .isEqualTo(
            """
            # HELP bering_transfer_bytes_total What flow logs tell of, in bytes
            # TYPE bering_transfer_bytes_total counter
            bering_transfer_bytes_total{srcaddr="10.0.0.1"} 3000040
            bering_transfer_bytes_total{srcaddr="10.0.0.2"} 1000000
            # HELP bering_transfer_lost_total Records that say that some were lost
            # TYPE bering_transfer_lost_total counter
            bering_transfer_lost_total 1
            # HELP bering_transfer_newest_seconds When the newest record starts, since 1970
            # TYPE bering_transfer_newest_seconds gauge
            bering_transfer_newest_seconds 1774396870
            """);
    assertThat(watch.out())
        .isEqualTo(
            """
            2026-03-25T00:01:00Z 40 B: 10.0.0.1 40 B; 1 file new, 0 changed
            2026-03-25T00:01:00Z 40 B: 10.0.0.1 40 B; 0 files new, 0 changed
            """);
  }

  @Test
  void whoWatchesSeesALookOnAScreenOfItsOwn() throws IOException {
    log();
    Cli watch =
        Cli.watched(
            "transfer", "watch", folder, "--by", "srcaddr", "--every", "1m", "--rounds", "1");
    assertThat(watch.exitCode()).as(watch.err()).isZero();
    assertThat(watch.out())
        .startsWith(
            """
            \u001b[H\u001b[2Jsrcaddr       bytes   most    each 1m
            10.0.0.1      3.0 MB  3.0 MB  █▁
            """)
        .endsWith("1 file new, 0 changed\n")
        .doesNotContain("\uFFFD");
  }

  /** The logs are away at the second look, and there again at the third. */
  @Test
  void watchGoesOnAfterALookThatFailed() throws IOException {
    Path log = log();
    var out = new Hooked(() -> Files.delete(log));
    var err = new Hooked(() -> Files.writeString(log, LOG));
    assertThat(watch(out, err, "--rounds", "3")).isZero();
    assertThat(err.text())
        .isEqualTo(
            """
            Cannot find flow logs in %s: no file there ends in .log, .txt, .gz, .parquet, or has a name of Firehose.
            hint: name a folder that a flow log writes to, or a file
            """
                .formatted(folder));
    assertThat(out.text())
        .isEqualTo(
            """
            2026-03-25T00:01:00Z 40 B: 10.0.0.1 40 B; 1 file new, 0 changed
            2026-03-25T00:01:00Z 40 B: 10.0.0.1 40 B; 0 files new, 1 changed
            """);
  }

  /** Of so many contributors there are no metrics: those of the first look stay as they are. */
  @Test
  void watchGoesOnWithoutMetricsWhenTooManyContribute() throws IOException {
    log();
    Path metrics = folder.resolve("metrics.prom");
    StringBuilder many = new StringBuilder("srcaddr bytes start log-status\n");
    for (int i = 0; i < 10_001; i++) {
      many.append("10.1.%d.%d 1 1774396800 OK\n".formatted(i / 256, i % 256));
    }
    var out = new Hooked(() -> Files.writeString(folder.resolve("b.log"), many));
    var err = new Hooked(() -> {});
    assertThat(watch(out, err, "--rounds", "2", "--metrics", metrics.toString())).isZero();
    assertThat(err.text())
        .isEqualTo(
            """
            Cannot write metrics of 10003 contributors: 10000 have a line of their own.
            hint: tell them apart by fewer fields, or give --limit 10003
            """);
    assertThat(out.text())
        .isEqualTo(
            """
            2026-03-25T00:01:00Z 40 B: 10.0.0.1 40 B; 1 file new, 0 changed
            2026-03-25T00:01:00Z 40 B: 10.0.0.1 40 B; 1 file new, 0 changed
            """);
    assertThat(Files.readString(metrics)).contains("{srcaddr=\"10.0.0.1\"} 3000040\n");
  }

  private int watch(Hooked out, Hooked err, String... more) {
    Stream<String> words =
        Stream.of(
            "transfer",
            "watch",
            folder.toString(),
            "--by",
            "srcaddr",
            "--every",
            "1m",
            "--refresh",
            "1s");
    return Bering.run(
        new Terminal(out.stream(), err.stream(), false),
        Stream.concat(words, Stream.of(more)).toArray(String[]::new));
  }

  /** What a terminal is told, and what happens when it is told something first. */
  private static final class Hooked extends ByteArrayOutputStream {
    private final IoAction first;

    Hooked(IoAction first) {
      this.first = first;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      if (count == 0) {
        try {
          first.run();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      super.write(bytes, offset, length);
    }

    PrintStream stream() {
      return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    String text() {
      return toString(StandardCharsets.UTF_8);
    }
  }

  private interface IoAction {
    void run() throws IOException;
  }

  @Test
  void withAnInventoryEachByteCountsOnce() throws IOException {
    Path inventory =
        Files.writeString(
            folder.resolve("inventory.json"),
            """
            {"NatGateways": [{"NatGatewayId": "nat-1", "State": "available", "VpcId": "vpc-1",
              "SubnetId": "subnet-1", "ConnectivityType": "public", "NatGatewayAddresses": [
                {"NetworkInterfaceId": "eni-nat", "PrivateIp": "10.0.0.220", "PublicIp": "198.51.100.1"}]}]}
            """);
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Files.writeString(
        logs.resolve("a.log"),
        """
        interface-id srcaddr dstaddr bytes
        eni-nat 10.0.1.5 10.0.0.220 3000000
        eni-nat 10.0.0.220 203.0.113.5 3000000
        """);
    Cli top = Cli.run("transfer", "top", logs, "--inventory", inventory, "--by", "path,via,client");
    assertThat(top.err()).isEmpty();
    assertThat(top.out())
        .startsWith(
            """
            path         via    client    bytes   share    records
            nat-gateway  nat-1  10.0.1.5  3.0 MB  100.0 %  1        ########################
            3.0 MB of 1 contributor, in 1 record
            counted once: 3.0 MB of the 6.0 MB that were logged
            """);
    assertThat(Cli.run("transfer", "top", logs, "--by", "path").err())
        .startsWith("Cannot use --by path: only an inventory tells it.");
  }

  @Test
  void adviseSaysWhatWaysWouldCost() throws IOException {
    Path page = folder.resolve("advice.html");
    Cli advice =
        Cli.run("transfer", "advise", "--volume", "2PB", "--deadline", "30", "--html", page);
    assertThat(advice.exitCode()).isZero();
    assertThat(advice.out())
        .startsWith("2.0 PB, once, 1,862,645 GB as billed")
        .contains(
            "NAT gateway         $83,821  $83,819",
            "2 c7gn.large",
            "best, for S3 and DynamoDB of the region",
            "a GB as billed is 1,073,741,824 bytes",
            "not checked: interface-endpoint-gb, interface-endpoint-gbps, nat-gateway-gbps");
    assertThat(Files.readString(page)).contains("Cost and days", "c7gn.8xlarge");
    Cli wrong =
        Cli.run(
            "transfer",
            "advise",
            folder,
            "--volume",
            "much",
            "--region",
            "eu-west-1",
            "--zones",
            "0");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err().lines().filter(line -> line.startsWith("Cannot")))
        .containsExactly(
            "Cannot advise on --volume much: it is no volume.",
            "Cannot advise on logs without --inventory: nobody can tell which way their traffic went.",
            "Cannot advise on --zones 0: fewer than one.",
            "Cannot advise on eu-west-1: the prices are of us-east-1.");
  }
}
