package dev.bering.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an Iceberg table says of itself must hold, or it is refused by name. */
class IcebergDamageTest {

  private static final Schema ID_AND_DEPT =
      new Schema(
          NestedField.optional(1, "id", Types.IntegerType.get()),
          NestedField.optional(2, "dept", Types.StringType.get()));

  @TempDir private Path folder;

  private IcebergFixture create() {
    return IcebergFixture.create(
        folder.resolve("t"), 2, ID_AND_DEPT, PartitionSpec.unpartitioned());
  }

  private static void assertRefused(Path table, String message) {
    assertThatThrownBy(() -> Tables.open(Location.of(table)))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  @Test
  void refusesAMetadataFileOfACopy() throws IOException {
    IcebergFixture fixture = create();
    fixture.append(null, fixture.row(1, "a"));
    Path copy = folder.resolve("copy");
    copy(fixture.folder(), copy);
    Path file = copy.resolve("metadata/v2.metadata.json");
    assertRefused(
        file,
        "Cannot read %s: its metadata says that the table is at %s, and names its files there."
            .formatted(file, fixture.folder()));
  }

  @Test
  void refusesACurrentSchemaThatIsNotListed() throws IOException {
    IcebergFixture fixture = create();
    fixture.append(null, fixture.row(1, "a"));
    Path file = fixture.folder().resolve("metadata/v2.metadata.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replaceFirst("\"current-schema-id\"\\s*:\\s*0", "\"current-schema-id\" : 7"));
    assertRefused(
        fixture.folder(),
        "Cannot read %s: it goes by schema 7, which its metadata does not have."
            .formatted(fixture.folder()));
  }

  @Test
  void readsAMetadataFileWhereTheTableKeepsItsMetadata() throws IOException {
    IcebergFixture fixture = create();
    Path metadata = folder.resolve("elsewhere/metadata");
    Path file = Files.createDirectories(metadata).resolve("00000-a.metadata.json");
    String json = Files.readString(fixture.folder().resolve("metadata/v1.metadata.json"));
    String properties = "\"write.metadata.path\" : \"%s\", ".formatted(metadata);
    Files.writeString(file, json.replaceFirst("(\"properties\"\\s*:\\s*\\{)", "$1" + properties));
    assertThat(Tables.open(Location.of(file)).summary())
        .isEqualTo("Iceberg table, no snapshot of 00000-a.metadata.json, 0 files");
  }

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"PARQUET", "AVRO"})
  void refusesPositionDeletesOfAnotherLength(FileFormat format) throws IOException {
    IcebergFixture fixture = create();
    DataFile rows =
        fixture.append(null, fixture.row(1, "a"), fixture.row(2, "a"), fixture.row(3, "a"));
    DeleteFile all = fixture.positionDeletes(format, null, rows, 0, 1, 2);
    DeleteFile one = fixture.positionDeletes(format, null, rows, 0, 0, 0, 0, 0, 0, 0, 0);
    fixture.table().newRowDelta().addDeletes(all).commit();
    Files.write(Path.of(all.location()), Files.readAllBytes(Path.of(one.location())));
    assertRefused(
        fixture.folder(),
        "Cannot read %s: file %s cannot be read: it has %d bytes, and its manifest says %d."
            .formatted(
                fixture.folder(), all.location(), one.fileSizeInBytes(), all.fileSizeInBytes()));
  }

  @ParameterizedTest
  @EnumSource(
      value = FileFormat.class,
      names = {"PARQUET", "AVRO"})
  void refusesPositionDeletesOfAnotherNumberOfRows(FileFormat format) throws IOException {
    IcebergFixture fixture = create();
    DataFile rows =
        fixture.append(null, fixture.row(1, "a"), fixture.row(2, "a"), fixture.row(3, "a"));
    DeleteFile deletes = fixture.positionDeletes(format, null, rows, 0, 1);
    FileMetadata.Builder named = FileMetadata.deleteFileBuilder(fixture.table().spec());
    fixture
        .table()
        .newRowDelta()
        .addDeletes(named.copy(deletes).withRecordCount(3).build())
        .commit();
    assertRefusedForRows(fixture, deletes, 2, 3);
  }

  @Test
  void refusesEqualityDeletesOfAnotherNumberOfRows() throws IOException {
    IcebergFixture fixture = create();
    fixture.append(null, fixture.row(1, "a"));
    DeleteFile deletes = fixture.equalityDeletes(null, ID_AND_DEPT, fixture.row(1, "a"));
    FileMetadata.Builder named = FileMetadata.deleteFileBuilder(fixture.table().spec());
    DeleteFile more = named.copy(deletes).ofEqualityDeletes(1, 2).withRecordCount(2).build();
    fixture.table().newRowDelta().addDeletes(more).commit();
    assertRefusedForRows(fixture, deletes, 1, 2);
  }

  private static void assertRefusedForRows(
      IcebergFixture fixture, DeleteFile deletes, long rows, long said) {
    assertRefused(
        fixture.folder(),
        "Cannot read %s: file %s cannot be read: it has %d rows, and its manifest says %d."
            .formatted(fixture.folder(), deletes.location(), rows, said));
  }

  @Test
  void refusesPositionDeletesThatAreNotThere() throws IOException {
    IcebergFixture fixture = create();
    DataFile rows = fixture.append(null, fixture.row(1, "a"));
    DeleteFile deletes = fixture.positionDeletes(FileFormat.AVRO, null, rows, 0);
    fixture.table().newRowDelta().addDeletes(deletes).commit();
    Files.delete(Path.of(deletes.location()));
    assertRefused(
        fixture.folder(),
        "Cannot read %s: file %s is not there.".formatted(fixture.folder(), deletes.location()));
  }
}
