package dev.bering.transfer;

import static dev.bering.transfer.FlowFolder.bytesBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines are those of "Flow log record examples" of the Amazon VPC user guide, where they can be.
 */
class FlowLogReaderTest {

  private static final String SSH =
      "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010"
          + " 1418530070 ACCEPT OK";
  private static final String RDP =
      "2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010"
          + " 1418530070 REJECT OK";
  private static final String NO_DATA =
      "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA";
  private static final String SKIP_DATA =
      "2 123456789010 eni-11111111aaaaaaaaa - - - - - - - 1431280876 1431280934 - SKIPDATA";
  private static final String IPV6 =
      "2 123456789010 eni-1235b8ca123456789 2001:db8:1234:a100:8d6e:3477:df66:f105"
          + " 2001:db8:1234:a102:3304:8879:34cf:4071 34892 22 6 54 8855 1477913708 1477913820 ACCEPT OK";

  @TempDir private Path root;

  private FlowFolder folder;

  @BeforeEach
  void open() {
    folder = new FlowFolder(root);
  }

  @Test
  void readsRecordsOfTheDefaultFormat() {
    folder.text("a.log", List.of(SSH, RDP, IPV6));
    TopReport top = folder.top(bytesBy(FlowField.SRCADDR, FlowField.DSTPORT));
    assertThat(top.top())
        .containsExactly(
            new Contributor(List.of("2001:db8:1234:a100:8d6e:3477:df66:f105", "22"), 8855, 1),
            new Contributor(List.of("172.31.16.139", "22"), 4249, 1),
            new Contributor(List.of("172.31.9.69", "3389"), 4249, 1));
    assertThat(top.tally().odd()).isEqualTo(Oddities.NONE);
  }

  @Test
  void windowsWithoutDataAndLostRecordsAreCountedByInterface() {
    folder.text("a.log", List.of(NO_DATA, SKIP_DATA, NO_DATA, SSH));
    FlowTally tally = folder.top(bytesBy(FlowField.SRCADDR)).tally();
    assertThat(tally.windows())
        .isEqualTo(
            Map.of(
                "eni-1235b8ca123456789", new FlowTally.Windows(2, 0),
                "eni-11111111aaaaaaaaa", new FlowTally.Windows(0, 1)));
    assertThat(tally.records()).isEqualTo(1);
    assertThat(tally.lines()).isEqualTo(4);
  }

  @Test
  void aFileSaysItsFormatInItsFirstLine() {
    folder.text(
        "tcp.log",
        """
        version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr srcport \
        dstport pkt-srcaddr pkt-dstaddr protocol bytes packets start end action tcp-flags log-status
        3 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 eni-1235b8ca123456789 \
        123456789010 IPv4 52.213.180.42 10.0.0.62 43638 5001 52.213.180.42 10.0.0.62 6 1260 17 \
        1566933133 1566933193 ACCEPT 3 OK
        3 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 eni-1235b8ca123456789 \
        123456789010 IPv4 10.0.0.62 52.213.180.42 5001 43638  10.0.0.62 52.213.180.42 6 967 14 \
        1566933133 1566933193 ACCEPT 19 OK
        """);
    TopReport top = folder.top(bytesBy(FlowField.TCP_FLAGS));
    assertThat(top.top())
        .containsExactly(
            new Contributor(List.of("3"), 1260, 1), new Contributor(List.of("19"), 967, 1));
    assertThat(top.tally().odd()).isEqualTo(Oddities.NONE);
  }

  /** Two blanks stand between two fields of the second line, as in the guide. */
  @Test
  void aFormatMayBeGivenAsTheFlowLogSaysIt() {
    folder.text(
        "nat.log",
        """
        - eni-1235b8ca123456789 10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5
        - eni-1235b8ca123456789  10.0.0.220 203.0.113.5 10.0.0.220 203.0.113.5
        """);
    TopReport top =
        folder.top(
            Contribution.of(List.of(FlowField.PKT_DSTADDR), Optional.empty()),
            Optional.of(
                FlowFormat.of(
                    "${instance-id} ${interface-id} ${srcaddr} ${dstaddr} ${pkt-srcaddr}"
                        + " ${pkt-dstaddr}")),
            10);
    assertThat(top.top()).containsExactly(new Contributor(List.of("203.0.113.5"), 2, 2));
  }

  @Test
  void everyFieldOfEveryVersionIsKnown() {
    assertThat(FlowField.values()).hasSize(54);
    String all = String.join(" ", FlowFormat.knownNames());
    assertThat(FlowFormat.of(all).names()).hasSize(54);
    folder.text("all.log", all + "\n" + "1 ".repeat(13) + "OK" + " x".repeat(40) + "\n");
    assertThat(folder.top(bytesBy(FlowField.NEXT_HOP_INTERFACE_TYPE)).top())
        .containsExactly(new Contributor(List.of("x"), 1, 1));
  }

  @Test
  void anExportOfCloudWatchHasTimesBeforeItsLines() {
    folder.bytes(
        "export/000000.gz",
        FlowFolder.zipped(
            "2014-12-14T04:06:50.000Z " + SSH + "\n2014-12-14T04:06:51.000Z " + NO_DATA + "\n"));
    TopReport top = folder.top(bytesBy(FlowField.SRCADDR));
    assertThat(top.top()).containsExactly(new Contributor(List.of("172.31.16.139"), 4249, 1));
    assertThat(top.tally().odd()).isEqualTo(Oddities.NONE);
  }

  @Test
  void linesMayEndInCrAndTheLastWithoutAnEnd() {
    folder.text("a.log", SSH + "\r\n\r\n" + RDP);
    TopReport top = folder.top(bytesBy(FlowField.LOG_STATUS));
    assertThat(top.top()).containsExactly(new Contributor(List.of("OK"), 8498, 2));
    assertThat(top.tally().odd()).isEqualTo(Oddities.NONE);
  }

  @Test
  void whateverIsOddIsCountedAndShownWithItsLine() {
    folder.text(
        "a.log",
        List.of(
            SSH,
            SSH.replace(" OK", ""),
            SSH + " more",
            SSH.replace("4249", "4.2kB"),
            SSH.replace("4249", "-17"),
            SSH.replace(" OK", " FINE"),
            SSH.replace("1418530070", "1418530000"),
            RDP));
    TopReport top = folder.top(bytesBy(FlowField.SRCADDR));
    assertThat(top.samples()).isEqualTo(2);
    assertThat(top.tally().odd().counts())
        .isEqualTo(
            Map.of(
                Oddity.FIELDS_MISSING, 1L,
                Oddity.FIELDS_EXTRA, 1L,
                Oddity.NOT_A_NUMBER, 2L,
                Oddity.STATUS_UNKNOWN, 1L,
                Oddity.TIME_REVERSED, 1L));
    assertThat(top.tally().odd().examples())
        .extracting(one -> one.oddity() + " " + root.relativize(Path.of(one.place())))
        .containsExactly(
            "FIELDS_MISSING a.log:2",
            "FIELDS_EXTRA a.log:3",
            "NOT_A_NUMBER a.log:4",
            "NOT_A_NUMBER a.log:5",
            "STATUS_UNKNOWN a.log:6",
            "TIME_REVERSED a.log:7");
  }

  /** A line's version never tells its format: the line counts, and is named. */
  @Test
  void versionsThatNoRecordHasAreNamed() {
    folder.text(
        "a.log",
        List.of(
            SSH,
            "11" + SSH.substring(1),
            "6" + SSH.substring(1),
            "12" + SSH.substring(1),
            "x" + SSH.substring(1)));
    TopReport top = folder.top(bytesBy(FlowField.SRCADDR));
    assertThat(top.samples()).isEqualTo(5);
    assertThat(top.tally().odd().counts()).isEqualTo(Map.of(Oddity.VERSION_UNKNOWN, 3L));
    assertThat(top.tally().odd().examples())
        .extracting(Oddities.Example::line)
        .containsExactly(3L, 4L, 5L);
    folder.text("a.log", SSH + "\n");
    folder.parquet("b.parquet", List.of(SSH, "6" + SSH.substring(1), "12" + SSH.substring(1)));
    FlowTally parquet = folder.top(bytesBy(FlowField.SRCADDR)).tally();
    assertThat(parquet.lines()).isEqualTo(4);
    assertThat(parquet.odd().counts()).isEqualTo(Map.of(Oddity.VERSION_UNKNOWN, 2L));
    assertThat(parquet.odd().examples())
        .extracting(Oddities.Example::place)
        .containsExactly(root + "/b.parquet:2", root + "/b.parquet:3");
  }

  /** What stands before the cut counts, but not the line that is cut: its number is another. */
  @Test
  void aCutOffFileCountsItsWholeLines() throws IOException {
    String text = "srcaddr bytes\n" + "10.0.0.1 1234567\n".repeat(5_000);
    byte[] whole = FlowFolder.zipped(text);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    long lines = 0;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(half))) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        lines += next == '\n' ? 1 : 0;
      }
    } catch (EOFException e) {
      lines--; // the header
    }
    assertThat(lines).isBetween(1L, 4_999L);
    folder.bytes("a.log.gz", half).bytes("b.log.gz", Arrays.copyOf(whole, 5));
    TopReport top = folder.top(bytesBy(FlowField.SRCADDR));
    assertThat(top.top())
        .containsExactly(new Contributor(List.of("10.0.0.1"), 1_234_567 * lines, lines));
    assertThat(top.tally().odd().counts()).isEqualTo(Map.of(Oddity.TRUNCATED, 2L));
    assertThat(top.tally().files()).isEqualTo(2);
  }

  @Test
  void filesThatWereJoinedNameTheirFieldsAgain() {
    folder.text("a.log", "srcaddr bytes\n10.0.0.1 5\nsrcaddr bytes\n10.0.0.1 7\n");
    assertThat(folder.top(bytesBy(FlowField.SRCADDR)).top())
        .containsExactly(new Contributor(List.of("10.0.0.1"), 12, 2));
    folder.text("a.log", "srcaddr bytes\n10.0.0.1 5\nbytes srcaddr\n7 10.0.0.1\n");
    assertThatThrownBy(() -> folder.top(bytesBy(FlowField.SRCADDR)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s/a.log: a line within it names other fields, 'bytes srcaddr', than hold before it."
                .formatted(root));
  }

  @Test
  void whatIsThereTwiceByALinkCountsOnce() throws IOException {
    folder.text("25/a.log", List.of(SSH));
    Files.createSymbolicLink(root.resolve("latest"), root.resolve("25"));
    assertThat(folder.top(bytesBy(FlowField.SRCADDR)).samples()).isEqualTo(1);
  }

  /** Names that mean something to the engine that reads Parquet. */
  @Test
  void parquetIsReadWhateverItsPath() {
    List<String> lines = FlowFolder.lines(200, 2);
    folder.text("a.log", lines);
    TopReport text = folder.top(bytesBy(FlowField.SRCADDR, FlowField.ACTION));
    folder.text("a.log", "");
    folder.parquet("action=ACCEPT/year=2026/part [1]* (copy).parquet", lines);
    TopReport parquet = folder.top(bytesBy(FlowField.SRCADDR, FlowField.ACTION));
    assertThat(parquet.top()).isEqualTo(text.top());
    assertThat(parquet.tally().odd()).isEqualTo(Oddities.NONE);
    assertThat(parquet.tally().windows()).isEqualTo(text.tally().windows());
  }

  @Test
  void oddRowsOfParquetAreCountedAsOddLinesAre() {
    List<String> lines = List.of(SSH, SSH.replace("1418530070", "1418530000"), RDP);
    folder.parquet("a.parquet", lines);
    TopReport top = folder.top(bytesBy(FlowField.SRCADDR));
    assertThat(top.samples()).isEqualTo(2);
    assertThat(top.tally().odd().counts()).isEqualTo(Map.of(Oddity.TIME_REVERSED, 1L));
    assertThat(top.tally().odd().examples().get(0).line()).isEqualTo(2);
    folder.text("b.parquet", "no Parquet");
    assertThat(folder.top(bytesBy(FlowField.SRCADDR)).tally().odd().counts())
        .containsEntry(Oddity.UNREADABLE, 1L);
  }

  @Test
  void aSumThatIsTooLargeIsRefused() {
    folder.text("a.log", "srcaddr bytes\n" + "10.0.0.1 999999999999999999\n".repeat(10));
    assertThatThrownBy(() -> folder.top(bytesBy(FlowField.SRCADDR)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot sum up flow logs: 8999999999999999991 and 999999999999999999 are together more"
                + " than 9223372036854775807.");
  }

  @Test
  void aLineThatIsTooLongIsLeftOutAlone() {
    folder.text("a.log", SSH + "\n" + "x".repeat(3_000_000) + "\n" + RDP + "\n");
    TopReport top = folder.top(bytesBy(FlowField.LOG_STATUS));
    assertThat(top.samples()).isEqualTo(2);
    assertThat(top.tally().odd().counts()).isEqualTo(Map.of(Oddity.LINE_TOO_LONG, 1L));
    assertThat(top.tally().odd().examples().get(0).line()).isEqualTo(2);
  }

  @Test
  void aFirstLineCountsForMoreThanAFormatThatWasGiven() {
    folder.text("a.log", "srcaddr bytes moon-phase\n10.0.0.1 7 full\n");
    TopReport top =
        folder.top(
            bytesBy(FlowField.SRCADDR), Optional.of(FlowFormat.of("bytes srcaddr action")), 10);
    assertThat(top.top()).containsExactly(new Contributor(List.of("10.0.0.1"), 7, 1));
    assertThat(top.tally().odd().counts())
        .isEqualTo(Map.of(Oddity.HEADER_DIFFERS, 1L, Oddity.FIELD_UNKNOWN, 1L));
  }

  @Test
  void linesThatDoNotHaveTheFieldAreToldApart() {
    folder.text("a.log", List.of(SSH, RDP));
    TopReport top = folder.top(bytesBy(FlowField.INSTANCE_TAG));
    assertThat(top.top()).isEmpty();
    assertThat(top.unanswered()).isEqualTo(2);
  }

  @Test
  void tagsAreShownAsTheyAreAndWhatHasNoneIsALineOfItsOwn() {
    folder.text(
        "a.log",
        """
        srcaddr instance-tag bytes
        10.0.0.1 mig%20one%2Fm%C3%BCnchen 60
        10.0.0.2 - 30
        10.0.0.3 half%2 6
        10.0.0.4 no%FFtext 4
        10.0.0.5 %28untagged%29 2
        """);
    TopReport top = folder.top(bytesBy(FlowField.INSTANCE_TAG));
    assertThat(top.top())
        .containsExactly(
            new Contributor(List.of("mig one/münchen"), 60, 1),
            new Contributor(List.of("(untagged)"), 30, 1),
            new Contributor(List.of("half%2"), 6, 1),
            new Contributor(List.of("no%FFtext"), 4, 1),
            new Contributor(List.of("%28untagged%29"), 2, 1));
    assertThat(top.untagged()).containsExactly(new TopReport.Untagged("instance-tag", 30));
    assertThat(top.tally().odd().counts()).isEqualTo(Map.of(Oddity.TAG_MALFORMED, 2L));
    assertThat(top.tally().odd().examples().get(0).place()).isEqualTo(root + "/a.log:4");
    for (String wanted : List.of("mig one/münchen", "mig%20one%2Fm%C3%BCnchen")) {
      assertThat(folder.top(ofTag(wanted)).sum()).as(wanted).isEqualTo(60);
    }
    assertThat(folder.top(ofTag("(untagged)")).sum()).isEqualTo(30);
  }

  private static Contribution ofTag(String value) {
    return bytesBy(FlowField.SRCADDR)
        .where(new FlowFilter.In(new FieldRef.Named(FlowField.INSTANCE_TAG), List.of(value), true));
  }

  @Test
  void tagsInParquetAreToldApartAsInText() {
    folder.text("_ignored/x", "");
    try (Engine engine = DuckDbEngine.open()) {
      engine.execute(
          """
          COPY (SELECT '10.0.0.1' AS srcaddr, 'mig%%20one' AS instance_tag, 60 AS bytes
                UNION ALL SELECT '10.0.0.2', NULL, 30 UNION ALL SELECT '10.0.0.3', 'half%%2', 6
                UNION ALL SELECT '10.0.0.4', 'no%%FFtext', 4
                UNION ALL SELECT '10.0.0.5', '%%28untagged%%29', 2
                ORDER BY bytes DESC)
          TO %s (FORMAT parquet)
          """
              .formatted(Sql.literal(root.resolve("a.parquet").toString())));
    }
    FlowTally tally = folder.top(bytesBy(FlowField.SRCADDR)).tally();
    assertThat(tally.odd().counts()).isEqualTo(Map.of(Oddity.TAG_MALFORMED, 2L));
    assertThat(tally.odd().examples())
        .extracting(one -> one.place() + " " + one.excerpt())
        .containsExactly(root + "/a.parquet:3 half%2", root + "/a.parquet:4 no%FFtext");
    assertThat(folder.top(bytesBy(FlowField.INSTANCE_TAG)).top())
        .containsExactly(
            new Contributor(List.of("mig one"), 60, 1),
            new Contributor(List.of("(untagged)"), 30, 1),
            new Contributor(List.of("half%2"), 6, 1),
            new Contributor(List.of("no%FFtext"), 4, 1),
            new Contributor(List.of("%28untagged%29"), 2, 1));
    assertThat(folder.top(ofTag("mig one")).sum()).isEqualTo(60);
    assertThat(folder.top(ofTag("(untagged)")).sum()).isEqualTo(30);
    assertThat(folder.top(ofTag("half%2")).sum()).isEqualTo(6);
  }

  /** Every line is in one piece, wherever the file is cut, and keeps its number. */
  @Test
  void aFileReadInPiecesIsReadAsAWhole() {
    List<String> lines = new ArrayList<>(FlowFolder.lines(60, 5));
    lines.add(7, "");
    lines.add(30, SSH + " more");
    lines.add(50, "x".repeat(70_000));
    for (String header : List.of("", FlowFolder.HEADER + "\n", "\n\n" + FlowFolder.HEADER + "\n")) {
      folder.text("a.log", header + String.join(header.isEmpty() ? "\n" : "\r\n", lines));
      TopReport whole = inPieces(1 << 20);
      assertThat(whole.tally().odd().total()).isEqualTo(2);
      assertThat(whole.contributors()).isGreaterThan(20);
      for (int size : List.of(311, 997, 5_003, 65_537)) {
        assertThat(inPieces(size)).as("pieces of %d bytes", size).isEqualTo(whole);
      }
    }
  }

  private TopReport inPieces(int bytes) {
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(root)))) {
      return TopReport.of(
          new FlowCounter(Progress.NONE, Optional.empty(), bytes),
          logs,
          bytesBy(FlowField.SRCADDR, FlowField.DSTADDR, FlowField.SRCPORT),
          Optional.empty(),
          1_000);
    }
  }

  @Test
  void aFolderWithoutLogsIsRefused() {
    folder.text("_hidden/a.log", SSH).text("notes.md", "x");
    assertThatThrownBy(() -> FlowLogs.find(List.of(Location.of(root))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot find flow logs in %s: no file there ends in .log, .txt, .gz, .parquet, or has a name of Firehose."
                .formatted(root));
  }

  @Test
  void aFormatWithNamesThatAreNoneIsRefusedWithAllOfThem() {
    assertThatThrownBy(() -> FlowFormat.of("${srcaddr} ${dstadr} ${srcaddr}"))
        .hasMessage(
            """
            Cannot read the format of a flow log: 'dstadr' is no field of flow logs.
            Cannot read the format of a flow log: 'srcaddr' stands twice.""");
  }
}
