package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.DenyingStore;
import dev.bering.clone.Note;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, by name, before anything is written; and what is noted. */
class IcebergRefusalTest {

  @TempDir Path folder;

  private Path source() {
    return folder.resolve("orders");
  }

  private Path target() {
    return folder.resolve("replica");
  }

  private ClonePlan plan() {
    return plan(IcebergOptions.DEFAULT);
  }

  private ClonePlan plan(IcebergOptions options) {
    return new IcebergPlanner(Progress.NONE)
        .plan(Location.of(source()), Location.of(target()), options);
  }

  private void run() {
    new CloneRunner(Progress.NONE).run(plan());
  }

  private CheckReport check() {
    return new IcebergCheck(Progress.NONE)
        .check(Location.of(source()), Location.of(target()), IcebergOptions.DEFAULT);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::plan).isInstanceOf(UserException.class).hasMessage(message);
  }

  private Path metadata(int version) {
    return source().resolve("metadata/v%d.metadata.json".formatted(version));
  }

  /** Changes a text in a metadata file, and removes the checksum that Hadoop keeps of it. */
  private static void change(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  private static Path path(String location) {
    return Path.of(IcebergFixture.local(location));
  }

  @Test
  void refusesWhatIsNoTable() throws Exception {
    assertRefused("Cannot clone %s: nothing is there.".formatted(source()));
    Files.createDirectories(source());
    assertRefused(
        "Cannot clone %s: it has no metadata.json, so it is no Iceberg table.".formatted(source()));
  }

  @Test
  void refusesFormatsThatItDoesNotKnow() throws Exception {
    IcebergFixture.create(source(), 2);
    change(metadata(1), "\"format-version\":2", "\"format-version\":4");
    assertRefused(
        "Cannot clone %s: it is an Iceberg table of format version 4, and this version knows 1 to 3."
            .formatted(source()));
  }

  @Test
  void refusesEncryptedTables() throws Exception {
    IcebergFixture.create(source(), 3);
    change(
        metadata(1),
        "\"format-version\":3",
        "\"format-version\":3,\"encryption-keys\":[{\"key-id\":\"k\"}]");
    assertRefused(
        "Cannot clone %s: it is encrypted (its metadata has encryption-keys).".formatted(source()));
  }

  @Test
  void refusesAFolderWhoseNewestMetadataNobodyKnows() throws Exception {
    IcebergFixture.create(source(), 2);
    Files.delete(source().resolve("metadata/version-hint.text"));
    Path metadata = source().resolve("metadata");
    Files.copy(metadata(1), metadata.resolve("00001-b.metadata.json"));
    assertRefused(
        "Cannot clone %s: its metadata folder holds files of a catalog (metadata/00001-b.metadata.json) and of none (metadata/v1.metadata.json)."
            .formatted(source()));
    Files.move(metadata(1), metadata.resolve("00001-a.metadata.json"));
    assertRefused(
        "Cannot clone %s: 2 of its metadata files may be the newest, such as metadata/00001-a.metadata.json and metadata/00001-b.metadata.json."
            .formatted(source()));
    ClonePlan plan =
        new IcebergPlanner(Progress.NONE)
            .plan(
                Location.of(metadata.resolve("00001-b.metadata.json")),
                Location.of(target()),
                IcebergOptions.DEFAULT);
    assertThat(plan.sourceState()).isEqualTo("no snapshot (00001-b.metadata.json)");
  }

  @Test
  void refusesATableThatHasMovedUnlessToldSo() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(folder.resolve("old"), 2);
    DataFile file = fixture.append("a", 1, 2);
    fixture.deleteFirst(FileFormat.PARQUET, "a", file);
    Map<Long, List<String>> rows = IcebergFixture.rows(fixture.table);
    Files.move(folder.resolve("old"), source());
    assertRefused(
        "Cannot clone %s: its metadata says that the table is at %s."
            .formatted(source(), fixture.table.location()));
    new CloneRunner(Progress.NONE)
        .run(
            plan(
                new IcebergOptions(
                    Map.of(fixture.table.location(), Location.of(source())), Map.of())));
    assertThat(IcebergFixture.rows(IcebergFixture.load(target()))).isEqualTo(rows);
  }

  @Test
  void refusesALiveFileThatIsGone() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile file = fixture.append("a", 1, 2);
    Files.delete(path(file.location()));
    assertRefused(
        "Cannot clone %s: its branches and tags need 1 file that is not there, such as data/%s."
            .formatted(source(), path(file.location()).getFileName()));
    assertThat(target()).doesNotExist();
  }

  @Test
  void refusesALiveFileOfAnotherLength() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile file = fixture.append("a", 1, 2);
    Files.writeString(path(file.location()), "short");
    assertRefused(
        "Cannot clone %s: file data/%s has 5 bytes, but its manifest says %d."
            .formatted(source(), path(file.location()).getFileName(), file.fileSizeInBytes()));
  }

  @Test
  void carriesOnWhenFilesOfOldSnapshotsAreGoneAndFetchesThemWhenTheyAreBack() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile file = fixture.append("a", 1, 2);
    fixture.table.newDelete().deleteFromRowFilter(Expressions.equal("dept", "a")).commit();
    fixture.append("b", 3);
    byte[] bytes = Files.readAllBytes(path(file.location()));
    Files.delete(path(file.location()));
    String name = "data/" + path(file.location()).getFileName();
    assertThat(plan().notes())
        .extracting(Note::text)
        .contains("1 file of old snapshots is gone at the source, such as " + name);
    run();
    assertThat(plan().isEmpty()).isTrue();
    Files.write(path(file.location()), bytes);
    run();
    assertThat(target().resolve(name)).hasBinaryContent(bytes);
    assertThat(plan().isEmpty()).isTrue();
    assertThat(check().entries()).isEmpty();
  }

  @Test
  void refusesFilesThatNobodyMayLookAtWhicheverSnapshotNeedsThem() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile old = fixture.append("a", 1, 2);
    fixture.table.newDelete().deleteFromRowFilter(Expressions.equal("dept", "a")).commit();
    DataFile live = fixture.append("b", 3);
    Set<String> denied =
        Set.of(
            "data/" + path(old.location()).getFileName(),
            "data/" + path(live.location()).getFileName());
    IcebergPlanner planner =
        new IcebergPlanner(Progress.NONE, DenyingStore.at(Location.of(source()), denied));
    assertThatThrownBy(
            () ->
                planner.plan(Location.of(source()), Location.of(target()), IcebergOptions.DEFAULT))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .containsExactlyInAnyOrder(
                        "Cannot clone %s: no permission for %s, which only older snapshots need."
                            .formatted(source(), path(old.location())),
                        "Cannot clone %s: no permission for %s, which its branches and tags need."
                            .formatted(source(), path(live.location()))));
  }

  @Test
  void leavesOutOldSnapshotsThatCanNoLongerBeRead() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1, 2);
    Snapshot first = fixture.table.currentSnapshot();
    fixture.append("b", 3);
    Files.delete(path(first.manifestListLocation()));
    assertThat(plan().notes())
        .extracting(Note::text)
        .contains(
            "1 old snapshot can no longer be read at the source and is left out: "
                + first.snapshotId());
    run();
    Table replica = IcebergFixture.load(target());
    assertThat(replica.snapshots()).hasSize(1);
    assertThat(IcebergFixture.rows(replica, replica.currentSnapshot().snapshotId()))
        .containsExactly("1|a", "2|a", "3|b");
    assertThat(check().entries()).isEmpty();
  }

  @Test
  void refusesWhenABranchOrTagCanNoLongerBeRead() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1, 2);
    Snapshot first = fixture.table.currentSnapshot();
    fixture.table.manageSnapshots().createTag("kept", first.snapshotId()).commit();
    fixture.append("b", 3);
    ManifestFile manifest = first.allManifests(fixture.table.io()).get(0);
    Files.delete(path(manifest.path()));
    assertThatThrownBy(this::plan)
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "Cannot clone %s: snapshot %d, at which a branch, a tag or the table stands, needs %s, which is not there."
                .formatted(source(), first.snapshotId(), manifest.path()));
  }

  @Test
  void refusesAManifestThatIsShortOfFiles() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1);
    Snapshot first = fixture.table.currentSnapshot();
    fixture.append("b", 2);
    ManifestFile manifest =
        fixture.table.currentSnapshot().dataManifests(fixture.table.io()).stream()
            .filter(file -> file.snapshotId() == first.snapshotId())
            .findFirst()
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(path(manifest.path()));
    // The header of an Avro file ends with the marker that also ends the file.
    byte[] marker = java.util.Arrays.copyOfRange(bytes, bytes.length - 16, bytes.length);
    int end = 0;
    while (!java.util.Arrays.equals(bytes, end, end + 16, marker, 0, 16)) {
      end++;
    }
    Files.write(path(manifest.path()), java.util.Arrays.copyOf(bytes, end + 16));
    assertRefused(
        "Cannot clone %s: manifest metadata/%s has 0 added files, but its manifest list says 1."
            .formatted(source(), path(manifest.path()).getFileName()));
  }

  @Test
  void refusesAnUnreadableManifestList() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1);
    Snapshot snapshot = fixture.table.currentSnapshot();
    Files.writeString(path(snapshot.manifestListLocation()), "no avro, but long enough to read");
    assertRefused(
        "Cannot clone %s: %s of snapshot %d cannot be read: Not an Avro data file."
            .formatted(source(), snapshot.manifestListLocation(), snapshot.snapshotId()));
  }

  @Test
  void refusesFoldersThatItHasNotFilled() throws Exception {
    IcebergFixture.create(source(), 2).append("a", 1);
    Files.createDirectories(target());
    Files.writeString(target().resolve("notes.txt"), "mine");
    assertRefused(
        "Cannot clone to %s: it holds 1 file and no table, such as notes.txt.".formatted(target()));
    Files.delete(target().resolve("notes.txt"));
    IcebergFixture other = IcebergFixture.create(target(), 2);
    assertRefused(
        "Cannot clone %s: %s is another table (id %s, the source has id %s)."
            .formatted(
                source(), target(), other.table.uuid(), IcebergFixture.load(source()).uuid()));
  }

  @Test
  void refusesATargetThatSomebodyHasWrittenTo() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1);
    run();
    new IcebergFixture(IcebergFixture.load(target())).append("b", 2);
    assertRefused(
        "Cannot clone %s: %s is at snapshot %d (v3.metadata.json), the source only at snapshot %d (v2.metadata.json)."
            .formatted(
                source(),
                target(),
                IcebergFixture.load(target()).currentSnapshot().snapshotId(),
                fixture.table.currentSnapshot().snapshotId()));
    fixture.append("c", 3);
    assertRefused(
        "Cannot clone to %s: its metadata/v3.metadata.json is not the source's, so somebody has written to one of the two."
            .formatted(target()));
  }

  @Test
  void refusesAnOlderSource() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1);
    long first = fixture.table.currentSnapshot().snapshotId();
    fixture.append("b", 2);
    run();
    assertThatThrownBy(
            () ->
                new IcebergPlanner(Progress.NONE)
                    .plan(Location.of(metadata(2)), Location.of(target()), IcebergOptions.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot clone %s: %s is at snapshot %d (v3.metadata.json), the source only at snapshot %d (v2.metadata.json)."
                .formatted(
                    metadata(2), target(), fixture.table.currentSnapshot().snapshotId(), first));
  }

  @Test
  void refusesMappingsThatLeaveTheTargetOrChange() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile file = fixture.writeAt(folder.resolve("legacy/f.parquet"), "a", 1);
    fixture.table.newAppend().appendFile(file).commit();
    String legacy = folder.resolve("legacy").toString();
    Location elsewhere = Location.of(folder.resolve("elsewhere"));
    assertThatThrownBy(() -> plan(new IcebergOptions(Map.of(), Map.of(legacy, elsewhere))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot clone %s: files below %s are to go to %s, which is outside the target %s."
                .formatted(source(), legacy, elsewhere, target()));
    run();
    Location moved = Location.of(target().resolve("legacy"));
    assertThatThrownBy(() -> plan(new IcebergOptions(Map.of(), Map.of(legacy, moved))))
        .isInstanceOf(UserException.class)
        .hasMessageMatching(
            "Cannot clone %s: files below %s have gone to file://%s/data/ext-[0-9a-f]+, and are now to go to %s\\."
                .formatted(source(), legacy, target(), moved));
  }

  @Test
  void refusesTwoFilesThatWouldBecomeOne() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile one = fixture.writeAt(folder.resolve("x/f.parquet"), "a", 1);
    DataFile two = fixture.writeAt(folder.resolve("y/f.parquet"), "a", 2);
    fixture.table.newAppend().appendFile(one).appendFile(two).commit();
    Location both = Location.of(target().resolve("both"));
    assertThatThrownBy(
            () ->
                plan(
                    new IcebergOptions(
                        Map.of(),
                        Map.of(
                            folder.resolve("x").toString(),
                            both,
                            folder.resolve("y").toString(),
                            both))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot clone %s: %s/f.parquet and %s/f.parquet would both become both/f.parquet."
                .formatted(source(), folder.resolve("x"), folder.resolve("y")));
  }

  @Test
  void refusesPositionDeletesThatItCannotRewrite() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1);
    Path deletes = source().resolve("data/deletes.orc");
    Files.writeString(deletes, "orc");
    fixture
        .table
        .newRowDelta()
        .addDeletes(
            FileMetadata.deleteFileBuilder(fixture.table.spec())
                .ofPositionDeletes()
                .withFormat(FileFormat.ORC)
                .withPath(deletes.toString())
                .withFileSizeInBytes(3)
                .withRecordCount(1)
                .build())
        .commit();
    assertRefused(
        "Cannot clone %s: its position deletes in %s are written in ORC, and this version rewrites Parquet and Avro."
            .formatted(source(), deletes));
  }

  @Test
  void refusesATargetThatIsNotWhereItWas() throws Exception {
    IcebergFixture.create(source(), 2).append("a", 1);
    run();
    Files.move(target(), folder.resolve("elsewhere"));
    assertThatThrownBy(
            () ->
                new IcebergPlanner(Progress.NONE)
                    .plan(
                        Location.of(source()),
                        Location.of(folder.resolve("elsewhere")),
                        IcebergOptions.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot clone %s: the metadata at %s says that it is at file://%s."
                .formatted(source(), folder.resolve("elsewhere"), target()));
  }

  @Test
  void namesACatalogThatDoesNotAnswerAndOneWithoutTheTable() {
    JdbcCatalogTable broken =
        new JdbcCatalogTable(
            () -> {
              throw new java.sql.SQLException("jdbc:x:?password=secret", "08001");
            },
            "lake",
            "sales",
            "orders");
    assertThatThrownBy(
            () ->
                new IcebergPlanner(Progress.NONE)
                    .plan(broken, Location.of(target()), IcebergOptions.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot clone lake.sales.orders: its catalog cannot be asked (SQL state 08001).")
        .hasNoCause();
    JdbcCatalogTable absent =
        new JdbcCatalogTable(
            () -> {
              var connection =
                  java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("c.db"));
              try (var statement = connection.createStatement()) {
                statement.execute(
                    "CREATE TABLE iceberg_tables (catalog_name TEXT, table_namespace TEXT,"
                        + " table_name TEXT, metadata_location TEXT)");
              }
              return connection;
            },
            "lake",
            "sales",
            "orders");
    assertThatThrownBy(
            () ->
                new IcebergPlanner(Progress.NONE)
                    .plan(absent, Location.of(target()), IcebergOptions.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot clone lake.sales.orders: the catalog has no such table.");
  }

  @Test
  void refusesATargetInsideTheSource() {
    IcebergFixture.create(source(), 2);
    assertThatThrownBy(
            () ->
                new IcebergPlanner(Progress.NONE)
                    .plan(
                        Location.of(source()),
                        Location.of(source().resolve("copy")),
                        IcebergOptions.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot clone %s: target %s lies inside the source."
                .formatted(source(), source().resolve("copy")));
  }

  @Test
  void findsEveryFileThatIsNotAsItShouldBe() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    DataFile file = fixture.append("a", 1, 2);
    var deletes = fixture.deleteFirst(FileFormat.PARQUET, "a", file);
    run();
    assertThat(check().entries()).isEmpty();
    Path data = target().resolve("data").resolve(path(file.location()).getFileName());
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
    Path rewritten = target().resolve("data").resolve(path(deletes.location()).getFileName());
    Files.delete(rewritten);
    Files.writeString(target().resolve("metadata/00009-x.metadata.json"), "{}");
    assertThat(check().entries())
        .extracting(entry -> entry.mark() + " " + entry.path())
        .contains(
            "DIFFERENT data/" + data.getFileName(),
            "SOURCE_ONLY data/" + rewritten.getFileName(),
            "TARGET_ONLY metadata/00009-x.metadata.json")
        .noneMatch(entry -> entry.contains("v3.metadata.json") || entry.contains("hint"));
  }

  @Test
  void refusesDamagedMetadataWithEveryReason() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1);
    ObjectMapper json = new ObjectMapper();
    Path file = metadata(2);
    ObjectNode metadata = (ObjectNode) json.readTree(file.toFile());
    metadata.remove("location");
    ((ObjectNode) metadata.path("snapshots").get(0)).remove("manifest-list");
    Files.writeString(file, json.writeValueAsString(metadata));
    assertThatThrownBy(this::plan)
        .isInstanceOf(UserException.class)
        .extracting(e -> ((UserException) e).problems(), LIST)
        .extracting(problem -> ((Problem) problem).message())
        .containsExactly(
            "Cannot clone %s: its metadata has no location.".formatted(source()),
            "Cannot clone %s: its snapshot %d names neither a manifest list nor manifests."
                .formatted(source(), fixture.table.currentSnapshot().snapshotId()));
  }

  @Test
  void refusesAMetadataFileThatIsNotThere() throws Exception {
    IcebergFixture.create(source(), 2);
    assertThatThrownBy(
            () ->
                new IcebergPlanner(Progress.NONE)
                    .plan(Location.of(metadata(7)), Location.of(target()), IcebergOptions.DEFAULT))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot clone %s: its metadata file %s is not there."
                .formatted(metadata(7), metadata(7)));
  }

  @Test
  void refusesACopyThatNobodyHasProven() throws Exception {
    IcebergFixture.create(source(), 2).append("a", 1);
    run();
    Files.delete(target().resolve("_bering/clone.json"));
    assertRefused(
        "Cannot clone %s: %s holds a copy of this table that no clone has made, so nothing says that it is whole."
            .formatted(source(), target()));
  }

  @Test
  void refusesARecordOfAnotherVersion() throws Exception {
    IcebergFixture.create(source(), 2).append("a", 1);
    run();
    for (String record : List.of("{\"format\":99}", "{", "")) {
      Files.writeString(target().resolve("_bering/iceberg.json"), record);
      assertRefused(
          "Cannot clone to %s: its _bering/iceberg.json is not what this version writes."
              .formatted(target()));
    }
  }

  @Test
  void refusesATargetWhoseFileHasAnotherLength() throws Exception {
    IcebergFixture fixture = IcebergFixture.create(source(), 2);
    fixture.append("a", 1);
    run();
    DataFile file = fixture.append("b", 2);
    String name = "data/" + path(file.location()).getFileName();
    Files.writeString(target().resolve(name), "short");
    assertRefused(
        "Cannot clone to %s: its file %s is not the source's (5 bytes against %d)."
            .formatted(target(), name, file.fileSizeInBytes()));
  }
}
