package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own imports, and is killed while it writes. */
class KilledImportTest {

  private static final int ROWS = 100_000;

  @TempDir private Path root;

  @Test
  void aKilledImportLeavesTheOldBillWholeAndTheNextOneCompletesIt()
      throws IOException, InterruptedException {
    try (Engine engine = DuckDbEngine.open()) {
      BillFolder folder = new BillFolder(root, engine);
      Path csv = folder.csv("one.csv", BillFolder.cur("identity_line_item_id=a"));
      Path bill = root.resolve("in/cur.parquet");
      Files.createDirectories(bill.getParent());
      folder.parquet("in/cur.parquet", rows(csv, 1));
      folder.run(bill);
      List<Bill> old = folder.store().bills(engine);
      folder.parquet("in/cur.parquet", rows(csv, ROWS));

      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Djava.io.tmpdir=" + Files.createDirectories(root.resolve("tmp")),
                  "-cp",
                  System.getProperty("java.class.path"),
                  KilledImportTest.class.getName(),
                  root.toString())
              .redirectErrorStream(true)
              .redirectOutput(root.resolve("child.log").toFile())
              .start();
      awaitPart(child);
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).as(Files.readString(root.resolve("child.log"))).isEqualTo(137);

      assertThat(parts()).hasSize(1);
      assertThat(folder.store().bills(engine)).isEqualTo(old);
      assertThat(folder.charges("x_Row")).isEqualTo("1");

      assertThat(folder.run(bill).changes().get(0).bill().rows()).isEqualTo(ROWS);
      assertThat(parts()).isEmpty();
      assertThat(
              engine.query(
                  "SELECT count(*) FROM " + folder.store().charges(), row -> row.number(0)))
          .containsExactly((long) ROWS);
    }
  }

  private static String rows(Path csv, int count) {
    return "SELECT * EXCLUDE (i) REPLACE (CAST(i AS VARCHAR) AS identity_line_item_id)"
        + " FROM read_csv(%s, all_varchar = true), range(%d) AS t(i)"
            .formatted(Sql.literal(csv.toString()), count);
  }

  private void awaitPart(Process child) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (parts().isEmpty()) {
      assertThat(child.isAlive()).as(Files.readString(root.resolve("child.log"))).isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      child.waitFor(1, TimeUnit.MILLISECONDS);
    }
  }

  private List<Path> parts() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("bills/charges"))) {
      return files.filter(file -> file.toString().endsWith(".part")).toList();
    }
  }

  /** Imports the bill that is in the folder. */
  public static void main(String... arguments) {
    Path root = Path.of(arguments[0]);
    try (Engine engine = DuckDbEngine.open()) {
      new BillImport(engine, BillStore.at(root.resolve("bills")), Progress.NONE)
          .run(BillFolder.request(List.of(root.resolve("in"))));
    }
  }
}
