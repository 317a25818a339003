package dev.bering.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.transfer.Inventory.Connectivity;
import dev.bering.transfer.Inventory.Endpoint;
import dev.bering.transfer.Inventory.Instance;
import dev.bering.transfer.Inventory.Interface;
import dev.bering.transfer.Inventory.Mode;
import dev.bering.transfer.Inventory.NatGateway;
import dev.bering.transfer.Inventory.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One VPC with a machine, a NAT gateway, a NAT instance, and endpoints; and a second VPC. */
class CountOnceTest {

  private static final Place PLACE = place("vpc-1");
  private static final Inventory INVENTORY =
      new Inventory(
          List.of(
              new Interface(
                  "eni-client",
                  "interface",
                  PLACE,
                  List.of("10.0.1.5"),
                  "",
                  Map.of("owner", "big data/ümlaut", "empty", "", "line", "-")),
              at("eni-other", "interface", "10.0.1.6"),
              at("eni-nat", "nat_gateway", "10.0.0.220"),
              at("eni-router", "interface", "10.0.0.7"),
              at("eni-vpce", "vpc_endpoint", "10.0.2.9"),
              at("eni-link", "vpc_endpoint", "10.0.2.10"),
              at("eni-tgw", "transit_gateway", "10.0.3.3"),
              new Interface(
                  "eni-far", "interface", place("vpc-2"), List.of("10.9.0.5"), "", Map.of())),
          List.of(
              new NatGateway(
                  "nat-1",
                  Mode.ZONAL,
                  Connectivity.PUBLIC,
                  PLACE,
                  List.of("eni-nat"),
                  List.of("10.0.0.220"),
                  Map.of()),
              new NatGateway(
                  "nat-regional",
                  Mode.REGIONAL,
                  Connectivity.PUBLIC,
                  PLACE,
                  List.of(),
                  List.of(),
                  Map.of())),
          List.of(
              endpoint("vpce-kinesis", "Interface", "com.amazonaws.eu-west-1.kinesis", "eni-vpce"),
              endpoint("vpce-s3", "Gateway", "com.amazonaws.eu-west-1.s3"),
              endpoint(
                  "vpce-link", "Interface", "com.amazonaws.vpce.eu-west-1.vpce-svc-1", "eni-link")),
          List.of(
              new Instance(
                  "i-router",
                  "c7gn.large",
                  PLACE,
                  List.of("eni-router"),
                  List.of("10.0.0.7"),
                  true,
                  Map.of())));

  private static final String V2 = "interface-id srcaddr dstaddr bytes";
  private static final String V5 =
      "interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr pkt-src-aws-service pkt-dst-aws-service"
          + " traffic-path bytes";

  @TempDir private Path root;

  private FlowFolder folder;

  @BeforeEach
  void open() {
    folder = new FlowFolder(root);
  }

  private static Place place(String vpc) {
    return new Place("123456789012", "eu-west-1", "eu-west-1a", vpc, "subnet-1");
  }

  private static Interface at(String id, String type, String address) {
    return new Interface(id, type, PLACE, List.of(address), "", Map.of());
  }

  private static Endpoint endpoint(String id, String type, String service, String... interfaces) {
    return new Endpoint(id, type, service, PLACE, List.of(interfaces), Map.of());
  }

  private OnceReport count(String header, List<String> lines, String... keys) {
    folder.text("a.log", header + "\n" + String.join("\n", lines) + "\n");
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(root)))) {
      return OnceReport.of(
          new FlowCounter(Progress.NONE, Optional.empty()),
          logs,
          new CountOnce(
              INVENTORY,
              Arrays.stream(keys).map(key -> OnceKey.named(key).orElseThrow()).toList(),
              List.of(),
              Optional.of(FlowField.BYTES)),
          Optional.empty(),
          100);
    }
  }

  private static Map<String, Long> sums(OnceReport report) {
    Map<String, Long> sums = new TreeMap<>();
    report.top().top().forEach(one -> sums.put(String.join(" ", one.keys()), one.sum()));
    return sums;
  }

  /** 1,000 bytes up and 50 down: logged by the machine, and twice by the gateway. */
  private static final List<String> THROUGH_NAT =
      List.of(
          "eni-client 10.0.1.5 203.0.113.5 1000",
          "eni-nat 10.0.1.5 10.0.0.220 1000",
          "eni-nat 10.0.0.220 203.0.113.5 1000",
          "eni-nat 203.0.113.5 10.0.0.220 50",
          "eni-nat 10.0.0.220 10.0.1.5 50",
          "eni-client 203.0.113.5 10.0.1.5 50");

  @Test
  void whatPassesANatGatewayIsLoggedThreeTimesAndCountsOnce() {
    OnceReport report = count(V2, THROUGH_NAT, "path", "via");
    assertThat(report.logged()).isEqualTo(3 * 1_050);
    assertThat(sums(report)).isEqualTo(Map.of("nat-gateway nat-1", 1_050L));
    assertThat(report.undecided()).isZero();
  }

  @Test
  void theMachineBehindANatGatewayIsNamed() {
    assertThat(sums(count(V2, THROUGH_NAT, "path", "client")))
        .isEqualTo(Map.of("nat-gateway 10.0.1.5", 1_050L));
  }

  /** The host is private too: only the addresses of packets tell it from the machine. */
  @Test
  void addressesOfPacketsTellMachinesFromHosts() {
    String rest = " - - - ";
    assertThat(
            sums(
                count(
                    V5,
                    List.of(
                        "eni-nat 10.0.1.5 10.0.0.220 10.0.1.5 172.16.0.9" + rest + "1000",
                        "eni-nat 10.0.0.220 172.16.0.9 10.0.0.220 172.16.0.9" + rest + "1000",
                        "eni-nat 172.16.0.9 10.0.0.220 172.16.0.9 10.0.0.220" + rest + "50",
                        "eni-nat 10.0.0.220 10.0.1.5 172.16.0.9 10.0.1.5" + rest + "50"),
                    "client")))
        .isEqualTo(Map.of("10.0.1.5", 1_050L));
  }

  @Test
  void withoutTheGatewaysOwnRecordsThoseOfTheMachineCount() {
    assertThat(
            sums(
                count(
                    V5,
                    List.of(
                        "eni-client 10.0.1.5 203.0.113.5 - - - - 1 1000",
                        "eni-client 203.0.113.5 10.0.1.5 - - - - - 50"),
                    "path")))
        .isEqualTo(Map.of("undecided", 1_050L));
    assertThat(
            sums(
                count(
                    V2,
                    List.of("eni-client 10.0.1.5 10.0.2.9 1000", "eni-client 10.0.2.9 10.0.1.5 50"),
                    "path",
                    "via",
                    "client")))
        .isEqualTo(Map.of("interface-endpoint vpce-kinesis 10.0.1.5", 1_050L));
  }

  @Test
  void aMachineThatForwardsCountsLikeAGateway() {
    assertThat(
            sums(
                count(
                    V2,
                    List.of(
                        "eni-client 10.0.1.5 203.0.113.5 1000",
                        "eni-router 10.0.1.5 10.0.0.7 1000",
                        "eni-router 10.0.0.7 203.0.113.5 1000"),
                    "path",
                    "via")))
        .isEqualTo(Map.of("nat-instance i-router", 1_000L));
  }

  @Test
  void anEndpointCountsAtItsOwnInterface() {
    assertThat(
            sums(
                count(
                    V2,
                    List.of(
                        "eni-client 10.0.1.5 10.0.2.9 1000",
                        "eni-vpce 10.0.1.5 10.0.2.9 1000",
                        "eni-vpce 10.0.2.9 10.0.1.5 50",
                        "eni-client 10.0.2.9 10.0.1.5 50",
                        "eni-client 10.0.1.5 10.0.2.10 7",
                        "eni-link 10.0.1.5 10.0.2.10 7"),
                    "path",
                    "via",
                    "client")))
        .isEqualTo(
            Map.of(
                "interface-endpoint vpce-kinesis 10.0.1.5", 1_050L,
                "privatelink vpce-link 10.0.1.5", 7L));
  }

  @Test
  void betweenMachinesTheSenderCounts() {
    assertThat(
            sums(
                count(
                    V2,
                    List.of(
                        "eni-client 10.0.1.5 10.0.1.6 1000",
                        "eni-other 10.0.1.5 10.0.1.6 1000",
                        "eni-other 10.0.1.6 10.0.1.5 50",
                        "eni-client 10.0.1.6 10.0.1.5 50",
                        "eni-client 10.0.1.5 10.9.0.5 8",
                        "eni-client 10.9.0.5 10.0.1.5 9"),
                    "path",
                    "client")))
        .isEqualTo(
            Map.of(
                "intra-vpc 10.0.1.5", 1_000L,
                "intra-vpc 10.0.1.6", 50L,
                "peering 10.0.1.5", 17L));
  }

  /** What comes in has no path of its own: it came the way the answers went. */
  @Test
  void aGatewayEndpointIsKnownByThePathOfWhatLeaves() {
    assertThat(
            sums(
                count(
                    V5,
                    List.of(
                        "eni-client 10.0.1.5 52.218.0.1 - - - S3 7 40",
                        "eni-client 52.218.0.1 10.0.1.5 - - S3 - - 9000",
                        "eni-client 10.0.1.5 198.51.100.1 - - - - 8 3",
                        "eni-client 10.0.1.5 52.218.0.2 - - - S3 2 5",
                        "eni-client 10.0.1.5 198.51.100.2 - - - - 2 6"),
                    "path")))
        .isEqualTo(Map.of("gateway-endpoint", 9_045L, "internet", 9L));
  }

  /** Whichever was seen first: what came in may have come either way. */
  @Test
  void anEndThatWasReachedOnSeveralWaysLeavesWhatComesInUndecided() {
    List<String> lines =
        List.of(
            "eni-client 10.0.1.5 52.218.0.1 - - - S3 7 40",
            "eni-client 10.0.1.5 52.218.0.1 - - - S3 8 2",
            "eni-client 52.218.0.1 10.0.1.5 - - S3 - - 9000");
    Map<String, Long> told = Map.of("gateway-endpoint", 40L, "internet", 2L, "undecided", 9_000L);
    assertThat(sums(count(V5, lines, "path"))).isEqualTo(told);
    assertThat(sums(count(V5, List.of(lines.get(2), lines.get(1), lines.get(0)), "path")))
        .isEqualTo(told);
  }

  @Test
  void aRegionalGatewayIsKnownByItsResource() {
    assertThat(
            sums(
                count(
                    "interface-id resource-id srcaddr dstaddr bytes",
                    List.of(
                        "- nat-regional 10.0.1.5 203.0.113.5 1000",
                        "- nat-regional 198.51.100.77 203.0.113.5 1000",
                        "- nat-regional 203.0.113.5 10.0.1.5 50"),
                    "path",
                    "via",
                    "client")))
        .isEqualTo(Map.of("nat-gateway nat-regional 10.0.1.5", 1_050L));
  }

  @Test
  void whatNobodyCanTellIsAWayOfItsOwn() {
    OnceReport report =
        count(
            V2,
            List.of(
                "eni-client 10.0.1.5 203.0.113.5 1000",
                "eni-unknown 10.7.7.7 203.0.113.5 20",
                "eni-nat 10.0.0.99 203.0.113.9 3",
                "eni-client 10.0.1.5 2001:db8::1 4",
                "eni-client 10.0.1.5 192.168.9.9 5",
                "eni-tgw 10.0.1.5 192.168.9.9 5"),
            "path");
    assertThat(sums(report)).isEqualTo(Map.of("undecided", 1_023L, "internet", 4L, "other", 5L));
    assertThat(report.undecided()).isEqualTo(1_023);
  }

  /** A line of {@link #V5} without services; its packets may have other ends than the record. */
  private static String packet(
      String owner, String from, String to, String first, String last, int bytes) {
    return String.join(" ", owner, from, to, first, last, "- - -", Integer.toString(bytes));
  }

  private static String own(String owner, String from, String to, int bytes) {
    return packet(owner, from, to, from, to, bytes);
  }

  /** 1,000 bytes up and 50 down for a machine behind one that forwards; only that one logs. */
  private static final List<String> FORWARDED =
      List.of(
          packet("eni-router", "10.0.1.5", "10.0.0.7", "10.0.1.5", "203.0.113.5", 1_000),
          own("eni-router", "10.0.0.7", "203.0.113.5", 1_000),
          own("eni-router", "203.0.113.5", "10.0.0.7", 50),
          packet("eni-router", "10.0.0.7", "10.0.1.5", "203.0.113.5", "10.0.1.5", 50));

  private static List<String> with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Stream.of(more)).toList();
  }

  @Test
  void whatEndsAtAMachineThatForwardsCountsThere() {
    assertThat(
            sums(
                count(
                    V5,
                    with(
                        FORWARDED,
                        own("eni-router", "198.51.100.9", "10.0.0.7", 70),
                        "eni-router 10.0.0.7 198.51.100.9 10.0.0.7 198.51.100.9 - - 8 30"),
                    "path")))
        .isEqualTo(Map.of("nat-instance", 1_050L, "internet", 100L));
  }

  @Test
  void whatAMachineThatForwardsSaysToAnotherCountsOnce() {
    assertThat(
            sums(
                count(
                    V5,
                    with(
                        FORWARDED,
                        own("eni-router", "10.0.0.7", "10.0.1.6", 1_000),
                        own("eni-other", "10.0.0.7", "10.0.1.6", 1_000),
                        own("eni-other", "10.0.1.6", "10.0.0.7", 60),
                        own("eni-router", "10.0.1.6", "10.0.0.7", 60)),
                    "path")))
        .isEqualTo(Map.of("nat-instance", 1_050L, "intra-vpc", 1_060L));
    assertThat(
            sums(
                count(
                    V2,
                    List.of(
                        "eni-router 10.0.0.7 10.0.1.6 1000",
                        "eni-other 10.0.0.7 10.0.1.6 1000",
                        "eni-other 10.0.1.6 10.0.0.7 60",
                        "eni-router 10.0.1.6 10.0.0.7 60"),
                    "path")))
        .isEqualTo(Map.of("nat-instance", 1_000L, "intra-vpc", 60L));
  }

  /** It fetches from the host itself what it also forwards from there: no record tells which. */
  @Test
  void whatAMachineGetsFromAHostThatItAlsoForwardsIsUndecidedAndNotLost() {
    OnceReport report =
        count(V5, with(FORWARDED, own("eni-router", "203.0.113.5", "10.0.0.7", 7_000)), "path");
    assertThat(sums(report)).isEqualTo(Map.of("nat-instance", 1_050L, "undecided", 7_050L));
    assertThat(report.undecided()).isEqualTo(7_050);
  }

  /** It is in no record of a client: told apart by them it counts as the machine's own. */
  @Test
  void whatAMachineThatForwardsSendsOutForItselfCountsByWayAndByClient() {
    List<String> alone = List.of("eni-router 10.0.0.7 203.0.113.5 1000");
    for (String key : List.of("path", "via", "client", "tag:owner")) {
      assertThat(count(V2, alone, key).top().sum()).as(key).isEqualTo(1_000);
    }
    assertThat(sums(count(V2, alone, "path", "client")))
        .isEqualTo(Map.of("undecided 10.0.0.7", 1_000L));
    List<String> mixed = with(FORWARDED, own("eni-router", "10.0.0.7", "203.0.113.5", 9_000));
    assertThat(sums(count(V5, mixed, "path")))
        .isEqualTo(Map.of("nat-instance", 50L, "undecided", 10_000L));
    assertThat(sums(count(V5, mixed, "path", "client")))
        .isEqualTo(Map.of("nat-instance 10.0.1.5", 1_050L, "undecided 10.0.0.7", 10_000L));
    List<String> blind =
        List.of(
            "eni-router 10.7.7.7 10.0.0.7 1000",
            "eni-router 10.0.0.7 203.0.113.5 1000",
            "eni-router 10.0.0.7 198.51.100.9 7000");
    assertThat(sums(count(V2, blind, "path"))).isEqualTo(Map.of("undecided", 8_000L));
    assertThat(sums(count(V2, blind, "client")))
        .isEqualTo(Map.of("10.7.7.7", 1_000L, "10.0.0.7", 8_000L));
    assertThat(sums(count(V2, blind.subList(0, 2), "client")))
        .isEqualTo(Map.of("10.7.7.7", 1_000L));
  }

  /** Only the way back has passed it: what it sends to the same host has come from nobody. */
  @Test
  void whatAMachineSendsToAHostThatNobodySpeaksToThroughItIsItsOwn() {
    List<String> lines =
        with(
            FORWARDED.subList(2, 4),
            "eni-router 10.0.0.7 203.0.113.5 10.0.0.7 203.0.113.5 - - 8 600");
    assertThat(sums(count(V5, lines, "path", "client")))
        .isEqualTo(Map.of("nat-instance 10.0.1.5", 50L, "internet 10.0.0.7", 600L));
  }

  /** It is a client of the gateway for one host, and sends past that to another. */
  @Test
  void whatAMachineThatForwardsSendsPastAGatewayIsNotLost() {
    List<String> lines =
        List.of(
            "eni-nat 10.0.0.7 10.0.0.220 500",
            "eni-nat 10.0.0.220 203.0.113.5 500",
            "eni-router 10.0.0.7 203.0.113.5 500",
            "eni-router 10.0.0.7 52.218.0.1 40");
    assertThat(sums(count(V2, lines, "path")))
        .isEqualTo(Map.of("nat-gateway", 500L, "undecided", 40L));
    assertThat(sums(count(V2, lines, "client"))).isEqualTo(Map.of("10.0.0.7", 540L));
  }

  /** Whatever it says to hosts that it also forwards: no byte is lost, and twice is undecided. */
  @Test
  void everyByteOfAMachineThatForwardsAndSpeaksCountsOnceOrIsUndecided() {
    for (long seed = 1; seed <= 12; seed++) {
      Random random = new Random(seed);
      List<String> told = new ArrayList<>();
      List<String> blind = new ArrayList<>();
      long sum = 0;
      for (int flow = 0; flow < 12; flow++) {
        int up = 1 + random.nextInt(100_000);
        int down = 1 + random.nextInt(100_000);
        String host = "203.0.113." + (1 + random.nextInt(4));
        boolean isForwarded = random.nextInt(3) > 0;
        sum += up + down;
        if (isForwarded) {
          told.addAll(through("eni-router", "10.0.0.7", "10.0.1.5", host, up, down));
          blind.add("eni-router 10.7.7.7 10.0.0.7 " + up);
          blind.add("eni-router 10.0.0.7 10.7.7.7 " + down);
        } else {
          told.addAll(straight("eni-router", "10.0.0.7", "", host, up, down));
        }
        blind.add("eni-router 10.0.0.7 " + host + " " + up);
        blind.add("eni-router " + host + " 10.0.0.7 " + down);
      }
      Collections.shuffle(told, random);
      Collections.shuffle(blind, random);
      for (String key : List.of("path", "client")) {
        for (OnceReport report : List.of(count(V5, told, key), count(V2, blind, key))) {
          assertThat(report.top().sum())
              .as("seed %d by %s", seed, key)
              .isBetween(sum, sum + report.undecided());
        }
      }
    }
  }

  /** Every kind of way at once, in any order, each between ends of its own. */
  @Test
  void everyByteOfAnyMixtureCountsOnce() {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      List<String> lines = new ArrayList<>();
      long sum = 0;
      for (int flow = 0; flow < 30; flow++) {
        int up = 1 + random.nextInt(100_000);
        int down = 1 + random.nextInt(100_000);
        sum += up + down;
        String host = "203.0.113." + (1 + flow);
        lines.addAll(
            switch (random.nextInt(7)) {
              case 0 -> through("eni-nat", "10.0.0.220", "10.0.1.5", host, up, down);
              case 1 -> through("eni-router", "10.0.0.7", "10.0.1.5", host, up, down);
              case 2 -> straight("eni-router", "10.0.0.7", "", host, up, down);
              case 3 -> straight("eni-client", "10.0.1.5", "eni-other", "10.0.1.6", up, down);
              case 4 -> straight("eni-client", "10.0.1.5", "eni-vpce", "10.0.2.9", up, down);
              case 5 -> straight("eni-router", "10.0.0.7", "eni-other", "10.0.1.6", up, down);
              default -> straight("eni-router", "10.0.0.7", "eni-link", "10.0.2.10", up, down);
            });
      }
      Collections.shuffle(lines, random);
      assertThat(count(V5, lines, "path").top().sum()).as("seed %d", seed).isEqualTo(sum);
      assertThat(count(V5, lines, "client").top().sum()).as("seed %d", seed).isEqualTo(sum);
    }
  }

  /** As the machine, and both legs of what forwards log it. */
  private static List<String> through(
      String gate, String address, String client, String host, int up, int down) {
    return List.of(
        own("eni-client", client, host, up),
        packet(gate, client, address, client, host, up),
        own(gate, address, host, up),
        own(gate, host, address, down),
        packet(gate, address, client, host, client, down),
        own("eni-client", host, client, down));
  }

  private static List<String> straight(
      String one, String address, String other, String far, int up, int down) {
    List<String> lines = new ArrayList<>();
    for (String owner : other.isEmpty() ? List.of(one) : List.of(one, other)) {
      lines.add(own(owner, address, far, up));
      lines.add(own(owner, far, address, down));
    }
    return lines;
  }

  /** It gives nobody another address: both ends see each other, and it sees both. */
  @Test
  void whatARouterPassesBetweenTwoMachinesCountsOnce() {
    assertThat(
            sums(
                count(
                    V5,
                    List.of(
                        own("eni-client", "10.0.1.5", "10.0.1.6", 1_000),
                        packet("eni-router", "10.0.1.5", "10.0.0.7", "10.0.1.5", "10.0.1.6", 1_000),
                        packet("eni-router", "10.0.0.7", "10.0.1.6", "10.0.1.5", "10.0.1.6", 1_000),
                        own("eni-other", "10.0.1.5", "10.0.1.6", 1_000)),
                    "path",
                    "via")))
        .isEqualTo(Map.of("nat-instance i-router", 1_000L));
  }

  @Test
  void whatPassesTwoGatesCountsAtOne() {
    assertThat(
            sums(
                count(
                    V5,
                    List.of(
                        own("eni-router", "10.0.0.7", "10.0.2.9", 1_000),
                        own("eni-vpce", "10.0.0.7", "10.0.2.9", 1_000),
                        own("eni-vpce", "10.0.2.9", "10.0.0.7", 50),
                        own("eni-router", "10.0.2.9", "10.0.0.7", 50)),
                    "path")))
        .as("of the machine itself, to an endpoint")
        .isEqualTo(Map.of("interface-endpoint", 1_050L));
    assertThat(
            sums(
                count(
                    V5,
                    List.of(
                        packet("eni-router", "10.0.1.5", "10.0.0.7", "10.0.1.5", "10.0.2.9", 1_000),
                        own("eni-router", "10.0.0.7", "10.0.2.9", 1_000),
                        own("eni-vpce", "10.0.0.7", "10.0.2.9", 1_000),
                        own("eni-vpce", "10.0.2.9", "10.0.0.7", 50),
                        own("eni-router", "10.0.2.9", "10.0.0.7", 50),
                        packet("eni-router", "10.0.0.7", "10.0.1.5", "10.0.2.9", "10.0.1.5", 50)),
                    "path")))
        .as("through the machine, to an endpoint")
        .isEqualTo(Map.of("nat-instance", 1_050L));
    List<String> throughGateway =
        List.of(
            "eni-nat 10.0.1.5 10.0.0.220 1000",
            "eni-nat 10.0.0.220 10.0.2.9 1000",
            "eni-vpce 10.0.0.220 10.0.2.9 1000",
            "eni-vpce 10.0.2.9 10.0.0.220 50",
            "eni-nat 10.0.2.9 10.0.0.220 50",
            "eni-nat 10.0.0.220 10.0.1.5 50");
    assertThat(sums(count(V2, throughGateway, "path")))
        .as("through a gateway, to an endpoint")
        .isEqualTo(Map.of("nat-gateway", 1_050L));
    assertThat(sums(count(V2, throughGateway, "client"))).isEqualTo(Map.of("10.0.1.5", 1_050L));
  }

  /** Without addresses of packets what comes in may go on or not: only how much it is tells. */
  @Test
  void whatMayEndAtAMachineOrPassItIsCountedAndToldAsUndecided() {
    List<String> passing =
        List.of(
            "eni-router 10.7.7.7 10.0.0.7 1000",
            "eni-router 10.0.0.7 203.0.113.5 1000",
            "eni-router 203.0.113.5 10.0.0.7 50",
            "eni-router 10.0.0.7 10.7.7.7 50");
    OnceReport all = count(V2, passing, "path");
    assertThat(sums(all)).isEqualTo(Map.of("nat-instance", 1_050L));
    OnceReport more = count(V2, with(passing, "eni-router 198.51.100.9 10.0.0.7 7000"), "path");
    assertThat(sums(more)).isEqualTo(Map.of("nat-instance", 1_050L, "undecided", 7_050L));
    assertThat(more.undecided()).isEqualTo(7_050);
    assertThat(sums(count(V2, List.of("eni-router 198.51.100.9 10.0.0.7 70"), "path")))
        .as("nothing is sent inside")
        .isEqualTo(Map.of("undecided", 70L));
  }

  /** The gateway's own address stands for the client: it is no end of anything. */
  @Test
  void aTransitGatewayCountsOnlyWhereNoEndLogs() {
    String passing = packet("eni-tgw", "10.0.3.3", "10.0.1.6", "10.20.33.164", "10.0.1.6", 900);
    assertThat(sums(count(V5, List.of(passing), "path"))).isEqualTo(Map.of("other", 900L));
    OnceReport both =
        count(V5, List.of(passing, own("eni-other", "10.20.33.164", "10.0.1.6", 900)), "path");
    assertThat(both.top().sum()).isEqualTo(900);
  }

  @Test
  void tagsAreThoseOfWhoeverUsesTheWay() {
    OnceReport report =
        count(V2, with(THROUGH_NAT, "eni-other 10.0.1.6 192.168.9.9 5"), "tag:owner");
    assertThat(sums(report)).isEqualTo(Map.of("big data/ümlaut", 1_050L, "(untagged)", 5L));
    assertThat(report.top().untagged()).containsExactly(new TopReport.Untagged("tag:owner", 5));
    assertThat(sums(count(V2, THROUGH_NAT, "tag:empty", "tag:line")))
        .isEqualTo(Map.of("(empty) -", 1_050L));
  }

  @Test
  void tagsOfRecordsThatMeanTheSameAreOneContributor() {
    assertThat(
            sums(
                count(
                    "interface-id srcaddr dstaddr instance-tag bytes",
                    List.of(
                        "eni-client 10.0.1.5 192.168.9.9 Abc 5",
                        "eni-client 10.0.1.5 192.168.9.9 %41bc 6"),
                    "instance-tag")))
        .isEqualTo(Map.of("Abc", 11L));
  }

  @Test
  void filtersHoldOfWhatCounts() {
    folder.text("a.log", V2 + "\n" + String.join("\n", THROUGH_NAT) + "\n");
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(root)))) {
      OnceReport report =
          OnceReport.of(
              new FlowCounter(Progress.NONE, Optional.empty()),
              logs,
              new CountOnce(
                  INVENTORY,
                  List.of(new OnceKey.OfField(FlowField.DSTADDR)),
                  List.of(
                      new OnceKey.Only(OnceKey.OfPath.PATH, List.of("nat-gateway")),
                      new OnceKey.Only(
                          new OnceKey.OfField(FlowField.SRCADDR), List.of("10.0.0.220"))),
                  Optional.of(FlowField.BYTES)),
              Optional.empty(),
              10);
      assertThat(sums(report)).isEqualTo(Map.of("203.0.113.5", 1_000L, "10.0.1.5", 50L));
    }
  }

  @Test
  void addressesOfPrivateNetworksAreKnown() {
    for (String inner :
        List.of("10.1.2.3", "172.16.0.1", "172.31.9.9", "192.168.0.1", "100.64.0.1", "fd00::1")) {
      assertThat(Addresses.isPrivate(inner)).as(inner).isTrue();
    }
    for (String outer :
        List.of("11.1.2.3", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2001:db8::1", "-")) {
      assertThat(Addresses.isPrivate(outer)).as(outer).isFalse();
    }
  }

  @Test
  void whatIsMeasuredHasItsPriceAndItsLeaks() {
    folder.text(
        "a.log",
        """
        interface-id srcaddr dstaddr pkt-src-aws-service pkt-dst-aws-service bytes start
        eni-client 10.0.1.5 52.218.0.1 - S3 107374182400 1200
        eni-nat 10.0.1.5 10.0.0.220 - S3 107374182400 1200
        eni-nat 10.0.0.220 52.218.0.1 - S3 107374182400 1200
        eni-nat 10.0.0.220 203.0.113.9 - - 1073741824 4500
        """);
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(root)))) {
      MeasuredTraffic measured =
          MeasuredTraffic.of(
                  new FlowCounter(Progress.NONE, Optional.empty()),
                  logs,
                  INVENTORY,
                  PriceTable.standard(),
                  300,
                  Optional.empty())
              .orElseThrow();
      assertThat(measured.hours()).isEqualTo(1);
      assertThat(measured.gaps()).isEqualTo(10);
      assertThat(measured.natBytes()).isEqualTo(101L << 30);
      // 101 GB an hour, 730 hours, 0.045 a GB
      assertThat(measured.paths().get(0).path()).isEqualTo(PathClass.NAT_GATEWAY);
      assertThat(measured.paths().get(0).month()).isCloseTo(3_317.85, within(0.01));
      assertThat(measured.natGbps()).isCloseTo(100 * 1.073741824 * 8 / 300, within(1e-6));
      assertThat(measured.leaks()).hasSize(1);
      assertThat(measured.leaks().get(0).endpoint()).isEqualTo(PathClass.GATEWAY_ENDPOINT);
      assertThat(measured.leaks().get(0).month()).isCloseTo(3_285, within(0.01));
    }
  }

  @Test
  void zonesAreThoseOfBothEnds() {
    Interface far =
        new Interface(
            "eni-2",
            "interface",
            new Place("123456789012", "eu-west-1", "eu-west-1b", "vpc-1", "subnet-2"),
            List.of("10.0.5.5"),
            "",
            Map.of());
    PathMap map =
        new PathMap(
            new Inventory(
                List.of(at("eni-1", "interface", "10.0.1.1"), far),
                List.of(),
                List.of(),
                List.of()));
    PathLine line =
        PathLine.of(List.of("eni-1", "10.0.1.1", "10.0.5.5", "-", "-", "-", "-", "-", "-"));
    assertThat(map.of(line).zones()).isEqualTo("cross");
  }
}
