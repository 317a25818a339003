package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneRunner;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.tables.DeltaTableFixture;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** A plan fits the target that it was made for, and no other. */
class OverlappingRunsTest extends ReplicaCase {

  private static final ReplicaOptions REBASE =
      ReplicaOptions.DEFAULT.with(ReplicaOptions.Gap.REBASE);

  private void assertOvertaken(ClonePlan plan) {
    UserException e = refusal(() -> new CloneRunner(Progress.NONE).run(plan));
    assertThat(e.exitCode()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(e)
        .hasMessage(
            "Cannot clone %s to %s: the target has changed since the plan was made."
                .formatted(plan.source(), plan.target()));
    assertThat(e.problems().get(0).hint()).isEqualTo("run the same command again");
  }

  @Test
  void aFirstRunThatIsOvertakenLeavesTheTargetToTheOther() {
    DeltaTableFixture source = orders();
    ClonePlan overtaken = plan(source.folder(), target());
    source.append("c.parquet", 3);
    clone(source.folder(), target());
    assertOvertaken(overtaken);
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aRunThatIsOvertakenByARebasePublishesNothingOnTopOfIt() throws IOException {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    source.append("c.parquet", 3);
    ClonePlan overtaken = plan(source.folder(), target());
    source.commit(remove("a.parquet")).append("d.parquet", 4);
    source.logFile(
        "00000000000000000004.checkpoint.7b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json",
        Files.readString(source.log("00000000000000000000.json"))
            + DeltaTableFixture.add("c.parquet", 3)
            + "\n"
            + DeltaTableFixture.add("day=1/b.parquet", 20)
            + "\n");
    for (int version = 0; version < 4; version++) {
      Files.delete(source.log("%020d.json".formatted(version)));
    }
    new CloneRunner(Progress.NONE)
        .run(
            new ReplicaPlanner(Progress.NONE)
                .plan(source.location(), Location.of(target()), REBASE));
    assertOvertaken(overtaken);
    assertThat(check(source.folder(), target()).exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aPlanIsCarriedOutOnce() {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    source.append("c.parquet", 3);
    ClonePlan overtaken = plan(source.folder(), target());
    ClonePlan other = plan(source.folder(), target());
    new CloneRunner(Progress.NONE).run(other);
    assertOvertaken(overtaken);
    assertOvertaken(other);
    assertThat(plan(source.folder(), target()).isEmpty()).isTrue();
  }

  @Test
  void aTargetThatSomebodyElseHasWrittenToMeanwhileIsLookedAtAgain() {
    DeltaTableFixture source = orders();
    clone(source.folder(), target());
    source.append("c.parquet", 3);
    ClonePlan overtaken = plan(source.folder(), target());
    new DeltaTableFixture(target())
        .logFile("00000000000000000003.json", DeltaTableFixture.add("x", 1) + "\n");
    assertOvertaken(overtaken);
    assertThat(target().resolve("c.parquet")).doesNotExist();
  }

  @Test
  void aSnapshotThatIsOvertakenAddsNoSecondCommit() {
    DeltaTableFixture source = orders();
    SnapshotPlanner planner = new SnapshotPlanner(Progress.NONE);
    for (String file : new String[] {"c.parquet", "d.parquet"}) {
      source.append(file, 3);
      ClonePlan overtaken =
          planner.plan(source.location(), Location.of(target()), SnapshotOptions.DEFAULT);
      new CloneRunner(Progress.NONE)
          .run(planner.plan(source.location(), Location.of(target()), SnapshotOptions.DEFAULT));
      assertOvertaken(overtaken);
    }
    assertThat(
            planner
                .plan(source.location(), Location.of(target()), SnapshotOptions.DEFAULT)
                .isEmpty())
        .isTrue();
  }
}
