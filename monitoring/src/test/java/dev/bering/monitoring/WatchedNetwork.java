package dev.bering.monitoring;

import dev.bering.transfer.FlowFormat;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Connectivity;
import dev.bering.transfer.Inventory.Endpoint;
import dev.bering.transfer.Inventory.Instance;
import dev.bering.transfer.Inventory.Mode;
import dev.bering.transfer.Inventory.NatGateway;
import dev.bering.transfer.Inventory.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A network with every way out there is, and what its flow log says of transfers on each: the
 * records of every interface that a byte passes, as the service writes them.
 */
final class WatchedNetwork {

  static final FlowFormat FORMAT =
      FlowFormat.of(
          "bytes start end interface-id srcaddr dstaddr srcport dstport action log-status"
              + " tcp-flags flow-direction traffic-path pkt-srcaddr pkt-dstaddr"
              + " pkt-src-aws-service pkt-dst-aws-service vpc-id protocol");
  static final long BEGIN = 1_774_400_400L / 60 * 60;
  static final int GATEWAYS = 9;
  static final int ENDPOINT_INTERFACES = 14;

  private final Random random;
  private final List<String> lines = new ArrayList<>();
  private final Map<WatchKind, Long> moved = new EnumMap<>(WatchKind.class);

  WatchedNetwork(long seed) {
    random = new Random(seed);
  }

  static Place place() {
    return new Place("111122223333", "us-east-1", "us-east-1a", "vpc-1", "subnet-1");
  }

  static NatGateway gateway(String id, int number, Connectivity connectivity) {
    return new NatGateway(
        id,
        Mode.ZONAL,
        connectivity,
        place(),
        List.of("eni-n%02d".formatted(number)),
        List.of("10.0.0.%d".formatted(100 + number), "10.0.0.%d".formatted(150 + number)),
        Map.of());
  }

  static Endpoint endpoint(String id, String service, String... interfaces) {
    return new Endpoint(
        id,
        interfaces.length == 0 ? "gateway" : "interface",
        "com.amazonaws." + service,
        place(),
        List.of(interfaces),
        Map.of());
  }

  static Inventory inventory() {
    return new Inventory(
        List.of(),
        IntStream.range(0, GATEWAYS)
            .mapToObj(i -> gateway("nat-%02d".formatted(i), i, Connectivity.PUBLIC))
            .toList(),
        List.of(
            endpoint(
                "vpce-sts",
                "us-east-1.sts",
                IntStream.range(0, ENDPOINT_INTERFACES)
                    .mapToObj("eni-e%02d"::formatted)
                    .toArray(String[]::new)),
            endpoint("vpce-dbx", "vpce.us-east-1.vpce-svc-0a", "eni-p0", "eni-p1"),
            endpoint("vpce-kin", "us-east-1.kinesis-streams", "eni-k0"),
            endpoint("vpce-s3", "us-east-1.s3")),
        List.of(
            new Instance(
                "i-nat",
                "c7gn.large",
                place(),
                List.of("eni-i0"),
                List.of("10.0.0.90"),
                true,
                Map.of()),
            new Instance(
                "i-app",
                "m6i.large",
                place(),
                List.of("eni-c1"),
                List.of("10.0.1.1"),
                false,
                Map.of())));
  }

  /** With thresholds for nothing. */
  static WatchSettings settings() {
    return new WatchSettings(
        "migration",
        "us-east-1",
        "",
        "/vpc/flowlogs",
        FORMAT,
        Map.of(),
        List.of("arn:aws:sns:us-east-1:111122223333:on-call"),
        List.of());
  }

  List<String> lines() {
    return lines;
  }

  /** What was really moved, counted where it was made. */
  long moved(WatchKind kind) {
    return moved.getOrDefault(kind, 0L);
  }

  private void moved(WatchKind kind, long amount) {
    moved.merge(kind, amount, Long::sum);
  }

  private void line(
      int minute,
      String nic,
      String src,
      String dst,
      String pktSrc,
      String pktDst,
      long bytes,
      String flags,
      String direction,
      String path,
      String fromService,
      String toService) {
    long start = BEGIN + 60L * minute + random.nextInt(60);
    lines.add(
        String.join(
            " ",
            Long.toString(bytes),
            Long.toString(start),
            Long.toString(start + 30),
            nic,
            src,
            dst,
            Integer.toString(1024 + random.nextInt(60_000)),
            "443",
            "ACCEPT",
            "OK",
            flags,
            direction,
            path,
            pktSrc,
            pktDst,
            fromService,
            toService,
            "vpc-1",
            "6"));
  }

  private String client(int number) {
    return "10.0.1." + number;
  }

  /** Through a NAT: three records of each byte, there and back. */
  void throughNat(int minute, WatchKind kind, String nic, String nat, long out, long in) {
    int number = random.nextInt(8);
    String mine = client(number);
    String host = "203.0.113." + random.nextInt(20);
    boolean opens = random.nextBoolean();
    String first = opens ? (random.nextBoolean() ? "2" : "3") : "0";
    String reply = opens ? "18" : "0";
    String own = "eni-c" + number;
    line(minute, own, mine, host, mine, host, out, first, "egress", "1", "-", "-");
    line(minute, nic, mine, nat, mine, host, out, first, "ingress", "-", "-", "-");
    line(minute, nic, nat, host, nat, host, out, first, "egress", "8", "-", "-");
    line(minute, nic, host, nat, host, nat, in, reply, "ingress", "-", "-", "-");
    line(minute, nic, nat, mine, host, mine, in, reply, "egress", "1", "-", "-");
    line(minute, own, host, mine, host, mine, in, reply, "ingress", "-", "-", "-");
    moved(kind, out + in);
    moved(WatchKind.NAT_CONNECTIONS, opens ? 1 : 0);
  }

  void throughGateway(int minute, long out, long in) {
    int number = random.nextInt(GATEWAYS);
    throughNat(
        minute,
        WatchKind.NAT_GATEWAY_BYTES,
        "eni-n%02d".formatted(number),
        "10.0.0.%d".formatted((random.nextBoolean() ? 100 : 150) + number),
        out,
        in);
  }

  private void throughEndpoint(int minute, WatchKind kind, String nic, long out, long in) {
    int number = random.nextInt(8);
    String mine = client(number);
    String other = "10.0.2." + nic.hashCode() % 200;
    boolean opens = random.nextBoolean();
    String first = opens ? "2" : "0";
    String own = "eni-c" + number;
    line(minute, own, mine, other, mine, other, out, first, "egress", "1", "-", "-");
    line(minute, nic, mine, other, mine, other, out, first, "ingress", "-", "-", "-");
    line(minute, nic, other, mine, other, mine, in, opens ? "18" : "0", "egress", "1", "-", "-");
    line(minute, own, other, mine, other, mine, in, opens ? "18" : "0", "ingress", "-", "-", "-");
    moved(kind, out + in);
    moved(WatchKind.ENDPOINT_CONNECTIONS, opens ? 1 : 0);
  }

  private void toS3(int minute, long out, long in) {
    int number = random.nextInt(8);
    String own = "eni-c" + number;
    String s3 = "52.216.0." + random.nextInt(200);
    String mine = client(number);
    line(minute, own, mine, s3, mine, s3, out, "0", "egress", "7", "-", "S3");
    line(minute, own, s3, mine, s3, mine, in, "0", "ingress", "-", "S3", "-");
    moved(WatchKind.S3_GATEWAY_BYTES_OUT, out);
    moved(WatchKind.S3_GATEWAY_BYTES_IN, in);
  }

  /** One transfer on a way of its own choice. */
  void anything(int minute) {
    long out = 1L + random.nextInt(1_000_000);
    long in = 1L + random.nextInt(100_000);
    switch (random.nextInt(7)) {
      case 0 -> throughNat(minute, WatchKind.NAT_INSTANCE_BYTES, "eni-i0", "10.0.0.90", out, in);
      case 1 ->
          throughEndpoint(
              minute,
              WatchKind.ENDPOINT_BYTES,
              "eni-e%02d".formatted(random.nextInt(ENDPOINT_INTERFACES)),
              out,
              in);
      case 2 ->
          throughEndpoint(
              minute, WatchKind.PRIVATELINK_BYTES, "eni-p" + random.nextInt(2), out, in);
      case 3 -> throughEndpoint(minute, WatchKind.KINESIS_BYTES, "eni-k0", out, in);
      case 4 -> toS3(minute, out, in);
      case 5 ->
          lines.add(
              "- %d %d eni-n00 - - - - - NODATA - - - - - - - vpc-1 -"
                  .formatted(BEGIN + 60L * minute, BEGIN + 60L * minute + 30));
      default -> throughGateway(minute, out, in);
    }
  }
}
