package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.Note;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionStatsHandler;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas are read by Iceberg's own library, after the source is gone. */
class IcebergCloneTest {

  @TempDir Path folder;

  private Path source() {
    return folder.resolve("source/orders");
  }

  private Path target() {
    return folder.resolve("replica/orders");
  }

  private static ClonePlan plan(Path source, Path target) {
    return new IcebergPlanner(Progress.NONE)
        .plan(Location.of(source), Location.of(target), IcebergOptions.DEFAULT);
  }

  private ClonePlan cloned() {
    try (ClonePlan plan = plan(source(), target())) {
      new CloneRunner(Progress.NONE).run(plan);
      return plan;
    }
  }

  private CheckReport check() {
    return new IcebergCheck(Progress.NONE)
        .check(Location.of(source()), Location.of(target()), IcebergOptions.DEFAULT);
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Clones, compares, takes the source away and reads every snapshot of the replica. */
  private Table assertReplica(Table source) throws IOException {
    source.refresh();
    Map<Long, List<String>> rows = IcebergFixture.rows(source);
    cloned();
    assertThat(check().entries()).isEmpty();
    assertThat(check().exitCode()).isEqualTo(ExitCode.OK);
    assertThat(plan(source(), target()).isEmpty()).isTrue();
    delete(folder.resolve("source"));
    Table replica = IcebergFixture.load(target());
    assertThat(IcebergFixture.rows(replica)).isEqualTo(rows);
    IcebergFixture.assertLengthsTrue(replica);
    assertThat(replica.refs()).isEqualTo(source.refs());
    assertThat(replica.history()).isEqualTo(source.history());
    assertThat(replica.uuid()).isEqualTo(source.uuid());
    assertThat(replica.spec()).isEqualTo(source.spec());
    assertThat(replica.schema().asStruct()).isEqualTo(source.schema().asStruct());
    return replica;
  }

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

  @ParameterizedTest
  @ValueSource(strings = {"PARQUET", "AVRO"})
  void rewritesPositionDeletes(String format) throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2, IcebergFixture.BY_DEPT, Map.of());
    DataFile one = fixture.append("a", 1, 2, 3);
    DataFile two = fixture.append("a", 4, 5);
    fixture.deleteFirst(FileFormat.valueOf(format), "a", one, two);
    fixture.deleteFirst(FileFormat.valueOf(format), "a", one);
    List<String> expected =
        bounds(fixture.table).stream()
            .map(path -> path.replace(source().toString(), "file://" + target()))
            .toList();
    assertThat(expected).hasSize(format.equals("PARQUET") ? 1 : 0);
    Table replica = assertReplica(fixture.table);
    assertThat(IcebergFixture.rows(replica, replica.currentSnapshot().snapshotId()))
        .containsExactly("2|a", "3|a", "5|a");
    List<DeleteFile> deletes = IcebergFixture.deletes(replica, FileContent.POSITION_DELETES);
    assertThat(deletes).hasSize(2);
    // The bounds of a delete of one file alone tell readers which file it is.
    assertThat(bounds(replica)).isEqualTo(expected);
  }

  /** The paths by which delete files of one data file are found, as far as they have bounds. */
  private static List<String> bounds(Table table) throws IOException {
    return IcebergFixture.deletes(table, FileContent.POSITION_DELETES).stream()
        .map(IcebergFixture::pathBound)
        .filter(path -> !path.isEmpty())
        .toList();
  }

  @Test
  void carriesEqualityDeletes() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1, 2, 3);
    fixture.deleteEqual("a", 2);
    fixture.append("a", 2);
    Table replica = assertReplica(fixture.table);
    assertThat(IcebergFixture.rows(replica, replica.currentSnapshot().snapshotId()))
        .containsExactly("1|a", "2|a", "3|a");
    assertThat(IcebergFixture.deletes(replica, FileContent.EQUALITY_DELETES)).hasSize(1);
  }

  @Test
  void carriesDeletionVectorsThatShareAFileAndThePositionDeletesFromBeforeTheUpgrade()
      throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile old = fixture.append("a", 1, 2, 3);
    fixture.deleteFirst(FileFormat.PARQUET, "a", old);
    fixture.table.updateProperties().set("format-version", "3").commit();
    DataFile one = fixture.append("b", 10, 11);
    DataFile two = fixture.append("c", 20, 21);
    List<DeleteFile> vectors = fixture.deleteFirstByVector("b", one, two);
    assertThat(vectors)
        .extracting(DeleteFile::location)
        .hasSize(2)
        .containsOnly(vectors.get(0).location());
    byte[] bytes = Files.readAllBytes(Path.of(IcebergFixture.local(vectors.get(0).location())));
    Table replica = assertReplica(fixture.table);
    assertThat(IcebergFixture.rows(replica, replica.currentSnapshot().snapshotId()))
        .containsExactlyInAnyOrder("11|b", "2|a", "21|c", "3|a");
    List<DeleteFile> carried =
        IcebergFixture.deletes(replica, FileContent.POSITION_DELETES).stream()
            .filter(file -> file.format() == FileFormat.PUFFIN)
            .toList();
    assertThat(carried)
        .extracting(DeleteFile::contentOffset)
        .containsExactlyInAnyOrderElementsOf(
            vectors.stream().map(DeleteFile::contentOffset).toList());
    assertThat(carried)
        .allSatisfy(file -> assertThat(file.referencedDataFile()).startsWith("file://" + target()));
    assertThat(Files.readAllBytes(Path.of(IcebergFixture.local(carried.get(0).location()))))
        .isEqualTo(bytes);
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
            "no catalog was asked: v2.gz.metadata.json has the highest number of the metadata files");
    assertReplica(fixture.table);
  }

  @Test
  void bringsFilesOfOtherPlacesBelowTheReplica() throws Exception {
    Path data = folder.resolve("source/pool");
    IcebergFixture fixture =
        IcebergFixture.create(
            source(), 2, IcebergFixture.BY_DEPT, Map.of("write.data.path", data.toString()));
    fixture.append("a", 1, 2);
    DataFile imported =
        fixture.writeAt(folder.resolve("source/legacy hive/p=1, 2/f.parquet"), "b", 3, 4);
    fixture.table.newAppend().appendFile(imported).commit();
    fixture.deleteFirst(FileFormat.PARQUET, "b", imported);
    Table replica = assertReplica(fixture.table);
    assertThat(replica.properties().get("write.data.path")).startsWith("file://" + target());
    assertThat(IcebergFixture.rows(replica, replica.currentSnapshot().snapshotId()))
        .containsExactly("1|a", "2|a", "4|b");
  }

  @Test
  void keepsPositionDeletesInOrderWhereManyPrefixesMoveThem() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile first = fixture.writeAt(folder.resolve("source/aaa/f.parquet"), "a", 1, 2);
    DataFile second = fixture.writeAt(folder.resolve("source/bbb/f.parquet"), "b", 3, 4);
    fixture.table.newAppend().appendFile(first).appendFile(second).commit();
    fixture.deleteFirst(FileFormat.PARQUET, "a", first, second);
    IcebergOptions swapped =
        new IcebergOptions(
            Map.of(),
            Map.of(
                folder.resolve("source/aaa").toString(),
                Location.of(target().resolve("data/z")),
                "file://" + folder.resolve("source/bbb/"),
                Location.of(target().resolve("data/y"))));
    try (ClonePlan plan =
        new IcebergPlanner(Progress.NONE)
            .plan(Location.of(source()), Location.of(target()), swapped)) {
      new CloneRunner(Progress.NONE).run(plan);
    }
    assertThat(target().resolve("data/z/f.parquet")).exists();
    delete(folder.resolve("source"));
    Table replica = IcebergFixture.load(target());
    assertThat(IcebergFixture.rows(replica, replica.currentSnapshot().snapshotId()))
        .containsExactly("2|a", "4|b");
    IcebergFixture.assertLengthsTrue(replica);
    DeleteFile deletes = IcebergFixture.deletes(replica, FileContent.POSITION_DELETES).get(0);
    assertThat(IcebergFixture.deletedPaths(replica, deletes))
        .containsExactly(
            "file://" + target() + "/data/y/f.parquet", "file://" + target() + "/data/z/f.parquet");
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

  @Test
  void bringsSeveralSpellingsOfOnePlaceTogether() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1, 2);
    DataFile other = fixture.writeAt("file:" + source().resolve("data/other.parquet"), "b", 3, 4);
    fixture.table.newAppend().appendFile(other).commit();
    fixture.deleteFirst(FileFormat.PARQUET, "b", other);
    fixture.table.updateProperties().set("my.backup", source() + "/backup").commit();
    assertThat(plan(source(), target()).notes())
        .extracting(Note::text)
        .contains(
            "files are spelled in several ways (/ and file:/) and in the replica in one, so a position delete that misses its file at the source for that reason finds it here",
            "1 property names the source's location, and the replica keeps it: my.backup");
    Table replica = assertReplica(fixture.table);
    assertThat(IcebergFixture.rows(replica, replica.currentSnapshot().snapshotId()))
        .containsExactly("1|a", "2|a", "4|b");
  }

  /** More files than are asked for one by one, in places that are listed in different ways. */
  @Test
  void findsManyFilesByListing() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    AppendFiles append = fixture.table.newAppend();
    for (int i = 0; i < 1_200; i++) {
      Path place = folder.resolve(i % 2 == 0 ? "source/orders/data/f-" : "source/other/f-");
      Path file = Path.of(place + Integer.toString(i) + ".parquet");
      Files.createDirectories(file.getParent());
      Files.writeString(file, "file " + i);
      append.appendFile(
          DataFiles.builder(fixture.table.spec())
              .withPath(file.toString())
              .withFileSizeInBytes(Files.size(file))
              .withRecordCount(1)
              .build());
    }
    append.commit();
    ClonePlan plan = cloned();
    assertThat(plan.files().count()).isEqualTo(1_200);
    assertThat(plan.relocations()).hasSize(1);
    assertThat(plan(source(), target()).isEmpty()).isTrue();
    CheckReport report = check();
    assertThat(report.entries()).isEmpty();
    assertThat(report.sameCount()).isEqualTo(1_200 + 4);
    Files.delete(folder.resolve("source/other/f-1.parquet"));
    assertThat(check().text()).contains("f-1.parquet  (gone at the source, where it is needed)");
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

  /** A catalog keeps the name of the current metadata to itself, and so does the source here. */
  @Test
  void clonesATableOfAJdbcCatalog() throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("catalog.db");
    try (JdbcCatalog catalog = new JdbcCatalog()) {
      catalog.setConf(new org.apache.hadoop.conf.Configuration());
      catalog.initialize(
          "lake", Map.of("uri", url, "warehouse", folder.resolve("source").toString()));
      TableIdentifier name = TableIdentifier.of("sales", "orders");
      catalog.createNamespace(name.namespace());
      IcebergFixture fixture = new IcebergFixture(catalog.createTable(name, IcebergFixture.SCHEMA));
      DataFile file = fixture.append("a", 1, 2, 3);
      fixture.deleteFirst(FileFormat.PARQUET, "a", file);
      Map<Long, List<String>> rows = IcebergFixture.rows(fixture.table);
      IcebergSource source =
          new JdbcCatalogTable(() -> DriverManager.getConnection(url), "lake", "sales", "orders");
      IcebergPlanner planner = new IcebergPlanner(Progress.NONE);
      new CloneRunner(Progress.NONE)
          .run(planner.plan(source, Location.of(target()), IcebergOptions.DEFAULT));
      fixture.append("b", 4);
      rows.put(
          fixture.table.currentSnapshot().snapshotId(),
          IcebergFixture.rows(fixture.table, fixture.table.currentSnapshot().snapshotId()));
      ClonePlan plan = planner.plan(source, Location.of(target()), IcebergOptions.DEFAULT);
      assertThat(plan.files().count()).isEqualTo(1);
      assertThat(plan.sourceState()).matches("snapshot \\d+ \\(00003-.*\\.metadata\\.json\\)");
      new CloneRunner(Progress.NONE).run(plan);
      assertThat(
              new IcebergCheck(Progress.NONE)
                  .check(source, Location.of(target()), IcebergOptions.DEFAULT)
                  .entries())
          .isEmpty();
      delete(folder.resolve("source"));
      assertThat(IcebergFixture.rows(IcebergFixture.load(target()))).isEqualTo(rows);
      // Any catalog can take the replica over.
      Table registered =
          catalog.registerTable(
              TableIdentifier.of("sales", "replica"),
              target().resolve("metadata/v3.metadata.json").toString());
      assertThat(IcebergFixture.rows(registered)).isEqualTo(rows);
    }
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
