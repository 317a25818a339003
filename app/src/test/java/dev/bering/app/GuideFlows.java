package dev.bering.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * The network that the guide watches, made to order: a flow log as the service delivers it to S3,
 * and what really moved, counted where it was made. Four machines read from S3 through a NAT
 * gateway for some of the second hour; one of them sends to a host outside all the time, another to
 * Kinesis through an endpoint, and two talk to each other. Every byte is logged by each interface
 * that it passes, which is three times where it passes the gateway.
 *
 * <p>It is kept as {@code examples/wire}, beside the answers of EC2, which are written by hand.
 * {@code main} writes it anew; the same bytes come out each time.
 */
final class GuideFlows {

  private static final Instant BEGIN = Instant.parse("2026-03-25T00:00:00Z");
  private static final int READING_FROM = 60;
  private static final int READING_UNTIL = 95;
  private static final int LATER_FROM = 120;
  private static final int LATER_UNTIL = 130;
  private static final int MINUTES_OF_FILE = 5;

  private static final String ACCOUNT = "111122223333";
  private static final String FOLDER =
      "AWSLogs/%s/vpcflowlogs/us-east-1/2026/03/25/".formatted(ACCOUNT);
  private static final String FIELDS =
      "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start"
          + " end action log-status pkt-srcaddr pkt-dstaddr pkt-src-aws-service"
          + " pkt-dst-aws-service flow-direction traffic-path";
  private static final String GATEWAY = "eni-0fa0000000000000a";
  private static final String GATEWAY_ADDRESS = "10.0.0.220";
  private static final String ENDPOINT = "eni-0fa0000000000000b";
  private static final String ENDPOINT_ADDRESS = "10.0.2.9";
  private static final String OUTSIDE = "203.0.113.25";

  private final Random random = new Random(7);
  private final Map<String, Long> moved = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  private GuideFlows() {}

  /** Every file by its path, with its bytes. */
  static Map<String, byte[]> files() {
    return new GuideFlows().make();
  }

  private Map<String, byte[]> make() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int from = 0; from < LATER_UNTIL; from += MINUTES_OF_FILE) {
      if (from == LATER_FROM) {
        files.put("moved.txt", moved().getBytes(StandardCharsets.UTF_8));
      }
      lines.clear();
      for (int minute = from; minute < from + MINUTES_OF_FILE; minute++) {
        minute(minute);
      }
      files.put(name(from), zipped(FIELDS + "\n" + String.join("\n", lines) + "\n"));
    }
    return files;
  }

  private static String name(int minute) {
    return (minute < LATER_FROM ? "logs/" : "later/")
        + FOLDER
        + "%s_vpcflowlogs_us-east-1_fl-0c0ffee0000000001_%s_%08x.log.gz"
            .formatted(
                ACCOUNT,
                DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'")
                    .withZone(ZoneOffset.UTC)
                    .format(BEGIN.plus(Duration.ofMinutes(minute))),
                0x5eed0000 + minute);
  }

  private String moved() {
    StringBuilder text = new StringBuilder();
    moved.forEach((path, bytes) -> text.append("%s %d%n".formatted(path, bytes)));
    return text.toString();
  }

  private void minute(int minute) {
    throughGateway(minute, 11, OUTSIDE, "-", 50_000_000 + below(30_000_000), below(2_000_000));
    throughEndpoint(minute, 12, 20_000_000 + below(10_000_000), below(500_000));
    between(minute, 13, 14, 80_000_000 + below(40_000_000));
    if (minute >= READING_FROM && minute < READING_UNTIL) {
      for (int machine = 11; machine <= 14; machine++) {
        throughGateway(
            minute,
            machine,
            "52.216.0." + (20 + machine),
            "S3",
            1_000_000 + below(1_000_000),
            2_000_000_000L + below(1_000_000_000));
      }
    }
    if (minute == LATER_FROM + 3) {
      lines.add(
          "2 %s %s - - - - - - - %d %d - SKIPDATA - - - - - -"
              .formatted(ACCOUNT, nic(11), start(minute), start(minute) + 59));
    }
  }

  private long below(int bound) {
    return 1L + random.nextInt(bound);
  }

  private void throughGateway(
      int minute, int machine, String host, String service, long out, long in) {
    String own = address(machine);
    line(minute, nic(machine), own, host, out, own, host, "-", service, "egress", "1");
    line(minute, GATEWAY, own, GATEWAY_ADDRESS, out, own, host, "-", service, "ingress", "-");
    line(
        minute,
        GATEWAY,
        GATEWAY_ADDRESS,
        host,
        out,
        GATEWAY_ADDRESS,
        host,
        "-",
        service,
        "egress",
        "8");
    line(
        minute,
        GATEWAY,
        host,
        GATEWAY_ADDRESS,
        in,
        host,
        GATEWAY_ADDRESS,
        service,
        "-",
        "ingress",
        "-");
    line(minute, GATEWAY, GATEWAY_ADDRESS, own, in, host, own, service, "-", "egress", "1");
    line(minute, nic(machine), host, own, in, host, own, service, "-", "ingress", "-");
    moved.merge("nat-gateway", out + in, Long::sum);
  }

  private void throughEndpoint(int minute, int machine, long out, long in) {
    String own = address(machine);
    for (String nic : List.of(nic(machine), ENDPOINT)) {
      boolean isOwn = !nic.equals(ENDPOINT);
      line(
          minute,
          nic,
          own,
          ENDPOINT_ADDRESS,
          out,
          own,
          ENDPOINT_ADDRESS,
          "-",
          "-",
          isOwn ? "egress" : "ingress",
          isOwn ? "1" : "-");
      line(
          minute,
          nic,
          ENDPOINT_ADDRESS,
          own,
          in,
          ENDPOINT_ADDRESS,
          own,
          "-",
          "-",
          isOwn ? "ingress" : "egress",
          isOwn ? "-" : "1");
    }
    moved.merge("interface-endpoint", out + in, Long::sum);
  }

  private void between(int minute, int machine, int other, long bytes) {
    String from = address(machine);
    String to = address(other);
    line(minute, nic(machine), from, to, bytes, from, to, "-", "-", "egress", "1");
    line(minute, nic(other), from, to, bytes, from, to, "-", "-", "ingress", "-");
    moved.merge("intra-vpc", bytes, Long::sum);
  }

  private void line(
      int minute,
      String nic,
      String from,
      String to,
      long bytes,
      String first,
      String last,
      String fromService,
      String toService,
      String direction,
      String path) {
    boolean isAnswer = from.equals(OUTSIDE) || from.startsWith("52.") || last.startsWith("10.0.1.");
    lines.add(
        "2 %s %s %s %s %d %d 6 %d %d %d %d ACCEPT OK %s %s %s %s %s %s"
            .formatted(
                ACCOUNT,
                nic,
                from,
                to,
                isAnswer ? 443 : 40_000 + minute,
                isAnswer ? 40_000 + minute : 443,
                1 + bytes / 1400,
                bytes,
                start(minute),
                start(minute) + 59,
                first,
                last,
                fromService,
                toService,
                direction,
                path));
  }

  private static long start(int minute) {
    return BEGIN.getEpochSecond() + 60L * minute;
  }

  private static String address(int machine) {
    return "10.0.1." + machine;
  }

  private static String nic(int machine) {
    return "eni-0fa00000000000%03d".formatted(machine);
  }

  private static byte[] zipped(String text) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      try (OutputStream zip = new GZIPOutputStream(bytes)) {
        zip.write(text.getBytes(StandardCharsets.UTF_8));
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes every file below the folder that is named. */
  public static void main(String... arguments) throws IOException {
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      Path path = Path.of(arguments[0]).resolve(file.getKey());
      Files.createDirectories(path.resolveSibling("."));
      Files.write(path, file.getValue());
    }
  }
}
