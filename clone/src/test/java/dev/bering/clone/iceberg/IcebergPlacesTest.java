package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.Note;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.junit.jupiter.api.Test;

/** Tables whose files lie in several places, or are known by a catalog. */
class IcebergPlacesTest extends IcebergReplicaCase {

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
            "files are spelled in several ways (/ and file:/) and in the replica in one, so a"
                + " position delete that misses its file at the source for that reason finds it"
                + " here",
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
}
