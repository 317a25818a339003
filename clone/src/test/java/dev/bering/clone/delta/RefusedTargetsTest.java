package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.add;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CloneMarker;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.FileCopy;
import dev.bering.clone.MeddlingStore;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.DeltaTableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Targets that are not what a clone has left, or get another writer. */
class RefusedTargetsTest extends ReplicaCase {

  @Test
  void refusesATargetInsideTheSourceAndTheOtherWayRound() throws IOException {
    Path source = orders().folder();
    UserException inside = refusal(() -> plan(source, source.resolve("copy")));
    assertThat(inside.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(inside)
        .hasMessage(
            "Cannot clone %s: target %s lies inside the source."
                .formatted(source, source.resolve("copy")));
    assertThatThrownBy(() -> plan(source, folder))
        .hasMessage("Cannot clone %s: the source lies inside target %s.".formatted(source, folder));
    assertThatThrownBy(() -> plan(source, source))
        .hasMessage("Cannot clone %s: target and source are the same folder.".formatted(source));
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), source);
    assertThatThrownBy(() -> plan(source, alias.resolve("copy")))
        .hasMessage(
            "Cannot clone %s: target %s lies inside the source."
                .formatted(source, alias.resolve("copy")));
  }

  @Test
  void refusesATargetThatHoldsForeignFiles() throws IOException {
    Files.createDirectories(target());
    Files.writeString(target().resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> plan(orders().folder(), target()))
        .hasMessage(
            "Cannot clone to %s: it holds 1 file and no table, such as notes.txt."
                .formatted(target()));
    assertThat(target().resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void refusesATargetThatIsAnotherTable() {
    clone(orders().folder(), target());
    Path users =
        DeltaTableFixture.create(folder.resolve("users"), "users-id").append("a", 1).folder();
    UserException e = refusal(() -> plan(users, target()));
    assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(e)
        .hasMessage(
            "Cannot clone %s: %s is another table (id orders-id, the source has id users-id)."
                .formatted(users, target()));
  }

  @Test
  void refusesATargetThatSomebodyHasWrittenTo() {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    DeltaTableFixture replica = new DeltaTableFixture(target());
    replica.logFile("00000000000000000003.json", add("x", 1) + "\n");
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone %s: %s is at version 3, the source only at 2."
                .formatted(source.folder(), target()));
    source.append("c.parquet", 5);
    assertThatThrownBy(() -> plan(source.folder(), target()))
        .hasMessage(
            "Cannot clone to %s: its _delta_log/00000000000000000003.json is not the source's, so somebody has written to one of the two."
                .formatted(target()));
  }

  @Test
  void losesTheRaceForACommitToNobody() {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    source.append("c.parquet", 5);
    ClonePlan plan = plan(source.folder(), target());
    DeltaTableFixture replica = new DeltaTableFixture(target());
    Function<Location, Store> stores =
        MeddlingStore.at(
            Location.of(target()),
            "_delta_log/00000000000000000003.json"::equals,
            () -> replica.logFile("00000000000000000003.json", add("x", 1) + "\n"));
    assertThatThrownBy(() -> new CloneRunner(Progress.NONE, stores).run(plan))
        .hasMessage(
            "Cannot clone to %s: its _delta_log/00000000000000000003.json is not the source's, so somebody has written to one of the two."
                .formatted(target()));
    assertThat(target().resolve("_delta_log/00000000000000000003.json")).hasContent(add("x", 1));
  }

  @Test
  void goesOnWithAnInterruptedCloneOfTheSameTableOnly() throws IOException {
    DeltaTableFixture source = orders();
    Path target = target();
    new CloneMarker("orders-id", "elsewhere", Map.of(), Optional.empty())
        .write(Stores.open(Location.of(target)));
    Files.copy(source.folder().resolve("a.parquet"), target.resolve("a.parquet"));
    ClonePlan plan = plan(source.folder(), target);
    assertThat(plan.presentFileCount()).isEqualTo(1);
    assertThat(plan.files()).extracting(FileCopy::target).containsExactly("day=1/b.parquet");

    Path users =
        DeltaTableFixture.create(folder.resolve("users"), "users-id").append("a", 1).folder();
    assertThatThrownBy(() -> plan(users, target))
        .hasMessage(
            "Cannot clone %s: %s is another table (id orders-id, the source has id users-id)."
                .formatted(users, target));
  }
}
