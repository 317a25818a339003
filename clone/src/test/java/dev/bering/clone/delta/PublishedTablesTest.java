package dev.bering.clone.delta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.tables.PublishedTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every published table is cloned and checked, or refused with a sentence: none is passed over. */
class PublishedTablesTest {

  @SuppressWarnings("unused") // read by name
  static final List<String> archives = PublishedTables.ARCHIVES;

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource("archives")
  void clonesOrRefusesEveryTable(String archive) throws IOException {
    if (!PublishedTables.isThere(archive)) {
      return;
    }
    List<Path> tables = PublishedTables.unpack(archive, folder);
    Map<String, String> outcomes = new TreeMap<>();
    for (Path table : tables) {
      String name = folder.resolve(archive).relativize(table).toString();
      outcomes.put(name, outcome(table, folder.resolve("clones").resolve(name)));
    }
    outcomes.forEach((name, outcome) -> System.out.printf("%-75s %s%n", name, outcome));
    assertThat(outcomes).hasSameSizeAs(tables);
  }

  private static String outcome(Path table, Path target) {
    Location source = Location.of(table);
    try {
      ClonePlan plan = new ReplicaPlanner(Progress.NONE).plan(source, Location.of(target));
      CloneReport report = new CloneRunner(Progress.NONE).run(plan);
      CheckReport check = new DeltaCheck(Progress.NONE).check(source, Location.of(target));
      assertThat(check.entries()).as(table.toString()).isEmpty();
      assertThat(new ReplicaPlanner(Progress.NONE).plan(source, Location.of(target)).isEmpty())
          .as("second plan of " + table)
          .isTrue();
      return "cloned   %s, %d files, %d metadata files"
          .formatted(plan.sourceState(), report.copiedFileCount(), report.publishedFileCount());
    } catch (UserException e) {
      List<String> sentences = new ArrayList<>();
      for (Problem problem : e.problems()) {
        sentences.add(problem.message().replace(table.toString(), "TABLE"));
      }
      return "refused  " + String.join(" / ", sentences);
    }
  }
}
