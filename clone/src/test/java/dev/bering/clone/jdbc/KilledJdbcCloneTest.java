package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.Kills;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.stores.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A clone that is killed at any step shows no part of a table, and the next one takes over what is
 * still right and reads again what is not.
 */
class KilledJdbcCloneTest {

  /** Four files or so. */
  private static final Limits SMALL = new Limits(2, 2000, Duration.ofMinutes(1));

  private static final int STRIDE = 3;

  @TempDir Path folder;

  /** The process that is killed: URL, user, table, target, and the step at which it dies. */
  public static void main(String[] args) {
    Location target = Location.of(args[3]);
    JdbcSource source = JdbcSource.of(args[0], args[2]).withLogin(args[1], () -> "");
    run(source, target, Kills.at(args[4], target));
  }

  private static void run(JdbcSource source, Location target, Function<Location, Store> stores) {
    JdbcRequest request = JdbcRequest.of(source, target).withLimits(SMALL);
    JdbcClonePlan plan = new JdbcClonePlanner().plan(request);
    new JdbcCloneRunner(Progress.NONE, stores).run(request, plan);
  }

  private static String state(List<Map<String, @Nullable Object>> rows) {
    return rows.stream().map(row -> String.valueOf(row.get("v"))).sorted().toList().toString();
  }

  @Test
  void takesOverWhatIsStillRightWhereverItIsKilled() throws Exception {
    Database database = Database.POSTGRES;
    database.run(
        "CREATE TABLE killed (id int PRIMARY KEY, v int NOT NULL, filler text)",
        "INSERT INTO killed SELECT i, i, 'some text of row ' || i FROM generate_series(1, 300) i");
    int kills = 0;
    int resumed = 0;
    int resumedAfterChange = 0;
    for (int step = 2; ; step += STRIDE) {
      Path target = folder.resolve("killed-at-" + step);
      if (!Kills.at(
          step,
          Location.of(target),
          stores -> run(database.source("killed"), Location.of(target), stores),
          KilledJdbcCloneTest.class,
          database.url(),
          database.user(),
          "killed",
          target)) {
        break;
      }
      kills++;
      boolean change = kills % 2 == 0;
      if (change) {
        database.run("UPDATE killed SET v = v + 1000 WHERE id = 150");
      }
      JdbcRequest request =
          JdbcRequest.of(database.source("killed"), Location.of(target)).withLimits(SMALL);
      JdbcCloneReport report =
          new JdbcCloneRunner(Progress.NONE).run(request, new JdbcClonePlanner().plan(request));
      int reused = report.resumedFileCount() + report.keptFileCount();
      resumed += change ? 0 : reused;
      resumedAfterChange += change ? reused : 0;
      int changedRow = 150 + 1000 * (kills / 2);
      assertThat(state(DeltaRows.read(target)))
          .as("after a kill at step %d", step)
          .isEqualTo(
              IntStream.rangeClosed(1, 300)
                  .mapToObj(i -> Integer.toString(i == 150 ? changedRow : i))
                  .sorted()
                  .toList()
                  .toString());
      assertThat(
              new JdbcCloneRunner(Progress.NONE)
                  .run(request, new JdbcClonePlanner().plan(request))
                  .version())
          .isEmpty();
    }
    System.out.printf(
        "killed %d times, %d files taken over, %d of them after a change%n",
        kills, resumed + resumedAfterChange, resumedAfterChange);
    assertThat(kills).isGreaterThan(10);
    assertThat(resumed).isGreaterThan(kills);
    assertThat(resumedAfterChange).isPositive();
  }
}
