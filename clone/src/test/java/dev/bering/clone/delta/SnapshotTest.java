package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.add;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.FileCopy;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaTableFixture;
import dev.bering.tables.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-02-01T12:00:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  private Path target() {
    return folder.resolve("target");
  }

  private ClonePlan plan(DeltaTableFixture source, SnapshotOptions options) {
    return new SnapshotPlanner(Progress.NONE, Stores::open, NOON)
        .plan(source.location(), Location.of(target()), options);
  }

  private CloneReport clone(DeltaTableFixture source, SnapshotOptions options) {
    return new CloneRunner(Progress.NONE).run(plan(source, options));
  }

  private static SnapshotOptions version(long version) {
    return new SnapshotOptions(new SnapshotOptions.AsOf.Version(version), Map.of());
  }

  private static SnapshotOptions with(String key, String value) {
    return new SnapshotOptions(new SnapshotOptions.AsOf.Newest(), Map.of(key, value));
  }

  private DeltaTableFixture orders() {
    return DeltaTableFixture.create(folder.resolve("orders"), "orders-id")
        .append("a.parquet", 10)
        .append("b.parquet", 20);
  }

  private List<ObjectNode> commit(long version) throws IOException {
    List<ObjectNode> actions = new ArrayList<>();
    new LogReader(Stores.open(Location.of(target())))
        .readTrees("_delta_log/%020d.json".formatted(version), actions::add);
    return actions;
  }

  private List<String> names(long version) throws IOException {
    return commit(version).stream().map(action -> action.fieldNames().next()).toList();
  }

  private ObjectNode action(long version, String name) throws IOException {
    return commit(version).stream()
        .filter(action -> action.has(name))
        .map(action -> (ObjectNode) action.get(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void makesOneCommitOfTheNewestVersion() throws IOException {
    DeltaTableFixture source =
        orders()
            .commit(remove("a.parquet"))
            .commit(
                "{\"txn\":{\"appId\":\"stream-1\",\"version\":7,\"lastUpdated\":1}}",
                "{\"domainMetadata\":{\"domain\":\"d\",\"configuration\":\"{}\",\"removed\":false}}",
                "{\"domainMetadata\":{\"domain\":\"gone\",\"configuration\":\"{}\",\"removed\":true}}");
    CloneReport report = clone(source, SnapshotOptions.DEFAULT);
    assertThat(report.copiedFileCount()).isEqualTo(1);
    assertThat(names(0))
        .containsExactly(
            "commitInfo", "protocol", "metaData", "domainMetadata", "add", "txn", "txn");
    assertThat(action(0, "add").path("path").asText()).isEqualTo("b.parquet");
    assertThat(action(0, "metaData").path("id").asText()).isNotEqualTo("orders-id");
    assertThat(commit(0).get(6))
        .hasToString(
            "{\"txn\":{\"appId\":\"bering.clone:orders-id\",\"version\":4,\"lastUpdated\":1769947200000}}");
    assertThat(action(0, "commitInfo").path("operationParameters"))
        .hasToString(
            "{\"source\":\"%s\",\"sourceVersion\":\"4\",\"isShallow\":\"false\"}"
                .formatted(source.folder()));
    assertThat(target().resolve("a.parquet")).doesNotExist();
  }

  @Test
  void takesAnyVersionAndTime() throws IOException {
    DeltaTableFixture source = orders().commit(remove("a.parquet"));
    assertThat(plan(source, version(1)).files())
        .extracting(FileCopy::target)
        .containsExactly("a.parquet");
    Instant betweenTwoAndThree = Instant.parse("2025-03-01T00:02:30Z");
    ClonePlan plan =
        plan(
            source,
            new SnapshotOptions(new SnapshotOptions.AsOf.Time(betweenTwoAndThree), Map.of()));
    assertThat(plan.sourceState()).isEqualTo("version 2");
    assertThat(plan.files()).extracting(FileCopy::target).containsExactly("a.parquet", "b.parquet");
    assertThat(plan.text()).contains("note   the source is at version 3 already");
  }

  @Test
  void turnsWhatWasClonedIntoWhatIsAskedForInOneCommit() throws IOException {
    DeltaTableFixture source = orders();
    clone(source, SnapshotOptions.DEFAULT);
    assertThat(clone(source, SnapshotOptions.DEFAULT).text())
        .isEqualToNormalizingNewlines(
            "= %s is at version 2 already: nothing copied\n".formatted(target()));

    source.append("c.parquet", 5).commit(remove("a.parquet"));
    ClonePlan plan = plan(source, SnapshotOptions.DEFAULT);
    assertThat(plan.targetState()).contains("version 2 of the source");
    assertThat(plan.files()).extracting(FileCopy::target).containsExactly("c.parquet");
    new CloneRunner(Progress.NONE).run(plan);
    assertThat(names(1)).containsExactly("commitInfo", "remove", "add", "txn");
    assertThat(action(1, "remove"))
        .hasToString(
            "{\"path\":\"a.parquet\",\"deletionTimestamp\":1769947200000,\"dataChange\":true,"
                + "\"extendedFileMetadata\":true,\"partitionValues\":{},\"size\":10}");

    assertThat(clone(source, version(2)).copiedFileCount())
        .as("the removed file is still there")
        .isZero();
    assertThat(names(2)).containsExactly("commitInfo", "add", "remove", "txn");
  }

  @Test
  void carriesNewRulesAndTransactionsWithoutAnyNewFile() throws IOException {
    DeltaTableFixture source = orders();
    clone(source, SnapshotOptions.DEFAULT);
    source.commit("{\"txn\":{\"appId\":\"stream-1\",\"version\":8}}");
    clone(source, SnapshotOptions.DEFAULT);
    assertThat(names(1)).containsExactly("commitInfo", "txn", "txn");
    clone(source, with("delta.logRetentionDuration", "interval 90 days"));
    assertThat(names(2)).containsExactly("commitInfo", "metaData", "txn");
    assertThat(action(2, "metaData").path("id")).isEqualTo(action(0, "metaData").path("id"));
    assertThat(action(2, "metaData").path("configuration"))
        .hasToString("{\"delta.logRetentionDuration\":\"interval 90 days\"}");
  }

  @Test
  void keepsEveryFieldOfAFileAndItsNumbersAsTheyAre() throws IOException {
    DeltaTableFixture source = orders();
    source
        .file("p=1/z.parquet", 3)
        .commit(
            "{\"add\":{\"path\":\"p=1/z.parquet\",\"partitionValues\":{\"p\":\"1\",\"q\":null},"
                + "\"size\":3,\"modificationTime\":12,\"dataChange\":false,"
                + "\"stats\":\"{\\\"numRecords\\\":1,\\\"maxValues\\\":{\\\"x\\\":1.50}}\","
                + "\"tags\":{\"t\":\"1\"},\"baseRowId\":9,\"defaultRowCommitVersion\":3,"
                + "\"clusteringProvider\":\"liquid\",\"unheardOf\":1.10}}");
    clone(source, SnapshotOptions.DEFAULT);
    assertThat(commit(0).stream().filter(action -> action.has("add")).skip(2).findFirst())
        .map(Object::toString)
        .contains(
            "{\"add\":{\"path\":\"p=1/z.parquet\",\"partitionValues\":{\"p\":\"1\",\"q\":null},"
                + "\"size\":3,\"modificationTime\":12,\"dataChange\":true,"
                + "\"stats\":\"{\\\"numRecords\\\":1,\\\"maxValues\\\":{\\\"x\\\":1.50}}\","
                + "\"tags\":{\"t\":\"1\"},\"baseRowId\":9,\"defaultRowCommitVersion\":0,"
                + "\"clusteringProvider\":\"liquid\",\"unheardOf\":1.10}}");
  }

  @Test
  void refusesAVersionThatIsNotThere() throws IOException {
    DeltaTableFixture source = orders();
    assertThatThrownBy(() -> plan(source, version(9)))
        .hasMessage(
            "Cannot clone %s at version 9: its newest version is 2.".formatted(source.folder()));
    assertThatThrownBy(
            () ->
                plan(
                    source,
                    new SnapshotOptions(
                        new SnapshotOptions.AsOf.Time(Instant.parse("2020-01-01T00:00:00Z")),
                        Map.of())))
        .hasMessage(
            "Cannot clone %s as of 2020-01-01T00:00:00Z: its oldest retained commit is younger."
                .formatted(source.folder()));
    Files.delete(source.log("00000000000000000000.json"));
    assertThatThrownBy(() -> plan(source, version(1)))
        .hasMessage(
            "Cannot clone %s at version 1: its log no longer has commit 0."
                .formatted(source.folder()));
  }

  @Test
  void refusesAVersionWhoseFilesAreGone() throws IOException {
    DeltaTableFixture source = orders().commit(remove("a.parquet"));
    Files.delete(source.folder().resolve("a.parquet"));
    assertThatThrownBy(() -> plan(source, version(1)))
        .hasMessage(
            "Cannot clone %s: the version needs 1 file that is not there, such as a.parquet."
                .formatted(source.folder()));
    assertThat(target()).doesNotExist();
  }

  @Test
  void refusesPropertiesThatTheFilesOrTheProtocolDoNotAllow() {
    DeltaTableFixture source = orders();
    UserException e =
        catchThrowableOfType(
            UserException.class,
            () ->
                plan(
                    source,
                    new SnapshotOptions(
                        new SnapshotOptions.AsOf.Newest(),
                        Map.of(
                            "delta.columnMapping.mode", "name",
                            "delta.enableDeletionVectors", "true",
                            "delta.feature.x", "supported"))));
    assertThat(e.problems())
        .extracting(Problem::message)
        .containsExactly(
            "Cannot set 'delta.columnMapping.mode' on a clone of %s: it is bound to the table's files or protocol."
                .formatted(source.folder()),
            "Cannot set 'delta.enableDeletionVectors' on a clone of %s: the table's protocol does not have feature 'deletionVectors'."
                .formatted(source.folder()),
            "Cannot set 'delta.feature.x' on a clone of %s: it is bound to the table's files or protocol."
                .formatted(source.folder()));
  }

  @Test
  void refusesATargetThatIsAReplicaOrAnotherTableOrWrittenTo() {
    DeltaTableFixture source = orders();
    new CloneRunner(Progress.NONE)
        .run(
            new ReplicaPlanner(Progress.NONE)
                .plan(source.location(), Location.of(folder.resolve("replica"))));
    assertThatThrownBy(
            () ->
                new SnapshotPlanner(Progress.NONE)
                    .plan(
                        source.location(),
                        Location.of(folder.resolve("replica")),
                        SnapshotOptions.DEFAULT))
        .hasMessage(
            "Cannot clone %s: %s is a replica of it, with the source's own history."
                .formatted(source.folder(), folder.resolve("replica")));

    clone(source, SnapshotOptions.DEFAULT);
    DeltaTableFixture users =
        DeltaTableFixture.create(folder.resolve("users"), "users-id").append("u", 1);
    assertThatThrownBy(() -> plan(users, SnapshotOptions.DEFAULT))
        .hasMessageMatching(
            "Cannot clone \\S+users: \\S+target is another table \\(id [0-9a-f-]{36}, the source has id users-id\\)\\.");

    new DeltaTableFixture(target()).logFile("00000000000000000001.json", add("x", 1) + "\n");
    assertThatThrownBy(() -> plan(source, SnapshotOptions.DEFAULT))
        .hasMessage(
            "Cannot clone to %s: its _delta_log/00000000000000000001.json is not the source's, so somebody has written to one of the two."
                .formatted(target()));
  }

  @Test
  void renewsWhatTheSourceSaysOfAFileAndCopiesNothing() throws IOException {
    DeltaTableFixture source = orders();
    clone(source, SnapshotOptions.DEFAULT);
    source.commit(add("a.parquet", 10).replace("\"size\"", "\"baseRowId\":5,\"size\""));
    assertThat(clone(source, SnapshotOptions.DEFAULT).copiedFileCount()).isZero();
    assertThat(names(1)).containsExactly("commitInfo", "add", "txn");
    assertThat(action(1, "add").path("baseRowId").asInt()).isEqualTo(5);
    assertThat(action(1, "add").path("dataChange").asBoolean()).isFalse();
  }

  @Test
  void countsCommitTimesUpAndSaysWhereTheyBegin() throws IOException {
    DeltaTableFixture source = orders();
    clone(source, SnapshotOptions.DEFAULT);
    source.commit(
        "{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":7,\"writerFeatures\":[\"inCommitTimestamp\"]}}",
        DeltaTableFixture.metadata("orders-id")
            .replace(
                "\"configuration\":{}",
                "\"configuration\":{\"delta.enableInCommitTimestamps\":\"true\",\"delta.inCommitTimestampEnablementVersion\":\"3\",\"delta.inCommitTimestampEnablementTimestamp\":\"9\"}"));
    clone(source, SnapshotOptions.DEFAULT);
    assertThat(action(1, "metaData").path("configuration"))
        .hasToString(
            "{\"delta.enableInCommitTimestamps\":\"true\",\"delta.inCommitTimestampEnablementVersion\":\"1\",\"delta.inCommitTimestampEnablementTimestamp\":\"1769947200000\"}");
    source.append("c.parquet", 1);
    clone(source, SnapshotOptions.DEFAULT);
    assertThat(action(2, "commitInfo").path("inCommitTimestamp").asLong())
        .as("the clock stands still")
        .isEqualTo(1769947200001L);
    assertThat(names(2)).containsExactly("commitInfo", "add", "txn");
  }

  @Test
  void refusesAWayBackThatLeavesTransactionsAhead() {
    DeltaTableFixture source = orders().commit("{\"txn\":{\"appId\":\"stream-1\",\"version\":8}}");
    clone(source, SnapshotOptions.DEFAULT);
    assertThatThrownBy(() -> plan(source, version(1)))
        .hasMessage(
            "Cannot clone %s to %s: it knows of transactions of 'stream-1', which began after version 1."
                .formatted(source.folder(), target()));
  }

  @Test
  void isNoReplicaToTheCheck() {
    DeltaTableFixture source = orders();
    clone(source, SnapshotOptions.DEFAULT);
    assertThatThrownBy(
            () -> new DeltaCheck(Progress.NONE).check(source.location(), Location.of(target())))
        .hasMessage(
            "Cannot check %s: %s is a snapshot of it, with a history and a log of its own."
                .formatted(source.folder(), target()));
  }
}
