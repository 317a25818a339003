package dev.bering.clone.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.CheckReport;
import dev.bering.clone.DenyingStore;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.tables.DeltaTableFixture;
import java.time.Clock;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Files that the source lets nobody look at: neither there nor holes. */
class DeniedFilesTest extends ReplicaCase {

  private static Function<Location, Store> denying(DeltaTableFixture source) {
    return DenyingStore.at(source.location(), Set.of("a.parquet", "e.parquet"));
  }

  @Test
  void areAllNamedWhicheverVersionNeedsThem() {
    DeltaTableFixture source = longHistory();
    UserException e =
        refusal(
            () ->
                new ReplicaPlanner(Progress.NONE, denying(source))
                    .plan(source.location(), Location.of(target())));
    assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE);
    assertThat(e.problems()).extracting(Problem::code).containsOnly("CLONE_SOURCE_DENIED");
    assertThat(e)
        .hasMessage(
            "Cannot clone %1$s: no permission for %1$s/a.parquet, which only older versions need.\n"
                + "Cannot clone %1$s: no permission for %1$s/e.parquet, which its newest version"
                + " needs.",
            source.folder());
    assertNothingWrittenTo(target());
  }

  @Test
  void areNamedOfTheVersionOfASnapshotOnly() {
    DeltaTableFixture source = longHistory();
    UserException e =
        refusal(
            () ->
                new SnapshotPlanner(Progress.NONE, denying(source), Clock.systemUTC())
                    .plan(source.location(), Location.of(target()), SnapshotOptions.DEFAULT));
    assertThat(e)
        .hasMessage(
            "Cannot clone %1$s: no permission for %1$s/e.parquet, which the version needs.",
            source.folder());
  }

  @Test
  void areNoDifferenceAndNoHoleForACheck() {
    DeltaTableFixture source = longHistory();
    clone(source.folder(), target());
    CheckReport report =
        new DeltaCheck(Progress.NONE, denying(source))
            .check(source.location(), Location.of(target()));
    assertThat(report.exitCode()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(report.text())
        .startsWith(
            "! a.parquet  (no permission for %1$s/a.parquet)%n! e.parquet  (no permission for %1$s/e.parquet)%n= "
                .formatted(source.folder()));
  }
}
