package dev.bering.clone.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.junit.jupiter.api.Test;

/** Targets that are not what a clone has left, or not where it has. */
class IcebergTargetsTest extends IcebergCase {

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
