package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletes, which name the files that they take rows out of. */
class IcebergDeletesTest extends IcebergReplicaCase {

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
}
