package dev.bering.clone.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.Complaints;
import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.LogListing;
import dev.bering.tables.PublishedTables;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ReplicaReaderTest {

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
      Set<String> live = new TreeSet<>();
      ReplicaContents contents;
      TableSnapshot.Delta snapshot;
      try (Staging staging = new Staging();
          Store store = Stores.open(Location.of(table))) {
        Reconciliation files = new Reconciliation(staging, 3); // runs of three: the disk takes part
        Complaints complaints = new Complaints();
        contents =
            new ReplicaReader(
                    Location.of(table),
                    store,
                    new FilePlaces(Location.of(table)),
                    files,
                    complaints,
                    Progress.NONE)
                .read(
                    LogListing.of(store),
                    new ReplicaReader.Start.New(new History.All()),
                    checkpoint -> true);
        complaints.raise(table.toString());
        files.drain(
            need -> {
              if (need.kind() == Need.Kind.DATA && need.live()) {
                live.add(need.path());
              }
            });
        snapshot = (TableSnapshot.Delta) Tables.open(Location.of(table));
      } catch (UserException e) {
        unreadable.put(name, e.getMessage());
        continue;
      }
      Set<String> seen = new TreeSet<>();
      snapshot.files().forEach(file -> seen.add(table.relativize(file.path()).toString()));
      assertThat(seen).as(name).isEqualTo(live);
      assertThat(snapshot.version()).as(name).isEqualTo(contents.version());
      compared++;
    }
    unreadable.forEach((name, why) -> System.out.printf("unreadable %s: %s%n", name, why));
    assertThat(compared).isGreaterThan(unreadable.size());
  }
}
