package dev.bering.transfer;

import static dev.bering.transfer.FlowFolder.bytesBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the lines say of which "Flow log record examples" of the Amazon VPC user guide consists.
 * Fields that are newer than these (versions 7 to 11) are shown with values that their descriptions
 * name.
 */
class FlowLogExamplesTest {

  private static final String TCP =
      "version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr srcport"
          + " dstport pkt-srcaddr pkt-dstaddr protocol bytes packets start end action tcp-flags"
          + " log-status";
  private static final String UP =
      "3 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 eni-1235b8ca123456789"
          + " 123456789010 IPv4 52.213.180.42 10.0.0.62 %s 5001 52.213.180.42 10.0.0.62 6 ";
  private static final String DOWN =
      "3 vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-01234567890123456 eni-1235b8ca123456789"
          + " 123456789010 IPv4 10.0.0.62 52.213.180.42 5001 %s 10.0.0.62 52.213.180.42 6 ";
  private static final String NAT =
      "instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr";
  private static final String TRANSIT =
      "version interface-id account-id vpc-id subnet-id instance-id srcaddr dstaddr srcport dstport"
          + " protocol tcp-flags type pkt-srcaddr pkt-dstaddr action log-status";
  private static final String SERVICE =
      "version srcaddr dstaddr srcport dstport protocol start end type packets bytes account-id"
          + " vpc-id subnet-id instance-id interface-id region az-id sublocation-type"
          + " sublocation-id action tcp-flags pkt-srcaddr pkt-dstaddr pkt-src-aws-service"
          + " pkt-dst-aws-service traffic-path flow-direction log-status";

  @TempDir private Path root;

  private FlowFolder folder;

  @BeforeEach
  void open() {
    folder = new FlowFolder(root);
  }

  /** The fields of every line: numbers as numbers, the others as texts, and none that is '-'. */
  private static List<Map<FlowField, Object>> records(String format, String... lines) {
    FlowFormat given = FlowFormat.of(format);
    List<Map<FlowField, Object>> records = new ArrayList<>();
    LineSink sink =
        new LineSink() {
          @Override
          public void format(FlowFormat format) {}

          @Override
          public void line(FlowLine line) {
            Map<FlowField, Object> record = new EnumMap<>(FlowField.class);
            for (int at = 0; at < line.count; at++) {
              FlowField field = FlowField.named(given.names().get(at)).orElseThrow();
              if (!line.isAbsent(at)) {
                record.put(
                    field,
                    field.kind() == FlowField.Kind.NUMBER
                        ? (Object) line.number(at)
                        : line.text(at));
              }
            }
            records.add(record);
          }
        };
    try {
      FlowTally tally =
          FlowLogReader.read(
                  "example",
                  new ByteArrayInputStream(
                      String.join("\n", lines).getBytes(StandardCharsets.UTF_8)),
                  Optional.of(given),
                  FlowLogReader.Piece.ALL,
                  sink)
              .tally();
      assertThat(tally.odd()).isEqualTo(Oddities.NONE);
      assertThat(tally.lines()).isEqualTo(lines.length);
      return records;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, Long> top(String format, List<String> lines, Contribution contribution) {
    folder.text("a.log", lines);
    Map<String, Long> sums = new TreeMap<>();
    folder
        .top(contribution, Optional.of(FlowFormat.of(format)), 100)
        .top()
        .forEach(one -> sums.put(String.join(" ", one.keys()), one.sum()));
    return sums;
  }

  private static String flags(Map<FlowField, Object> record) {
    return TcpFlags.text((Long) Objects.requireNonNull(record.get(FlowField.TCP_FLAGS)));
  }

  private static Contribution recordsBy(FlowField... keys) {
    return Contribution.of(List.of(keys), Optional.empty());
  }

  private static final String DEFAULT = FlowFolder.HEADER;

  @Test
  void acceptedAndRejectedTraffic() {
    List<String> lines =
        List.of(
            "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249"
                + " 1418530010 1418530070 ACCEPT OK",
            "2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249"
                + " 1418530010 1418530070 REJECT OK");
    Map<FlowField, Object> accepted = new EnumMap<>(FlowField.class);
    accepted.put(FlowField.VERSION, 2L);
    accepted.put(FlowField.ACCOUNT_ID, "123456789010");
    accepted.put(FlowField.INTERFACE_ID, "eni-1235b8ca123456789");
    accepted.put(FlowField.SRCADDR, "172.31.16.139");
    accepted.put(FlowField.DSTADDR, "172.31.16.21");
    accepted.put(FlowField.SRCPORT, 20641L);
    accepted.put(FlowField.DSTPORT, 22L);
    accepted.put(FlowField.PROTOCOL, 6L);
    accepted.put(FlowField.PACKETS, 20L);
    accepted.put(FlowField.BYTES, 4249L);
    accepted.put(FlowField.START, 1_418_530_010L);
    accepted.put(FlowField.END, 1_418_530_070L);
    accepted.put(FlowField.ACTION, "ACCEPT");
    accepted.put(FlowField.LOG_STATUS, "OK");
    assertThat(records(DEFAULT, lines.get(0))).containsExactly(accepted);
    assertThat(top(DEFAULT, lines, bytesBy(FlowField.ACTION, FlowField.DSTPORT)))
        .isEqualTo(Map.of("ACCEPT 22", 4249L, "REJECT 3389", 4249L));
  }

  @Test
  void noDataAndSkippedRecords() {
    List<String> lines =
        List.of(
            "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA",
            "2 123456789010 eni-11111111aaaaaaaaa - - - - - - - 1431280876 1431280934 - SKIPDATA");
    assertThat(records(DEFAULT, lines.get(1)).get(0))
        .isEqualTo(
            Map.of(
                FlowField.VERSION,
                2L,
                FlowField.ACCOUNT_ID,
                "123456789010",
                FlowField.INTERFACE_ID,
                "eni-11111111aaaaaaaaa",
                FlowField.START,
                1_431_280_876L,
                FlowField.END,
                1_431_280_934L,
                FlowField.LOG_STATUS,
                "SKIPDATA"));
    assertThat(top(DEFAULT, lines, bytesBy(FlowField.INTERFACE_ID))).isEmpty();
    assertThat(folder.top(bytesBy(FlowField.INTERFACE_ID)).tally().windows())
        .isEqualTo(
            Map.of(
                "eni-1235b8ca123456789", new FlowTally.Windows(1, 0),
                "eni-11111111aaaaaaaaa", new FlowTally.Windows(0, 1)));
  }

  /** The group lets the answer out, as it keeps state; the list of the subnet does not. */
  @Test
  void aPingThatASecurityGroupAnswersAndANetworkAclDrops() {
    assertThat(
            top(
                DEFAULT,
                List.of(
                    "2 123456789010 eni-1235b8ca123456789 203.0.113.12 172.31.16.139 0 0 1 4 336"
                        + " 1432917027 1432917142 ACCEPT OK",
                    "2 123456789010 eni-1235b8ca123456789 172.31.16.139 203.0.113.12 0 0 1 4 336"
                        + " 1432917094 1432917142 REJECT OK"),
                bytesBy(FlowField.PROTOCOL, FlowField.SRCADDR, FlowField.ACTION)))
        .isEqualTo(Map.of("1 203.0.113.12 ACCEPT", 336L, "1 172.31.16.139 REJECT", 336L));
  }

  @Test
  void trafficOfIpv6() {
    assertThat(
            top(
                DEFAULT,
                List.of(
                    "2 123456789010 eni-1235b8ca123456789 2001:db8:1234:a100:8d6e:3477:df66:f105"
                        + " 2001:db8:1234:a102:3304:8879:34cf:4071 34892 22 6 54 8855 1477913708"
                        + " 1477913820 ACCEPT OK"),
                bytesBy(FlowField.DSTADDR, FlowField.DSTPORT)))
        .isEqualTo(Map.of("2001:db8:1234:a102:3304:8879:34cf:4071 22", 8855L));
  }

  /** Two connections begin in one window, and one of them ends in the next. */
  @Test
  void flagsOfTcpOverSeveralWindows() {
    List<String> lines =
        List.of(
            UP.formatted(43416) + "568 8 1566848875 1566848933 ACCEPT 2 OK",
            DOWN.formatted(43416) + "376 7 1566848875 1566848933 ACCEPT 18 OK",
            UP.formatted(43418) + "100701 70 1566848875 1566848933 ACCEPT 2 OK",
            DOWN.formatted(43418) + "632 12 1566848875 1566848933 ACCEPT 18 OK",
            DOWN.formatted(43418) + "63388 1219 1566848933 1566849113 ACCEPT 1 OK",
            UP.formatted(43418) + "23294588 15774 1566848933 1566849113 ACCEPT 1 OK");
    assertThat(records(TCP, lines.toArray(String[]::new)))
        .extracting(FlowLogExamplesTest::flags)
        .containsExactly("SYN", "SYN-ACK", "SYN", "SYN-ACK", "FIN", "FIN");
    assertThat(top(TCP, lines, bytesBy(FlowField.TCP_FLAGS)))
        .isEqualTo(Map.of("2", 101_269L, "18", 1_008L, "1", 23_357_976L));
    assertThat(top(TCP, lines, recordsBy(FlowField.TCP_FLAGS)))
        .isEqualTo(Map.of("2", 2L, "18", 2L, "1", 2L));
  }

  /** Two blanks stand between two fields of the second line, as in the guide. */
  @Test
  void flagsOfAConnectionThatIsShorterThanAWindow() {
    List<String> lines =
        List.of(
            UP.formatted(43638) + "1260 17 1566933133 1566933193 ACCEPT 3 OK",
            DOWN.formatted("43638 ") + "967 14 1566933133 1566933193 ACCEPT 19 OK");
    assertThat(lines.get(1)).contains("43638  10.0.0.62");
    assertThat(records(TCP, lines.toArray(String[]::new)))
        .extracting(FlowLogExamplesTest::flags)
        .containsExactly("SYN, FIN", "SYN-ACK, FIN");
    assertThat(top(TCP, lines, bytesBy(FlowField.PKT_SRCADDR, FlowField.TCP_FLAGS)))
        .isEqualTo(Map.of("52.213.180.42 3", 1_260L, "10.0.0.62 19", 967L));
  }

  @Test
  void trafficThroughANatGateway() {
    List<String> gateway =
        List.of(
            "- eni-1235b8ca123456789 10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5",
            "- eni-1235b8ca123456789 10.0.0.220 203.0.113.5 10.0.0.220 203.0.113.5",
            "- eni-1235b8ca123456789 203.0.113.5 10.0.0.220 203.0.113.5 10.0.0.220",
            "- eni-1235b8ca123456789 10.0.0.220 10.0.1.5 203.0.113.5 10.0.1.5");
    assertThat(records(NAT, gateway.get(0)).get(0))
        .isEqualTo(
            Map.of(
                FlowField.INTERFACE_ID, "eni-1235b8ca123456789",
                FlowField.SRCADDR, "10.0.1.5",
                FlowField.DSTADDR, "10.0.0.220",
                FlowField.PKT_SRCADDR, "10.0.1.5",
                FlowField.PKT_DSTADDR, "203.0.113.5"));
    List<String> all = new ArrayList<>(gateway);
    all.add("i-01234567890123456 eni-1111aaaa2222bbbb3 10.0.1.5 203.0.113.5 10.0.1.5 203.0.113.5");
    all.add("i-01234567890123456 eni-1111aaaa2222bbbb3 203.0.113.5 10.0.1.5 203.0.113.5 10.0.1.5");
    assertThat(top(NAT, all, recordsBy(FlowField.INSTANCE_ID)))
        .isEqualTo(Map.of("-", 4L, "i-01234567890123456", 2L));
    assertThat(top(NAT, all, recordsBy(FlowField.PKT_SRCADDR, FlowField.PKT_DSTADDR)))
        .isEqualTo(
            Map.of(
                "10.0.1.5 203.0.113.5", 2L,
                "10.0.0.220 203.0.113.5", 1L,
                "203.0.113.5 10.0.0.220", 1L,
                "203.0.113.5 10.0.1.5", 2L));
  }

  /** The interfaces of the gateway are no machine's, and only packets tell who the client is. */
  @Test
  void trafficThroughATransitGateway() {
    String place = " 123456789010 vpc-abcdefab012345678 ";
    List<String> lines =
        List.of(
            "3 eni-33333333333333333"
                + place
                + "subnet-22222222bbbbbbbbb i-01234567890123456 10.20.33.164 10.40.2.236 39812 80 6"
                + " 3 IPv4 10.20.33.164 10.40.2.236 ACCEPT OK",
            "3 eni-33333333333333333"
                + place
                + "subnet-22222222bbbbbbbbb i-01234567890123456 10.40.2.236 10.20.33.164 80 39812 6"
                + " 19 IPv4 10.40.2.236 10.20.33.164 ACCEPT OK",
            "3 eni-11111111111111111"
                + place
                + "subnet-11111111aaaaaaaaa - 10.40.1.175 10.40.2.236 39812 80 6 3 IPv4"
                + " 10.20.33.164 10.40.2.236 ACCEPT OK",
            "3 eni-22222222222222222"
                + place
                + "subnet-22222222bbbbbbbbb - 10.40.2.236 10.40.2.31 80 39812 6 19 IPv4"
                + " 10.40.2.236 10.20.33.164 ACCEPT OK");
    assertThat(records(TRANSIT, lines.get(2)).get(0))
        .containsEntry(FlowField.SRCADDR, "10.40.1.175")
        .containsEntry(FlowField.PKT_SRCADDR, "10.20.33.164")
        .containsEntry(FlowField.TCP_FLAGS, 3L)
        .doesNotContainKey(FlowField.INSTANCE_ID);
    assertThat(top(TRANSIT, lines, recordsBy(FlowField.PKT_SRCADDR, FlowField.PKT_DSTADDR)))
        .isEqualTo(Map.of("10.20.33.164 10.40.2.236", 2L, "10.40.2.236 10.20.33.164", 2L));
    assertThat(top(TRANSIT, lines, recordsBy(FlowField.INSTANCE_ID)))
        .isEqualTo(Map.of("-", 2L, "i-01234567890123456", 2L));
  }

  @Test
  void namesOfServicesWaysAndDirections() {
    List<String> lines =
        List.of(
            "5 52.95.128.179 10.0.0.71 80 34210 6 1616729292 1616729349 IPv4 14 15044 123456789012"
                + " vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-0c50d5961bcb2d47b"
                + " eni-1235b8ca123456789 ap-southeast-2 apse2-az3 - - ACCEPT 19 52.95.128.179"
                + " 10.0.0.71 S3 - - ingress OK",
            "5 10.0.0.71 52.95.128.179 34210 80 6 1616729292 1616729349 IPv4 7 471 123456789012"
                + " vpc-abcdefab012345678 subnet-aaaaaaaa012345678 i-0c50d5961bcb2d47b"
                + " eni-1235b8ca123456789 ap-southeast-2 apse2-az3 - - ACCEPT 3 10.0.0.71"
                + " 52.95.128.179 - S3 8 egress OK");
    List<Map<FlowField, Object>> records = records(SERVICE, lines.toArray(String[]::new));
    assertThat(records.get(0))
        .containsEntry(FlowField.AZ_ID, "apse2-az3")
        .containsEntry(FlowField.PKT_SRC_AWS_SERVICE, "S3")
        .containsEntry(FlowField.FLOW_DIRECTION, "ingress")
        .doesNotContainKey(FlowField.TRAFFIC_PATH)
        .doesNotContainKey(FlowField.SUBLOCATION_ID);
    assertThat(records.get(1))
        .containsEntry(FlowField.PKT_DST_AWS_SERVICE, "S3")
        .containsEntry(FlowField.TRAFFIC_PATH, 8L);
    assertThat(
            top(
                SERVICE,
                lines,
                bytesBy(
                    FlowField.FLOW_DIRECTION,
                    FlowField.TRAFFIC_PATH,
                    FlowField.PKT_SRC_AWS_SERVICE,
                    FlowField.PKT_DST_AWS_SERVICE)))
        .isEqualTo(Map.of("ingress - S3 -", 15_044L, "egress 8 - S3", 471L));
  }

  @Test
  void tasksOfContainersAndWhyTrafficWasRejected() {
    String format =
        "version interface-id srcaddr ecs-cluster-name ecs-cluster-arn ecs-container-instance-id"
            + " ecs-container-instance-arn ecs-service-name ecs-task-definition-arn ecs-task-id"
            + " ecs-task-arn ecs-container-id ecs-second-container-id reject-reason bytes action"
            + " log-status";
    String task =
        "8 eni-1235b8ca123456789 10.0.0.71 web arn:aws:ecs:eu-west-1:123456789012:cluster/web - -"
            + " shop arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:7 0d1e2f"
            + " arn:aws:ecs:eu-west-1:123456789012:task/web/0d1e2f 0d1e2f-1 - ";
    List<String> lines =
        List.of(task + "- 471 ACCEPT OK", task + "BPA 40 REJECT OK", task + "EC 60 REJECT OK");
    assertThat(records(format, lines.get(0)).get(0))
        .containsEntry(FlowField.ECS_SERVICE_NAME, "shop")
        .containsEntry(FlowField.ECS_TASK_ARN, "arn:aws:ecs:eu-west-1:123456789012:task/web/0d1e2f")
        .doesNotContainKey(FlowField.ECS_SECOND_CONTAINER_ID)
        .doesNotContainKey(FlowField.REJECT_REASON);
    assertThat(top(format, lines, bytesBy(FlowField.ECS_SERVICE_NAME, FlowField.REJECT_REASON)))
        .isEqualTo(Map.of("shop -", 471L, "shop BPA", 40L, "shop EC", 60L));
  }

  /** A gateway of a region has no interface. */
  @Test
  void regionalGatewaysAndEncryption() {
    String format =
        "version interface-id resource-id srcaddr dstaddr encryption-status bytes log-status";
    List<String> lines =
        List.of(
            "10 - nat-0123456789abcdef0 10.0.1.5 203.0.113.5 0 1000 OK",
            "10 eni-1235b8ca123456789 - 10.0.1.5 10.0.1.6 1 500 OK",
            "10 eni-1235b8ca123456789 - 10.0.1.5 10.0.1.7 3 70 OK");
    assertThat(records(format, lines.get(0)).get(0))
        .containsEntry(FlowField.RESOURCE_ID, "nat-0123456789abcdef0")
        .containsEntry(FlowField.ENCRYPTION_STATUS, 0L)
        .doesNotContainKey(FlowField.INTERFACE_ID);
    assertThat(top(format, lines, bytesBy(FlowField.RESOURCE_ID, FlowField.ENCRYPTION_STATUS)))
        .isEqualTo(Map.of("nat-0123456789abcdef0 0", 1_000L, "- 1", 500L, "- 3", 70L));
  }

  @Test
  void tagsAndTheNextHop() {
    String format =
        "version interface-id instance-tag interface-tag asg-tag next-hop-interface-id"
            + " next-hop-interface-type next-hop-az-id bytes log-status";
    List<String> lines =
        List.of(
            "11 eni-1235b8ca123456789 mig%20one%2Fa - - eni-0a1b2c nat_gateway euw1-az1 1000 OK",
            "11 eni-1235b8ca123456789 - - - - - - 24 OK");
    assertThat(records(format, lines.get(0)).get(0))
        .containsEntry(FlowField.NEXT_HOP_INTERFACE_TYPE, "nat_gateway")
        .containsEntry(FlowField.INSTANCE_TAG, "mig%20one%2Fa");
    assertThat(top(format, lines, bytesBy(FlowField.INSTANCE_TAG, FlowField.NEXT_HOP_AZ_ID)))
        .isEqualTo(Map.of("mig one/a euw1-az1", 1_000L, "(untagged) -", 24L));
  }
}
