package dev.bering.clone.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.ParquetFixture;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of files, the Delta table that it becomes, and what is done with the two. */
abstract class ConversionCase {

  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-01T12:00:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;

  ParquetFixture source;

  Path target;

  @BeforeEach
  void nameSides() {
    source = new ParquetFixture(folder.resolve("orders"));
    target = folder.resolve("copy");
  }

  static FolderConversion conversion() {
    return new FolderConversion(Progress.NONE, Stores::open, CLOCK);
  }

  ClonePlan plan(Map<String, String> partitionTypes) {
    return conversion()
        .plan(
            Location.of(source.root()), Location.of(target), new ConversionOptions(partitionTypes));
  }

  CloneReport run() {
    return run(Map.of());
  }

  CloneReport run(Map<String, String> partitionTypes) {
    try (ClonePlan plan = plan(partitionTypes)) {
      return new CloneRunner(Progress.NONE).run(plan);
    }
  }

  CheckReport check() {
    return conversion().check(Location.of(source.root()), Location.of(target));
  }

  void assertRefused(String... facts) {
    assertRefused(Map.of(), facts);
  }

  void assertRefused(Map<String, String> partitionTypes, String... facts) {
    assertThatThrownBy(() -> plan(partitionTypes))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .containsExactlyInAnyOrder(
                        java.util.Arrays.stream(facts)
                            .map(fact -> "Cannot clone %s: %s.".formatted(source.root(), fact))
                            .toArray(String[]::new)));
  }
}
