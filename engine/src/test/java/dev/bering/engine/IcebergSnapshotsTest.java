package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.junit.jupiter.api.Test;

/** Which snapshot of an Iceberg table is read, and what of it has to be there. */
class IcebergSnapshotsTest extends IcebergViewCase {

  @Test
  void readsAnOlderSnapshotByTheSchemaOfItsTime() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.append(null, fixture.row(1, "a"));
    long first = fixture.table().currentSnapshot().snapshotId();
    Schema before = fixture.table().schema();
    fixture.table().updateSchema().renameColumn("dept", "unit").commit();
    fixture.append(null, fixture.row(2, "b"));
    Relation old = engine.register("t", Tables.open(Location.of(fixture.folder()), first));
    assertThat(old.summary())
        .isEqualTo("Iceberg table, snapshot %d of v4.metadata.json, 1 file".formatted(first));
    assertSame(fixture, old, first, before, 1);
    assertReadAsIceberg(fixture, 2);
  }

  @Test
  void readsATableThatHasNoSnapshotYet() {
    IcebergFixture fixture = plain(2);
    Relation relation = register(fixture);
    assertThat(relation.summary())
        .isEqualTo("Iceberg table, no snapshot of v1.metadata.json, 0 files");
    assertThat(relation.rowCount()).isZero();
    assertThat(relation.columns())
        .containsExactly(
            new RelationColumn("id", new SqlType.Simple("INTEGER")),
            new RelationColumn("dept", new SqlType.Simple("VARCHAR")));
  }

  @Test
  void readsATableByItsMetadataFile() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.append(null, fixture.row(1, "a"));
    fixture.append(null, fixture.row(2, "a"));
    Path file = fixture.folder().resolve("metadata/v2.metadata.json");
    assertThat(engine.register("t", Tables.open(Location.of(file))).rowCount()).isEqualTo(1);
  }

  @Test
  void saysThatOnlyTheOrderOfNamesTellsWhichMetadataIsTheNewest() throws IOException {
    IcebergFixture fixture = plain(2);
    Files.delete(fixture.folder().resolve("metadata/version-hint.text"));
    assertThat(register(fixture).summary())
        .isEqualTo(
            "Iceberg table, no snapshot of v1.metadata.json (assumed to be the newest, by its"
                + " number), 0 files");
  }

  @Test
  void refusesASnapshotThatTheTableDoesNotHave() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.append(null, fixture.row(1, "a"));
    assertThatThrownBy(() -> Tables.open(Location.of(fixture.folder()), 5))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read %s: it has no snapshot 5.".formatted(fixture.folder()));
  }

  @Test
  void refusesASnapshotWhoseSchemaTheTableDoesNotHave() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.append(null, fixture.row(1, "a"));
    long id = fixture.table().currentSnapshot().snapshotId();
    Path file = fixture.folder().resolve("metadata/v2.metadata.json");
    String json = Files.readString(file);
    Files.writeString(
        file, json.replaceFirst("(\"manifest-list\"[^}]*\"schema-id\"\\s*:\\s*)0", "$19"));
    assertThatThrownBy(() -> Tables.open(Location.of(fixture.folder()), id))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read %s: its snapshot %d goes by schema 9, which its metadata does not have."
                .formatted(fixture.folder(), id));
  }

  @Test
  void refusesACopyWhoseMetadataNamesAnotherPlace() throws IOException {
    IcebergFixture fixture = plain(2);
    fixture.append(null, fixture.row(1, "a"));
    Path moved = folder.resolve("moved");
    Files.move(fixture.folder(), moved);
    assertRefused(
        Location.of(moved),
        ExitCode.SOURCE,
        "Cannot read %s: its metadata says that the table is at %s, and names its files there."
            .formatted(moved, folder.resolve("t")));
  }

  @Test
  void refusesDataFilesThatAreNotParquet() throws IOException {
    IcebergFixture fixture = plain(2);
    DataFile file = fixture.appendAs(FileFormat.AVRO, null, fixture.row(1, "a"));
    assertRefused(
        Location.of(fixture.folder()),
        ExitCode.UNDECIDED,
        "Cannot read %s: %s is written in AVRO, and Parquet is what is read here."
            .formatted(fixture.folder(), file.location()));
  }

  @Test
  void refusesAFileThatIsNotThere() throws IOException {
    IcebergFixture fixture = plain(2);
    DataFile file = fixture.append(null, fixture.row(1, "a"));
    Files.delete(Path.of(file.location()));
    assertRefused(
        Location.of(fixture.folder()),
        ExitCode.SOURCE,
        "Cannot read %s: file %s is not there.".formatted(fixture.folder(), file.location()));
  }

  @Test
  void refusesAFileThatIsShort() throws IOException {
    IcebergFixture fixture = plain(2);
    DataFile file = fixture.append(null, fixture.row(1, "a"));
    Files.write(Path.of(file.location()), new byte[] {1, 2, 3});
    assertRefused(
        Location.of(fixture.folder()),
        ExitCode.SOURCE,
        "Cannot read %s: file %s cannot be read: it has 3 bytes, and its manifest says %d."
            .formatted(fixture.folder(), file.location(), file.fileSizeInBytes()));
  }
}
