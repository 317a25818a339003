package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.PROTOCOL;
import static dev.bering.tables.DeltaTableFixture.add;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.S3Server;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaTableFixture;
import dev.bering.tables.KernelTimes;
import dev.bering.tables.LocalCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Replicas whose commits bear their times, for stores that keep none. */
class StampedReplicaTest extends ReplicaCase {

  private static final ReplicaOptions STAMPED =
      ReplicaOptions.DEFAULT.with(ReplicaOptions.Times.IN_COMMITS);

  private static final Instant FIRST = Instant.parse("2025-03-01T00:00:00Z");

  @SuppressWarnings("NullAway.Init") // set before any test
  private static S3Server.Standard standard;

  @BeforeAll
  static void startStore() {
    standard = S3Server.shared().asStandard();
  }

  @AfterAll
  static void forgetStore() {
    standard.close();
  }

  private static Location onS3(String name) {
    return Location.of(S3Server.shared().bucket("stamped") + "/" + name);
  }

  private static ClonePlan plan(DeltaTableFixture source, Location target, ReplicaOptions options) {
    return new ReplicaPlanner(Progress.NONE).plan(source.location(), target, options);
  }

  private static void clone(DeltaTableFixture source, Location target, ReplicaOptions options) {
    try (ClonePlan plan = plan(source, target, options)) {
      new CloneRunner(Progress.NONE).run(plan);
    }
  }

  private static void assertProven(DeltaTableFixture source, Location target) {
    assertThat(new DeltaCheck(Progress.NONE).check(source.location(), target).entries()).isEmpty();
    assertThat(plan(source, target, ReplicaOptions.DEFAULT).isEmpty()).isTrue();
    assertThat(plan(source, target, STAMPED).isEmpty()).isTrue();
  }

  /** Every version from {@code first} on answers for its own minute, by Kernel's account. */
  private static void assertTimes(Location target, long first, long last) {
    try (Store store = Stores.open(target)) {
      for (long version = first; version <= last; version++) {
        Instant time = FIRST.plusSeconds(60 * version);
        assertThat(KernelTimes.versionAt(store, time)).isEqualTo(version);
        if (version < last) {
          assertThat(KernelTimes.versionAt(store, time.plusSeconds(59))).isEqualTo(version);
        }
      }
    }
  }

  private static String text(Location target, String path) throws IOException {
    try (Store store = Stores.open(target)) {
      return new String(store.open(path).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private DeltaTableFixture table() {
    return new DeltaTableFixture(folder.resolve("orders"))
        .commit(PROTOCOL, metadataWithSchema("orders-id"))
        .append("a", 10)
        .append("b", 20);
  }

  @Test
  void answersByTimeAsTheSourceDoes() throws IOException {
    DeltaTableFixture source =
        table().logFile("00000000000000000002.crc", "{\"numFiles\":2,\"metadata\":{}}");
    Location plain = onS3("plain");
    clone(source, plain, ReplicaOptions.DEFAULT);
    assertThatThrownBy(() -> assertTimes(plain, 0, 2)).hasMessageContaining("timestamp");
    Location target = onS3("whole");
    try (ClonePlan plan = plan(source, target, STAMPED)) {
      assertThat(plan.text())
          .contains(
              "note   commits bear their times, so the log is not the source's byte for byte, and"
                  + " writers must know the table feature inCommitTimestamp");
    }
    clone(source, target, STAMPED);
    assertTimes(target, 0, 2);
    assertProven(source, target);
    assertThat(text(target, "_delta_log/00000000000000000001.json"))
        .isEqualTo(
            "{\"commitInfo\":{\"timestamp\":1740787260000,\"inCommitTimestamp\":1740787260000}}\n"
                + add("a", 10)
                + "\n");
    assertThat(text(target, "_delta_log/00000000000000000000.json"))
        .contains(
            "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":7,\"writerFeatures\":[\"appendOnly\",\"invariants\",\"inCommitTimestamp\"]}}")
        .contains("\"configuration\":{\"delta.enableInCommitTimestamps\":\"true\"}");
    assertThat(text(target, "_delta_log/00000000000000000002.crc"))
        .isEqualTo(
            "{\"numFiles\":2,\"metadata\":{\"configuration\":{\"delta.enableInCommitTimestamps\":\"true\"}},\"inCommitTimestampOpt\":1740787320000}");

    source.append("c", 3);
    clone(source, target, ReplicaOptions.DEFAULT);
    assertTimes(target, 0, 3);
    assertProven(source, target);
  }

  @Test
  void saysWhereTheTimesOfAShortenedHistoryBegin() throws IOException {
    DeltaTableFixture source = table();
    LocalCheckpoint.write(
        source.log("00000000000000000001.checkpoint.parquet"), "orders-id", List.of("a:10"));
    source.logFile("_last_checkpoint", "{\"version\":1,\"size\":3}");
    Location target = onS3("shortened");
    clone(
        source,
        target,
        new ReplicaOptions(new History.CheckpointOnly()).with(ReplicaOptions.Times.IN_COMMITS));
    assertTimes(target, 1, 2);
    assertProven(source, target);
    source.append("c", 3);
    LocalCheckpoint.write(
        source.log("00000000000000000003.checkpoint.parquet"),
        "orders-id",
        List.of("a:10", "b:20", "c:3"));
    clone(source, target, ReplicaOptions.DEFAULT);
    assertTimes(target, 1, 3);
    assertProven(source, target);
  }

  /** The first times were made of commits that are gone; what follows from them stays. */
  @Test
  void goesOnWhenTheSourceHasLetGoOfItsFirstCommits() throws IOException {
    DeltaTableFixture source = table();
    FileTime odd = FileTime.from(FIRST.plusSeconds(600));
    Files.setLastModifiedTime(source.log("00000000000000000000.json"), odd);
    Location target = Location.of(target());
    clone(source, target, STAMPED);
    assertThat(text(target, "_delta_log/00000000000000000002.json"))
        .as("a clock that went back")
        .contains("\"inCommitTimestamp\":%d}".formatted(odd.toMillis() + 2));
    assertProven(source, target);
    LocalCheckpoint.write(
        source.log("00000000000000000001.checkpoint.parquet"), "orders-id", List.of("a:10"));
    clone(source, target, ReplicaOptions.DEFAULT);
    Files.delete(source.log("00000000000000000000.json"));
    source.append("c", 3);
    clone(source, target, ReplicaOptions.DEFAULT);
    assertThat(text(target, "_delta_log/00000000000000000003.json"))
        .contains("\"inCommitTimestamp\":%d}".formatted(odd.toMillis() + 3));
    assertProven(source, target);
  }

  @Test
  void seesATimeThatIsAnother() throws IOException {
    DeltaTableFixture source = table();
    Location target = Location.of(target());
    clone(source, target, STAMPED);
    String commit = "_delta_log/00000000000000000001.json";
    Files.writeString(
        target().resolve(commit), text(target, commit).replace("1740787260000}", "1740787260001}"));
    assertThat(new DeltaCheck(Progress.NONE).check(source.location(), target).text())
        .startsWith("* _delta_log/00000000000000000001.json  (same size, other content)");
  }

  @Test
  void changesNothingWhereCommitsBearTimesAlready() throws IOException {
    DeltaTableFixture source =
        new DeltaTableFixture(folder.resolve("orders"))
            .commit(
                "{\"commitInfo\":{\"inCommitTimestamp\":1740787200000}}",
                PROTOCOL,
                metadataWithSchema("orders-id"));
    Location target = Location.of(target());
    clone(source, target, STAMPED);
    assertThat(target().resolve("_delta_log/00000000000000000000.json"))
        .hasSameBinaryContentAs(source.log("00000000000000000000.json"));
    assertProven(source, target);
  }

  @Test
  void isDecidedWhenAReplicaBegins() {
    DeltaTableFixture source = table();
    Location target = Location.of(target());
    clone(source, target, ReplicaOptions.DEFAULT);
    assertThatThrownBy(() -> plan(source, target, STAMPED))
        .hasMessage(
            "Cannot clone %s: %s has been begun with the source's commits byte for byte, so no times can be put into them."
                .formatted(source.folder(), target()));
  }

  @Test
  void beginsItsTimesAnewWithItsHistory() throws IOException {
    DeltaTableFixture source = table();
    Location target = Location.of(target());
    clone(source, target, STAMPED);
    source.append("c", 3).append("d", 4);
    LocalCheckpoint.write(
        source.log("00000000000000000004.checkpoint.parquet"),
        "orders-id",
        List.of("a:10", "b:20", "c:3", "d:4"));
    for (int version = 0; version < 4; version++) {
      Files.delete(source.log("%020d.json".formatted(version)));
    }
    clone(source, target, ReplicaOptions.DEFAULT.with(ReplicaOptions.Gap.REBASE));
    assertProven(source, target);
    assertTimes(target, 4, 4);
    assertThat(new DeltaCheck(Progress.NONE).check(source.location(), target).exitCode())
        .isEqualTo(ExitCode.OK);
  }
}
