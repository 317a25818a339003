package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.junit.jupiter.api.Test;

/** What is refused, by name, before anything is written; and what is noted. */
class IcebergRefusalTest extends IcebergCase {

  /** Changes a text in a metadata file, and removes the checksum that Hadoop keeps of it. */
  private static void change(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
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
}
