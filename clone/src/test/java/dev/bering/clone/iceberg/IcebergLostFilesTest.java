package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.DenyingStore;
import dev.bering.clone.Note;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.Test;

/** Files of a table that are gone, short, or that nobody may look at. */
class IcebergLostFilesTest extends IcebergCase {

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
}
