package dev.bering.transfer;

import static dev.bering.transfer.FlowFolder.bytesBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as Firehose, Kinesis and Lambda leave them of a subscription to a group of flow logs. */
class SubscriptionMessagesTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String CONTROL =
      """
      {"messageType": "CONTROL_MESSAGE", "owner": "CloudwatchLogs", "logGroup": "",
       "logStream": "", "subscriptionFilters": [], "logEvents": [{"id": "", "timestamp": 1774396800000,
       "message": "CWL CONTROL MESSAGE: Checking health of destination"}]}""";

  @TempDir private Path root;

  private FlowFolder folder;

  @BeforeEach
  void open() {
    folder = new FlowFolder(root);
  }

  private static String line(String source, long bytes) {
    return "2 123456789010 eni-1 %s 10.0.0.9 20641 443 6 20 %d 1774396800 1774396859 ACCEPT OK"
        .formatted(source, bytes);
  }

  private static String message(String... lines) {
    ObjectNode message =
        JSON.createObjectNode()
            .put("messageType", "DATA_MESSAGE")
            .put("owner", "123456789010")
            .put("logGroup", "/vpc/flowlogs")
            .put("logStream", "eni-1-all");
    message.putArray("subscriptionFilters").add("flows");
    ArrayNode events = message.putArray("logEvents");
    for (String line : lines) {
      ObjectNode event =
          events
              .addObject()
              .put("id", Integer.toString(events.size()))
              .put("timestamp", 1_774_396_800_000L)
              .put("message", line);
      event.putObject("extractedFields").put("bytes", "999999");
    }
    return message.toString();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(FlowFolder.zipped(text));
  }

  private TopReport bySource() {
    return folder.top(bytesBy(FlowField.SRCADDR));
  }

  /** 30 bytes of one machine and 12 of another, in three events of two messages. */
  private static final List<String> MESSAGES =
      List.of(
          message(line("10.0.0.1", 10), line("10.0.0.2", 12)),
          CONTROL,
          message(line("10.0.0.1", 20)));

  private static final List<Contributor> SUMS =
      List.of(
          new Contributor(List.of("10.0.0.1"), 30, 2), new Contributor(List.of("10.0.0.2"), 12, 1));

  @Test
  void messagesAreReadHoweverTheyAreJoinedAndWrapped() {
    String whole = String.join("", MESSAGES);
    byte[] members = joined(MESSAGES.stream().map(FlowFolder::zipped).toArray(byte[][]::new));
    String lambda =
        MESSAGES.stream()
            .map(one -> "{\"awslogs\": {\"data\": \"%s\"}}".formatted(base64(one)))
            .reduce("", String::concat);
    String kinesis =
        "{\"Records\": [%s], \"MillisBehindLatest\": 0}"
            .formatted(
                MESSAGES.stream()
                    .map(
                        one -> "{\"PartitionKey\": \"1\", \"Data\": \"%s\"}".formatted(base64(one)))
                    .reduce((one, other) -> one + "," + other)
                    .orElseThrow());
    String event =
        "{\"Records\": [%s]}"
            .formatted(
                MESSAGES.stream()
                    .map(one -> "{\"kinesis\": {\"data\": \"%s\"}}".formatted(base64(one)))
                    .reduce((one, other) -> one + "," + other)
                    .orElseThrow());
    Map<String, byte[]> files =
        Map.of(
            "joined", whole.getBytes(StandardCharsets.UTF_8),
            "by lines", String.join("\n", MESSAGES).getBytes(StandardCharsets.UTF_8),
            "members of gzip", members,
            "zipped once more", FlowFolder.zipped(members),
            "in Base64", (base64(whole) + "\n").getBytes(StandardCharsets.UTF_8),
            "of Lambda", lambda.getBytes(StandardCharsets.UTF_8),
            "of Kinesis", kinesis.getBytes(StandardCharsets.UTF_8),
            "of Kinesis to Lambda", event.getBytes(StandardCharsets.UTF_8));
    files.forEach(
        (kind, bytes) -> {
          folder.bytes("a.log", bytes);
          TopReport top = bySource();
          assertThat(top.top()).as(kind).isEqualTo(SUMS);
          assertThat(top.tally().odd()).as(kind).isEqualTo(Oddities.NONE);
          assertThat(top.tally().control()).as(kind).isEqualTo(1);
          assertThat(top.tally().files()).as(kind).isEqualTo(1);
        });
  }

  /** It gives no ending unless it zips, or is asked for one. */
  @Test
  void filesOfFirehoseAreKnownByTheirNames() {
    String name = "2026/03/25/00/flows-1-2026-03-25-00-05-07-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
    folder.text(name, MESSAGES.get(0)).text(name + ".json", MESSAGES.get(2));
    folder.text("2026/03/25/00/inventory-2026-03-25.json", "{}");
    assertThat(bySource().top()).isEqualTo(SUMS);
    assertThat(bySource().tally().odd()).isEqualTo(Oddities.NONE);
  }

  @Test
  void theEventsOfAFileAreItsLines() {
    folder.text(
        "a.log",
        message(line("10.0.0.1", 10), "2 too short")
            + CONTROL
            + message(line("10.0.0.2", 12).replace(" OK", " FINE"), line("10.0.0.1", 20)));
    TopReport top = bySource();
    assertThat(top.sum()).isEqualTo(30);
    assertThat(top.tally().odd().examples())
        .extracting(one -> one.oddity() + " " + root.relativize(Path.of(one.place())))
        .containsExactlyInAnyOrder("FIELDS_MISSING a.log:2", "STATUS_UNKNOWN a.log:3");
  }

  @Test
  void whatIsNoMessageIsCountedAndNamed() {
    folder.text(
        "a.log",
        message(line("10.0.0.1", 10))
            + "{\"level\": \"INFO\"}"
            + "{\"messageType\": \"DATA_MESSAGE\", \"logEvents\": [{\"id\": \"1\"}]}"
            + "{\"awslogs\": {\"data\": \"no base64!\"}}"
            + message(line("10.0.0.1", 20)));
    TopReport top = bySource();
    assertThat(top.sum()).isEqualTo(30);
    assertThat(top.tally().odd().counts()).isEqualTo(Map.of(Oddity.MESSAGE_UNKNOWN, 3L));
    assertThat(top.tally().odd().examples())
        .extracting(one -> root.relativize(Path.of(one.place())) + " " + one.excerpt())
        .containsExactly(
            "a.log message 2: {\"level\":\"INFO\"}",
            "a.log:2 {\"id\":\"1\"}",
            "a.log message 4: it is no Base64");
  }

  @Test
  void whatIsTooLargeIsLeftOutAndToldAsThat() throws IOException {
    String text = base64(MESSAGES.get(0)) + "\n" + base64(MESSAGES.get(2)) + "\n";
    int most = MESSAGES.get(2).length();
    assertThat(MESSAGES.get(0).length()).isGreaterThan(most);
    var in = new BegunStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    FlowTally tally =
        SubscriptionMessages.read(
                "a.log",
                in,
                Optional.empty(),
                new LineSink() {
                  @Override
                  public void format(FlowFormat format) {}

                  @Override
                  public void line(FlowLine line) {}
                },
                most)
            .tally();
    assertThat(tally.lines()).isEqualTo(1);
    assertThat(tally.odd().examples())
        .extracting(Oddities.Example::excerpt)
        .containsExactly("message 1: unzipped it is more than %d bytes".formatted(most));
  }

  @Test
  void whatIsCutOffCountsUpToThere() {
    String whole = message(line("10.0.0.1", 10)) + message(line("10.0.0.1", 20));
    folder.text("a.log", whole.substring(0, whole.length() - 40));
    TopReport top = bySource();
    assertThat(top.sum()).isEqualTo(10);
    assertThat(top.tally().odd().counts()).isEqualTo(Map.of(Oddity.TRUNCATED, 1L));
    assertThat(top.tally().odd().examples().get(0).excerpt()).isEqualTo("after message 1");
    folder.text("a.log", message(line("10.0.0.1", 10)) + "{\"messageType\": oops}");
    assertThat(bySource().sum()).isEqualTo(10);
    assertThat(bySource().tally().odd().counts()).isEqualTo(Map.of(Oddity.UNREADABLE, 1L));
  }

  /** Pieces are of lines, which messages do not have. */
  @Test
  void largeFilesOfMessagesAreNotCut() {
    folder.text("a.log", String.join("\n", MESSAGES));
    try (FlowLogs logs = FlowLogs.find(List.of(Location.of(root)))) {
      TopReport top =
          TopReport.of(
              new FlowCounter(Progress.NONE, Optional.empty(), 200),
              logs,
              bytesBy(FlowField.SRCADDR),
              Optional.empty(),
              10);
      assertThat(top.top()).isEqualTo(SUMS);
      assertThat(top.tally().files()).isEqualTo(1);
    }
  }
}
