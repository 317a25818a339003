package dev.bering.transfer;

import static dev.bering.transfer.FlowFolder.bytesBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowCounter.Counted;
import dev.bering.transfer.FlowCounter.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollupTest {

  private static final RollupRun.Wish WISH =
      new RollupRun.Wish(
          Optional.of(List.of(FlowField.SRCADDR, FlowField.DSTPORT, FlowField.ACTION)),
          Optional.of(300L),
          Optional.empty());

  /** What is asked of logs and roll-ups alike. */
  private static final List<Question> QUESTIONS =
      List.of(
          new Question(bytesBy(FlowField.SRCADDR), 0, Optional.empty()),
          new Question(bytesBy(FlowField.INTERFACE_ID, FlowField.ACTION), 600, Optional.empty()),
          new Question(
              Contribution.of(
                  List.of(FlowField.SRCADDR, FlowField.DSTPORT), Optional.of(FlowField.PACKETS)),
              300,
              Optional.of(
                  new TimeWindow(
                      Instant.ofEpochSecond(1_774_401_000), Instant.ofEpochSecond(1_774_403_100)))),
          new Question(
              Contribution.of(List.of(FlowField.ACTION), Optional.empty())
                  .where(
                      new FlowFilter.In(
                          new FieldRef.Named(FlowField.DSTPORT), List.of("22", "443"), true)),
              0,
              Optional.empty()),
          new Question(
              new Contribution(
                  List.of(
                      new FieldRef.Named(FlowField.LOG_STATUS),
                      new FieldRef.IfThere(FlowField.ACTION)),
                  List.of(),
                  Optional.empty()),
              900,
              Optional.empty()));

  @TempDir private Path root;

  private FlowFolder folder;

  @BeforeEach
  void open() {
    folder = new FlowFolder(root.resolve("logs"));
  }

  private Location into(String name) {
    return Location.of(root.resolve(name));
  }

  private RollupReport rollUp(String into) {
    return rollUp(into, 4, Progress.NONE);
  }

  private RollupReport rollUp(String into, int filesAtOnce, Progress progress) {
    try (RollupRun run = RollupRun.open(into(into), WISH, filesAtOnce);
        FlowLogs logs = run.find(List.of(Location.of(folder.folder())))) {
      return run.update(logs, progress);
    }
  }

  private Map<String, Object> answers(Location place) {
    try (FlowLogs logs = FlowLogs.find(List.of(place))) {
      Counted counted = new FlowCounter(Progress.NONE, Optional.empty()).count(logs, QUESTIONS);
      Map<String, Object> answers = new TreeMap<>();
      for (int i = 0; i < QUESTIONS.size(); i++) {
        int question = i;
        counted
            .answers()
            .get(i)
            .periods()
            .forEach(
                (begin, table) ->
                    answers.put(
                        question + " " + begin,
                        List.of(table.samples(), table.sum(), table.top(1_000))));
        answers.put(question + " unanswered", counted.answers().get(i).unanswered());
      }
      answers.put("tally", counted.tally());
      return answers;
    }
  }

  private Map<String, Object> ofLogs() {
    return answers(Location.of(folder.folder()));
  }

  @Test
  void answersAsTheLogsItWasMadeOf() {
    List<String> odd = new ArrayList<>(FlowFolder.lines(400, 1));
    odd.add(7, "2 too short");
    folder
        .text("a.log", odd)
        .bytes("b.log.gz", FlowFolder.zipped(String.join("\n", FlowFolder.lines(400, 2))))
        .parquet("c.parquet", FlowFolder.lines(400, 3))
        .text("d.log", "start srcaddr bytes\n1774400000 10.0.0.1 7\n- 10.0.0.1 8\n");
    RollupReport report = rollUp("flows");
    assertThat(report.read()).isEqualTo(4);
    assertThat(report.sums()).isBetween(100L, 1_200L);
    assertThat(answers(into("flows"))).isEqualTo(ofLogs()).hasSizeGreaterThan(30);
  }

  @Test
  void whatIsNewOrChangedIsReadAndNothingElse() throws IOException {
    for (int i = 0; i < 6; i++) {
      folder.text("2026/03/2%d/a.log".formatted(i), FlowFolder.lines(50, i));
    }
    assertThat(rollUp("flows").read()).isEqualTo(6);
    folder.text("2026/03/23/a.log", FlowFolder.lines(60, 23));
    folder.text("2026/03/26/a.log", FlowFolder.lines(50, 6));
    RollupReport second = rollUp("flows");
    assertThat(List.of(second.read(), second.again(), second.same(), second.kept()))
        .containsExactly(1L, 1L, 5L, 0L);
    assertThat(answers(into("flows"))).isEqualTo(ofLogs());
    rollUp("afresh");
    assertThat(answers(into("flows"))).isEqualTo(answers(into("afresh")));
    Map<String, Object> before = ofLogs();
    Files.delete(folder.folder().resolve("2026/03/21/a.log"));
    RollupReport third = rollUp("flows");
    assertThat(List.of(third.read(), third.again(), third.same(), third.kept()))
        .containsExactly(0L, 0L, 6L, 1L);
    assertThat(answers(into("flows"))).isEqualTo(before);
  }

  /** Both are called the same, are as large and as old: which is which nobody can tell. */
  @Test
  void ofFilesThatCannotBeToldApartNoneIsTakenForMoved() throws IOException {
    folder.text("1/a.log", FlowFolder.lines(50, 1)).text("2/a.log", FlowFolder.lines(50, 1));
    for (String name : List.of("1/a.log", "2/a.log")) {
      Files.setLastModifiedTime(
          folder.folder().resolve(name), FileTime.from(Instant.ofEpochSecond(7)));
    }
    rollUp("flows");
    Files.createDirectory(folder.folder().resolve("3"));
    Files.move(folder.folder().resolve("1/a.log"), folder.folder().resolve("3/a.log"));
    Files.delete(folder.folder().resolve("2/a.log"));
    RollupReport report = rollUp("flows");
    assertThat(List.of(report.read(), report.kept())).containsExactly(1L, 2L);
  }

  @Test
  void aFileThatMovedCountsOnce() throws IOException {
    folder.text("a.log", FlowFolder.lines(50, 1)).text("b.log", FlowFolder.lines(50, 2));
    rollUp("flows");
    Files.move(folder.folder(), root.resolve("elsewhere"));
    folder = new FlowFolder(root.resolve("elsewhere"));
    RollupReport report = rollUp("flows");
    assertThat(List.of(report.read(), report.same(), report.kept())).containsExactly(0L, 2L, 0L);
    assertThat(answers(into("flows")).get("0 0")).isEqualTo(ofLogs().get("0 0"));
  }

  /** Ended after any file, and with what a run leaves that was ended while it wrote. */
  @Test
  void whateverEndsARunTheNextGoesOnFromThere() throws IOException {
    for (int i = 0; i < 5; i++) {
      folder.text("%d.log".formatted(i), FlowFolder.lines(40, i));
    }
    for (int end = 0; end < 5; end++) {
      String into = "ended-" + end;
      int last = end;
      assertThatThrownBy(() -> rollUp(into, 2, endingAfter(last)))
          .hasMessage("ended after " + last);
      Path parts = Files.createDirectories(root.resolve(into).resolve("_parts"));
      Files.writeString(parts.resolve("00000099.gz"), "half of a p");
      RollupReport report = rollUp(into, 2, Progress.NONE);
      assertThat(report.read() + report.same()).isEqualTo(5);
      assertThat(report.same()).isEqualTo(end - end % 2L);
      assertThat(answers(into(into))).isEqualTo(ofLogs());
      assertThat(parts.resolve("00000099.gz")).doesNotExist();
    }
  }

  private static Progress endingAfter(int files) {
    return (task, total, unit) ->
        new Progress.Step() {
          private int done;

          @Override
          public void advance(long amount) {}

          @Override
          public synchronized void fileDone() {
            if (done++ == files) {
              throw new IllegalStateException("ended after " + files);
            }
          }

          @Override
          public void close() {}
        };
  }

  @Test
  void whatItDoesNotKeepApartIsRefused() {
    folder.text("a.log", FlowFolder.lines(50, 1));
    rollUp("flows");
    Question fine =
        new Question(
            bytesBy(FlowField.DSTADDR)
                .where(
                    new FlowFilter.In(new FieldRef.Named(FlowField.PROTOCOL), List.of("6"), true)),
            60,
            Optional.of(new TimeWindow(Instant.ofEpochSecond(1_774_400_001), Instant.MAX)));
    try (FlowLogs logs = FlowLogs.find(List.of(into("flows")))) {
      FlowCounter counter = new FlowCounter(Progress.NONE, Optional.empty());
      assertThatThrownBy(() -> counter.count(logs, List.of(fine)))
          .isInstanceOf(UserException.class)
          .hasMessage(
              """
              Cannot count by periods of 1m: the roll-up %1$s keeps interface-id, srcaddr, dstport, action by 5m apart.
              Cannot count from or to 2026-03-25T00:53:21Z: the roll-up %1$s keeps interface-id, srcaddr, dstport, action by 5m apart.
              Cannot count by dstaddr: the roll-up %1$s keeps interface-id, srcaddr, dstport, action by 5m apart.
              Cannot count by protocol: the roll-up %1$s keeps interface-id, srcaddr, dstport, action by 5m apart."""
                  .formatted(into("flows")));
    }
  }

  @Test
  void itIsNeverReadBesideTheLogsItWasMadeOf() {
    folder.text("a.log", FlowFolder.lines(50, 1));
    rollUp("logs/flows");
    assertThat(ofLogs().get("tally")).asString().contains("files=1,");
    assertThatThrownBy(
            () -> FlowLogs.find(List.of(into("logs/flows"), Location.of(folder.folder()))))
        .hasMessage(
            "Cannot read the roll-up %s and other places: what it was made of may be among them."
                .formatted(into("logs/flows")));
  }

  @Test
  void itGoesOnAsItBegan() {
    folder.text("a.log", FlowFolder.lines(50, 1));
    rollUp("flows");
    RollupRun.Wish nothing =
        new RollupRun.Wish(Optional.empty(), Optional.empty(), Optional.empty());
    RollupRun.open(into("flows"), nothing).close();
    assertThatThrownBy(
            () ->
                RollupRun.open(
                    into("flows"),
                    new RollupRun.Wish(
                        Optional.of(List.of(FlowField.DSTADDR)),
                        Optional.of(60L),
                        Optional.empty())))
        .hasMessage(
            "Cannot roll up into %s by interface-id, dstaddr every 1m: it is by interface-id,"
                    .formatted(into("flows"))
                + " srcaddr, dstport, action every 5m.");
    assertThatThrownBy(
            () ->
                new RollupSettings(
                    List.of(FlowField.BYTES, FlowField.SRCADDR), 7, Optional.empty()))
        .hasMessage(
            """
            Cannot roll up by bytes: it is a time, what is summed, or kept anyway.
            Cannot roll up every 7 s: a day is no multiple of it.""");
  }

  @Test
  void whatWasDamagedIsRefused() {
    folder.text("a.log", FlowFolder.lines(50, 1));
    rollUp("flows");
    Path part = root.resolve("flows/_parts/00000001.gz");
    damaged(part, bytes -> bytes[bytes.length / 2] ^= 7, "_parts/00000001.gz cannot be read (");
    Path manifest = root.resolve("flows/rollup.json");
    damaged(
        manifest, bytes -> bytes[bytes.length - 1] = ' ', "rollup.json is not as it was written.");
  }

  /** Builds that knew of no closed days left them out. */
  @Test
  void whatAnotherBeringWroteIsToldAsThatAndNeverToBeRemoved() throws IOException {
    folder.text("a.log", FlowFolder.lines(50, 1));
    rollUp("flows");
    Path manifest = root.resolve("flows/rollup.json");
    String written = Files.readString(manifest);
    Files.writeString(manifest, written.replace("\"closed\":[],", ""));
    assertThat(Files.readString(manifest)).doesNotContain("closed");
    assertThat(answers(into("flows"))).isEqualTo(ofLogs());
    assertThat(rollUp("flows").same()).isEqualTo(1);
    String untilSources = written.substring(0, written.indexOf("\"sources\":"));
    Map<String, String> others =
        Map.of(
            written.replace("\"format\":1", "\"format\":2"),
            "its format is 2, and this Bering reads 1",
            "{\"rollup\": []}",
            "its rollup.json says no format",
            "{\"format\": 1, \"every\": 300, \"keys\": [\"srcaddr\"]}",
            "its rollup.json has no next, sources",
            written.replace("srcaddr", "mood"),
            "its rollup.json has another form");
    Map<String, String> all = new TreeMap<>(others);
    Stream.of(
            untilSources + "\"sources\":[]}",
            untilSources + "\"sources\":null}",
            untilSources + "\"sources\":{}}",
            written.replace("\"next\":2", "\"next\":\"2\""),
            written.replace("\"next\":2", "\"next\":2.5"),
            written.replace("\"next\":2", "\"next\":1"),
            written.replace("\"every\":300", "\"every\":\"300\""),
            written.replace("\"every\":300", "\"every\":7"),
            written.replace("\"segment\":1", "\"segment\":null"))
        .forEach(text -> all.put(text, "its rollup.json has another form"));
    assertThat(all).hasSize(13).doesNotContainKey(written);
    for (Map.Entry<String, String> other : all.entrySet()) {
      Files.writeString(manifest, other.getKey());
      assertThatThrownBy(() -> rollUp("flows"))
          .isInstanceOfSatisfying(
              UserException.class,
              e -> {
                assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE);
                assertThat(e)
                    .hasMessage(
                        "Cannot read the roll-up %s: %s."
                            .formatted(into("flows"), other.getValue()));
                assertThat(e.problems().get(0).hint())
                    .isEqualTo(
                        "read it with the Bering that wrote it, or roll the logs up into another"
                            + " folder; keep this one, as parts of logs that are gone are nowhere"
                            + " else");
              });
      assertThat(root.resolve("flows/_parts/00000001.gz")).exists();
    }
  }

  @Test
  void aFolderWithPartsOfSomethingElseIsLeftAlone() throws IOException {
    folder.text("a.log", FlowFolder.lines(50, 1));
    Path part = root.resolve("flows/_parts/00000001.gz");
    Files.createDirectories(part.getParent());
    Files.writeString(part, "dear to somebody");
    assertThatThrownBy(() -> rollUp("flows"))
        .hasMessage(
            "Cannot roll up into %s: it has files in _parts, and no rollup.json that says what they are."
                .formatted(into("flows")));
    assertThat(part).hasContent("dear to somebody");
  }

  /** No answer is not the answer zero. */
  @Test
  void oneWhoseFirstRunFailedIsNotReadAndMayBecomeAnother() {
    folder.text("a.log", FlowFolder.lines(50, 1));
    assertThatThrownBy(() -> rollUp("flows", 2, endingAfter(0))).hasMessage("ended after 0");
    assertThatThrownBy(() -> answers(into("flows")))
        .hasMessage(
            "Cannot read the roll-up %s: no file of logs is in it yet.".formatted(into("flows")));
    RollupRun.Wish other =
        new RollupRun.Wish(
            Optional.of(List.of(FlowField.DSTADDR)), Optional.of(60L), Optional.empty());
    try (RollupRun run = RollupRun.open(into("flows"), other)) {
      assertThat(run.settings().keysText()).isEqualTo("interface-id, dstaddr");
    }
  }

  @Test
  void waysAreNotToldFromLessThanTheLogsHold() {
    folder.text("a.log", FlowFolder.lines(50, 1));
    RollupRun.Wish few =
        new RollupRun.Wish(
            Optional.of(List.of(FlowField.SRCADDR, FlowField.DSTADDR, FlowField.PKT_SRCADDR)),
            Optional.of(300L),
            Optional.empty());
    try (RollupRun run = RollupRun.open(into("flows"), few);
        FlowLogs logs = run.find(List.of(Location.of(folder.folder())))) {
      run.update(logs, Progress.NONE);
    }
    CountOnce once =
        new CountOnce(
            new Inventory(List.of(), List.of(), List.of(), List.of()),
            List.of(OnceKey.OfPath.PATH),
            List.of(),
            Optional.of(FlowField.BYTES));
    try (FlowLogs logs = FlowLogs.find(List.of(into("flows")))) {
      FlowCounter counter = new FlowCounter(Progress.NONE, Optional.empty());
      assertThatThrownBy(() -> counter.count(logs, List.of(once.question(0, Optional.empty()))))
          .isInstanceOf(UserException.class)
          .hasMessage(
              Stream.of(
                      "resource-id",
                      "pkt-dstaddr",
                      "pkt-src-aws-service",
                      "pkt-dst-aws-service",
                      "traffic-path")
                  .map(
                      name ->
                          "Cannot count by %s: the roll-up %s keeps interface-id, srcaddr, dstaddr, pkt-srcaddr by 5m apart."
                              .formatted(name, into("flows")))
                  .collect(Collectors.joining("\n")));
    }
  }

  private void damaged(Path file, Consumer<byte[]> damage, String message) {
    try {
      byte[] sound = Files.readAllBytes(file);
      byte[] damaged = sound.clone();
      damage.accept(damaged);
      Files.write(file, damaged);
      assertThatThrownBy(() -> answers(into("flows")))
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith(
              "Cannot read the roll-up %s: %s".formatted(into("flows"), message));
      Files.write(file, sound);
      answers(into("flows"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFileWithoutTimesIsRefused() {
    folder.text("a.log", "srcaddr bytes\n10.0.0.1 7\n");
    assertThatThrownBy(() -> rollUp("flows"))
        .hasMessage(
            "Cannot roll up %s: its records do not say when they start, or have no field of"
                    .formatted(folder.folder().resolve("a.log"))
                + " interface-id, srcaddr, dstport, action.");
  }

  @Test
  void aFileThatGrewIsReadAgain() throws IOException {
    folder.text("a.log", FlowFolder.lines(50, 1));
    Path log = folder.folder().resolve("a.log");
    Files.setLastModifiedTime(log, FileTime.from(Instant.EPOCH));
    rollUp("flows");
    Files.writeString(log, String.join("\n", FlowFolder.lines(70, 1)) + "\n");
    assertThat(rollUp("flows").again()).isEqualTo(1);
    assertThat(answers(into("flows"))).isEqualTo(ofLogs());
  }

  /** A run that was ended may have left files of a day; only one that came to its end knows. */
  @Test
  void daysAreClosedWhenAllOfThemIsInAndLaterOnesHaveBegun() throws IOException {
    for (int day = 10; day < 16; day++) {
      folder.text("eu/2026/03/%d/a.log".formatted(day), FlowFolder.lines(10, day));
    }
    folder.text("us/2026/03/10/a.log", FlowFolder.lines(10, 1));
    folder.text("us/2026/03/10/b.log", FlowFolder.lines(10, 2));
    assertThatThrownBy(() -> rollUp("flows", 2, endingAfter(6))).hasMessage("ended after 6");
    assertThat(closed("flows")).isEmpty();
    rollUp("flows");
    assertThat(closed("flows"))
        .containsExactly(folder.folder() + "/eu/2026/03/10", folder.folder() + "/eu/2026/03/11");
    try (FlowLogs logs =
        FlowLogs.find(
            List.of(Location.of(folder.folder())), day -> !closed("flows").contains(day.name()))) {
      assertThat(logs.count()).isEqualTo(6);
      assertThat(logs.unlisted()).hasSize(2);
    }
    assertThat(rollUp("flows").same()).isEqualTo(8);
  }

  private Set<String> closed(String into) {
    try {
      return RollupManifest.of(into, Files.readAllBytes(root.resolve(into + "/rollup.json")))
          .closed();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void daysOfDeliveriesAreKnownByTheirFolders() {
    Location place = Location.of("s3://logs/AWSLogs");
    assertThat(DayFolder.of(place, "1/vpcflowlogs/eu-west-1/2026/03/25").orElseThrow())
        .isEqualTo(
            DayFolder.ofFile("s3://logs/AWSLogs/1/vpcflowlogs/eu-west-1/2026/03/25/07/a.log.gz")
                .orElseThrow());
    assertThat(DayFolder.of(place, "aws-region=x/year=2026/month=03/day=25").orElseThrow().day())
        .hasToString("2026-03-25");
    assertThat(DayFolder.of(place, "1/2026/03")).isEmpty();
    assertThat(DayFolder.of(place, "1/2026/13/25")).isEmpty();
    assertThat(DayFolder.ofFile("s3://logs/2026/03/25")).isEmpty();
  }
}
