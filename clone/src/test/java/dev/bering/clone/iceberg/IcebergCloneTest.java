package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionStatsHandler;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas are read by Iceberg's own library, after the source is gone. */
class IcebergCloneTest extends IcebergReplicaCase {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void carriesAllSnapshotsOfEveryFormat(int format) throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), format);
    fixture.append("a", 1, 2, 3);
    fixture.append("b", 4, 5);
    fixture.table.newDelete().deleteFromRowFilter(Expressions.equal("dept", "a")).commit();
    fixture.append("c", 6);
    assertThat(IcebergFixture.rows(fixture.table)).hasSize(4);
    assertReplica(fixture.table);
  }

  @Test
  void carriesPartitionsWhoseValuesNeedEscapingAndTheirEvolution() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2, IcebergFixture.BY_DEPT, Map.of());
    fixture.append("a,b c", 1, 2);
    fixture.append("x=y%2F&ä/ü", 3);
    fixture.table.updateSchema().addColumn("note", Types.StringType.get()).commit();
    fixture.table.updateSpec().addField(Expressions.bucket("id", 4)).commit();
    fixture.append("100% sure", 4);
    fixture.table.updateSchema().renameColumn("note", "remark").commit();
    assertReplica(fixture.table);
  }

  @Test
  void carriesBranchesAndTags() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1);
    fixture
        .table
        .manageSnapshots()
        .createTag("first", fixture.table.currentSnapshot().snapshotId())
        .createBranch("audit")
        .commit();
    DataFile file = fixture.write("b", 7);
    fixture.table.newAppend().appendFile(file).toBranch("audit").commit();
    fixture.append("c", 2);
    Table replica = assertReplica(fixture.table);
    assertThat(IcebergFixture.rows(replica, replica.snapshot("audit").snapshotId()))
        .containsExactly("1|a", "7|b");
  }

  @Test
  void keepsRowLineage() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 3);
    fixture.append("a", 1, 2);
    fixture.append("b", 3);
    List<Long> firstRowIds = firstRowIds(fixture.table);
    Table replica = assertReplica(fixture.table);
    assertThat(firstRowIds(replica)).isEqualTo(firstRowIds).containsExactly(0L, 2L);
  }

  private static List<Long> firstRowIds(Table table) throws IOException {
    try (var tasks = table.newScan().planFiles()) {
      return Stream.of(tasks)
          .flatMap(all -> java.util.stream.StreamSupport.stream(all.spliterator(), false))
          .map(task -> task.file().firstRowId())
          .sorted()
          .toList();
    }
  }

  @Test
  void carriesStatistics() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2, IcebergFixture.BY_DEPT, Map.of());
    fixture.append("a", 1, 2);
    fixture.addStatistics();
    fixture
        .table
        .updatePartitionStatistics()
        .setPartitionStatistics(PartitionStatsHandler.computeAndWriteStatsFile(fixture.table))
        .commit();
    Table replica = assertReplica(fixture.table);
    assertThat(replica.statisticsFiles()).hasSize(1);
    assertThat(replica.partitionStatisticsFiles()).hasSize(1);
  }

  /** apache/iceberg issue 14458: Iceberg's own copy plan leaves such files out. */
  @Test
  void carriesLiveFilesWhoseSnapshotHasExpired() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1, 2);
    fixture.append("b", 3);
    fixture.table.rewriteManifests().clusterBy(file -> 1).commit();
    Snapshot last = fixture.table.currentSnapshot();
    fixture
        .table
        .expireSnapshots()
        .expireOlderThan(last.timestampMillis() + 1)
        .retainLast(1)
        .commit();
    Table replica = assertReplica(fixture.table);
    assertThat(replica.snapshots()).hasSize(1);
    assertThat(IcebergFixture.rows(replica, replica.currentSnapshot().snapshotId()))
        .containsExactly("1|a", "2|a", "3|b");
  }

  @Test
  void readsCompressedMetadataAndTablesWithoutAHint() throws Exception {
    IcebergFixture fixture =
        IcebergFixture.create(
            source(),
            2,
            PartitionSpec.unpartitioned(),
            Map.of("write.metadata.compression-codec", "gzip"));
    fixture.append("a", 1, 2);
    Path metadata = source().resolve("metadata");
    assertThat(metadata.resolve("v2.gz.metadata.json")).exists();
    Files.delete(metadata.resolve("version-hint.text"));
    assertThat(plan(source(), target()).notes())
        .extracting(Note::text)
        .contains(
            "no catalog was asked: v2.gz.metadata.json has the highest number of the metadata"
                + " files");
    assertReplica(fixture.table);
  }

  @Test
  void goesOnWhereItStoppedAndCopiesOnlyWhatIsNew() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile one = fixture.append("a", 1, 2);
    fixture.deleteFirst(FileFormat.PARQUET, "a", one);
    assertThat(cloned().files().count()).isEqualTo(1);
    fixture.append("b", 3);
    fixture.table.rewriteManifests().clusterBy(file -> 1).commit();
    ClonePlan plan = cloned();
    assertThat(plan.files().count()).isEqualTo(1);
    assertThat(plan.targetState())
        .hasValueSatisfying(state -> assertThat(state).contains("v3.metadata.json"));
    assertReplica(fixture.table);
  }

  /** Format 1 allows a snapshot to name its manifests itself. */
  @Test
  void carriesSnapshotsWithoutAManifestList() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 1);
    fixture.append("a", 1, 2);
    fixture.append("b", 3);
    Path metadata = source().resolve("metadata/v3.metadata.json");
    String json = Files.readString(metadata);
    for (Snapshot snapshot : fixture.table.snapshots()) {
      String manifests =
          snapshot.allManifests(fixture.table.io()).stream()
              .map(manifest -> "\"" + manifest.path() + "\"")
              .collect(java.util.stream.Collectors.joining(","));
      json =
          json.replace(
              "\"manifest-list\":\"%s\"".formatted(snapshot.manifestListLocation()),
              "\"manifests\":[%s]".formatted(manifests));
    }
    assertThat(json).doesNotContain("manifest-list");
    Files.writeString(metadata, json);
    Files.delete(source().resolve("metadata/.v3.metadata.json.crc"));
    Map<Long, List<String>> rows = IcebergFixture.rows(IcebergFixture.load(source()));
    cloned();
    assertThat(check().entries()).isEmpty();
    assertThat(plan(source(), target()).isEmpty()).isTrue();
    delete(folder.resolve("source"));
    assertThat(IcebergFixture.rows(IcebergFixture.load(target()))).isEqualTo(rows);
  }

  @Test
  void carriesTheNameMappingOfImportedFiles() throws Exception {
    String mapping = "[{\"field-id\":1,\"names\":[\"id\"]},{\"field-id\":2,\"names\":[\"dept\"]}]";
    IcebergFixture fixture =
        IcebergFixture.create(
            source(),
            2,
            PartitionSpec.unpartitioned(),
            Map.of("schema.name-mapping.default", mapping));
    fixture.append("a", 1);
    Table replica = assertReplica(fixture.table);
    assertThat(replica.properties().get("schema.name-mapping.default")).isEqualTo(mapping);
  }

  @Test
  void makesATableThatGoesOnByItself() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile file = fixture.append("a", 1, 2, 3);
    fixture.deleteFirst(FileFormat.PARQUET, "a", file);
    IcebergFixture replica = new IcebergFixture(assertReplica(fixture.table));
    DataFile carried;
    try (var tasks = replica.table.newScan().planFiles()) {
      carried = tasks.iterator().next().file();
    }
    replica.append("b", 4);
    replica.deleteEqual("a", 2);
    replica
        .table
        .expireSnapshots()
        .expireOlderThan(replica.table.currentSnapshot().timestampMillis() + 1)
        .retainLast(1)
        .commit();
    assertThat(IcebergFixture.rows(replica.table).values()).containsExactly(List.of("3|a", "4|b"));
    replica.table.newDelete().deleteFile(carried).commit();
    assertThat(IcebergFixture.rows(replica.table, replica.table.currentSnapshot().snapshotId()))
        .containsExactly("4|b");
  }

  @Test
  void carriesAnEmptyTable() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    assertReplica(fixture.table);
  }
}
