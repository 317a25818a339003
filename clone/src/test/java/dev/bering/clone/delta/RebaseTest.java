package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.PROTOCOL;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.HaltingStore;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaTableFixture;
import dev.bering.tables.LocalCheckpoint;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A replica whose source has cleaned up more than the replica has seen begins anew. */
class RebaseTest extends ReplicaCase {

  private static final ReplicaOptions REBASE =
      ReplicaOptions.DEFAULT.with(ReplicaOptions.Gap.REBASE);

  private static final String POINT = "%020d.checkpoint.parquet";

  /** What readers must see, whenever they see that version. */
  private static final Map<Long, Set<String>> FILES =
      Map.of(
          2L, Set.of("a", "b"),
          4L, Set.of("b", "c"),
          5L, Set.of("b", "c", "d"),
          6L, Set.of("b", "c", "d", "e"));

  private DeltaTableFixture table(String name) {
    return new DeltaTableFixture(folder.resolve(name))
        .commit(PROTOCOL, metadataWithSchema("orders-id"))
        .append("a", 10)
        .append("b", 20);
  }

  /** The source goes on to version 6 and lets go of everything before the checkpoint of 4. */
  private DeltaTableFixture goesOn(DeltaTableFixture source) throws IOException {
    source.commit(remove("a")).append("c", 3).append("d", 4).append("e", 5);
    LocalCheckpoint.write(source.log(POINT.formatted(4)), "orders-id", List.of("b:20", "c:3"));
    source.logFile("_last_checkpoint", "{\"version\":4,\"size\":4}");
    for (int version = 0; version < 4; version++) {
      Files.delete(source.log("%020d.json".formatted(version)));
    }
    Files.deleteIfExists(source.log(POINT.formatted(1)));
    Files.delete(source.folder().resolve("a"));
    return source;
  }

  private ClonePlan rebase(DeltaTableFixture source) {
    return new ReplicaPlanner(Progress.NONE).plan(source.location(), Location.of(target()), REBASE);
  }

  private static Set<String> live(Path table) {
    Set<String> live = new TreeSet<>();
    ((TableSnapshot.Delta) Tables.open(Location.of(table)))
        .files()
        .forEach(file -> live.add(table.relativize(file.path()).toString()));
    return live;
  }

  private static long version(Path table) {
    return ((TableSnapshot.Delta) Tables.open(Location.of(table))).version();
  }

  @Test
  void beginsAnewAtACheckpointAndGivesUpWhatItHad() throws IOException {
    DeltaTableFixture source = table("orders");
    clone(source.folder(), target());
    goesOn(source);
    UserException refused = refusal(() -> plan(source.folder(), target()));
    assertThat(refused)
        .hasMessage(
            "Cannot clone %s: %s is at version 2, and the source no longer has any commit that the target has, so the two cannot be compared."
                .formatted(source.folder(), target()));
    assertThat(refused.problems().get(0).hint())
        .isEqualTo(
            "clone with --rebase, which gives up the target's versions and begins anew, or into a"
                + " new folder; to prevent this, clone more often than the source's"
                + " delta.logRetentionDuration");
    ClonePlan plan = rebase(source);
    assertThat(files(plan)).containsExactly("c", "d", "e");
    assertThat(plan.text())
        .contains(
            "note   the replica begins anew at the checkpoint of version 4 and gives up its versions"
                + " up to 2; 1 file that only they need is removed");
    assertThat(plan.publications())
        .extracting(
            step -> step.step() + " " + step.path().replace("_delta_log/00000000000000000", ""))
        .containsExactly(
            "written _bering/rebase.json",
            "copied 004.checkpoint.parquet",
            "copied 004.json",
            "copied 005.json",
            "copied 006.json",
            "written _delta_log/_last_checkpoint",
            "swept .",
            "removed 000.json",
            "removed 001.json",
            "removed 002.json",
            "removed _bering/rebase.json");
    new CloneRunner(Progress.NONE).run(plan);
    assertThat(target().resolve("a")).doesNotExist();
    assertThat(check(source.folder(), target()).text())
        .isEqualToNormalizingNewlines("= 9  - 0  + 0  * 0  ! 0  at version 6\n");
    assertThat(rebase(source).isEmpty()).isTrue();
    assertThat(plan(source.folder(), target()).isEmpty()).isTrue();
    source.append("f", 6);
    clone(source.folder(), target());
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void keepsWhatTheCommitItBeginsWithRemoves() throws IOException {
    DeltaTableFixture source = table("orders");
    clone(source.folder(), target());
    goesOn(source);
    Files.writeString(source.log("00000000000000000004.json"), remove("b") + "\n");
    Files.delete(source.folder().resolve("b"));
    LocalCheckpoint.write(source.log(POINT.formatted(4)), "orders-id", List.of("c:3"));
    new CloneRunner(Progress.NONE).run(rebase(source));
    assertThat(target().resolve("a")).doesNotExist();
    assertThat(target().resolve("b")).as("readers of the changes of 4 open it").exists();
    assertThat(check(source.folder(), target()).entries()).isEmpty();
  }

  @Test
  void doesNothingOfTheKindWhereThereIsNoGap() {
    DeltaTableFixture source = table("orders");
    clone(source.folder(), target());
    source.append("c", 3);
    assertThat(rebase(source).publications())
        .extracting(step -> step.path())
        .containsExactly("_delta_log/00000000000000000003.json");
  }

  @Test
  void isForTheSameTableOnly() throws IOException {
    clone(table("orders").folder(), target());
    DeltaTableFixture other =
        new DeltaTableFixture(folder.resolve("users"))
            .commit(PROTOCOL, metadataWithSchema("users-id"));
    other.append("x", 1).append("y", 1).append("z", 1).append("w", 1);
    LocalCheckpoint.write(other.log(POINT.formatted(4)), "users-id", List.of("x:1"));
    for (int version = 0; version < 4; version++) {
      Files.delete(other.log("%020d.json".formatted(version)));
    }
    assertThatThrownBy(() -> rebase(other))
        .hasMessage(
            "Cannot clone %s: %s is another table (id orders-id, the source has id users-id)."
                .formatted(other.folder(), target()));
    DeltaTableFixture byHand = goesOn(table("by-hand"));
    Files.delete(target().resolve("_bering/clone.json"));
    assertThatThrownBy(() -> rebase(byHand))
        .as("a table that no clone has filled has proven nothing")
        .hasMessage(
            "Cannot clone %s: %s is at version 2, and the source no longer has any commit that the target has, so the two cannot be compared."
                .formatted(byHand.folder(), target()));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  /**
   * Readers open a checkpoint and its commit together or neither, and no store puts two files in
   * one step: between the two they refuse. At every other moment they see a version as it was.
   */
  @Test
  void isTheOldTableOrTheNewOneWhereverItIsKilled() throws IOException {
    DeltaTableFixture source = table("orders");
    LocalCheckpoint.write(source.log(POINT.formatted(1)), "orders-id", List.of("a:10"));
    source.logFile("_last_checkpoint", "{\"version\":1,\"size\":3}");
    Path before = folder.resolve("before");
    clone(source.folder(), before);
    goesOn(source);
    Set<Long> seen = new HashSet<>();
    int refusals = 0;
    int kills = 0;
    boolean killed = true;
    for (int step = 1; killed; step++) {
      Path target = folder.resolve("killed-at-" + step);
      copy(before, target);
      Location location = Location.of(target);
      int steps = step;
      Store dying = HaltingStore.outOfReachAfter(steps, Stores.open(location));
      killed = false;
      try (ClonePlan plan =
          new ReplicaPlanner(Progress.NONE).plan(source.location(), location, REBASE)) {
        new CloneRunner(Progress.NONE, 1, at -> at.equals(location) ? dying : Stores.open(at))
            .run(plan);
      } catch (HaltingStore.OutOfReach e) {
        killed = true;
        kills++;
      }
      boolean half =
          Files.exists(target.resolve("_delta_log/" + POINT.formatted(4)))
              && !Files.exists(target.resolve("_delta_log/00000000000000000004.json"));
      if (half) {
        refusals++;
        assertThatThrownBy(() -> version(target))
            .hasMessageContaining("Missing delta file for version 4");
      } else {
        seen.add(version(target));
        assertThat(live(target)).isEqualTo(FILES.get(version(target)));
        assertThat(live(target)).allMatch(file -> Files.exists(target.resolve(file)));
      }
      if (Files.exists(target.resolve("_bering/rebase.json"))) {
        clone(source.folder(), target); // what is under way needs no word to go on
      } else {
        try (ClonePlan plan =
            new ReplicaPlanner(Progress.NONE).plan(source.location(), location, REBASE)) {
          new CloneRunner(Progress.NONE).run(plan);
        }
      }
      assertThat(check(source.folder(), target).text())
          .as("after a kill at step %d", step)
          .isEqualToNormalizingNewlines("= 9  - 0  + 0  * 0  ! 0  at version 6\n");
      assertThat(live(target)).isEqualTo(FILES.get(6L));
    }
    assertThat(seen).containsExactlyInAnyOrder(2L, 4L, 5L, 6L);
    assertThat(refusals).as("steps between the base and its commit").isEqualTo(3);
    assertThat(kills).isGreaterThan(40);
  }
}
