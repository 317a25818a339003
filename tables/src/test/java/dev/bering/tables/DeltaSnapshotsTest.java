package dev.bering.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.tables.ReplicaContents.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class DeltaSnapshotsTest {

  @SuppressWarnings("unused") // read by name
  static final List<String> archives = PublishedTables.ARCHIVES;

  @TempDir Path folder;

  /** Two readers of one log, Delta Kernel's and the clone's own, see the same live files. */
  @ParameterizedTest
  @FieldSource("archives")
  void seesTheFilesThatTheCloneSees(String archive) throws IOException {
    if (!PublishedTables.isThere(archive)) {
      return;
    }
    Map<String, String> unreadable = new TreeMap<>();
    int compared = 0;
    for (Path table : PublishedTables.unpack(archive, folder)) {
      String name = folder.resolve(archive).relativize(table).toString();
      ReplicaContents contents;
      TableSnapshot.Delta snapshot;
      try {
        Store store = new LocalStore(table);
        contents =
            new ReplicaReader(Location.of(table), store, Progress.NONE)
                .read(LogListing.of(store), -1, checkpoint -> true);
        snapshot = DeltaSnapshots.latest(Location.of(table));
      } catch (UserException e) {
        unreadable.put(name, e.getMessage());
        continue;
      }
      Set<String> live = new TreeSet<>();
      contents
          .files()
          .forEach(
              (path, file) -> {
                if (file.kind() == Kind.DATA && file.live()) {
                  live.add(path);
                }
              });
      Set<String> seen = new TreeSet<>();
      snapshot.files().forEach(file -> seen.add(table.relativize(file.path()).toString()));
      assertThat(seen).as(name).isEqualTo(live);
      assertThat(snapshot.files()).as(name).allMatch(file -> Files.exists(file.path()));
      assertThat(snapshot.version()).as(name).isEqualTo(contents.version());
      compared++;
    }
    unreadable.forEach((name, why) -> System.out.printf("unreadable %s: %s%n", name, why));
    assertThat(compared).isGreaterThan(unreadable.size());
  }

  @Test
  void refusesATableThatKernelCannotRead() {
    Path table = DeltaTableFixture.create(folder.resolve("t"), "id").folder();
    assertThatThrownBy(() -> Tables.open(Location.of(table)))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Cannot read %s: ".formatted(table));
  }

  @Test
  void refusesWhatIsNoTable() throws IOException {
    assertThatThrownBy(() -> Tables.open(Location.of(folder.resolve("nowhere"))))
        .hasMessage("Cannot read %s: nothing is there.".formatted(folder.resolve("nowhere")));
    Path notes = Files.writeString(folder.resolve("notes.txt"), "x");
    assertThatThrownBy(() -> Tables.open(Location.of(notes)))
        .hasMessage(
            "Cannot read %s: it is neither a Delta table nor Parquet nor CSV.".formatted(notes));
  }

  @Test
  void findsTheParquetFilesOfAFolderButNotHiddenOnes() throws IOException {
    for (String name : List.of("b.parquet", "a/c.PARQUET", "_tmp/x.parquet", ".y.parquet", "z")) {
      Path file = folder.resolve("plain").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
    assertThat(Tables.open(Location.of(folder.resolve("plain"))).summary())
        .isEqualTo("Parquet, 2 files");
  }
}
