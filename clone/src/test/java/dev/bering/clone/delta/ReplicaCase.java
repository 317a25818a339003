package dev.bering.clone.delta;

import static dev.bering.tables.DeltaTableFixture.PROTOCOL;
import static dev.bering.tables.DeltaTableFixture.add;
import static dev.bering.tables.DeltaTableFixture.metadata;
import static dev.bering.tables.DeltaTableFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.tables.DeltaTableFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A table written by hand, its replica, and what is done with the two. */
abstract class ReplicaCase {

  @TempDir Path folder;

  ClonePlan plan(Path source, Path target) {
    return new ReplicaPlanner(Progress.NONE).plan(Location.of(source), Location.of(target));
  }

  CloneReport clone(Path source, Path target) {
    return new CloneRunner(Progress.NONE).run(plan(source, target));
  }

  CheckReport check(Path source, Path target) {
    return new DeltaCheck(Progress.NONE).check(Location.of(source), Location.of(target));
  }

  static List<String> note(ClonePlan plan, String code) {
    return plan.notes().stream()
        .filter(note -> note.code().equals(code))
        .flatMap(note -> note.examples().stream())
        .toList();
  }

  Path target() {
    return folder.resolve("target");
  }

  DeltaTableFixture orders() {
    return DeltaTableFixture.create(folder.resolve("orders"), "orders-id")
        .append("a.parquet", 10)
        .append("day=1/b.parquet", 20);
  }

  static UserException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    UserException e = catchThrowableOfType(UserException.class, call);
    assertThat(e).isNotNull();
    return e;
  }

  void assertNothingWrittenTo(Path path) {
    assertThat(path).doesNotExist();
  }

  /** A table with checkpoints at 2 and 4, and commits up to 6. */
  DeltaTableFixture longHistory() {
    DeltaTableFixture source = orders();
    source
        .append("c.parquet", 3)
        .commit(remove("a.parquet"))
        .append("d.parquet", 4)
        .append("e.parquet", 5);
    return source
        .logFile(
            "00000000000000000002.checkpoint.6b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json",
            String.join(
                    "\n",
                    PROTOCOL,
                    metadata("orders-id"),
                    add("a.parquet", 10),
                    add("day=1/b.parquet", 20))
                + "\n")
        .logFile(
            "00000000000000000004.checkpoint.7b0c1d5e-8a52-4f6c-9c57-3d2f1c8f0a11.json",
            String.join(
                    "\n",
                    PROTOCOL,
                    metadata("orders-id"),
                    add("c.parquet", 3),
                    add("day=1/b.parquet", 20))
                + "\n");
  }

  ClonePlan plan(DeltaTableFixture source, History history) {
    return new ReplicaPlanner(Progress.NONE)
        .plan(source.location(), Location.of(target()), new ReplicaOptions(history));
  }

  static List<String> files(ClonePlan plan) {
    List<String> files = new ArrayList<>();
    plan.files().forEach(file -> files.add(file.target()));
    return files;
  }

  /** The rules of a table that readers open, which look at its schema. */
  static String metadataWithSchema(String id) {
    return DeltaTableFixture.metadata(id)
        .replace("\"{}\"", "\"{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":[]}\"");
  }
}
