package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.CloneMarker;
import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Stores;
import dev.bering.tables.PublishedTables;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every published Delta table, through the command line and in both modes: it either clones (the
 * replica's log byte-identical, check clean, and delta-spark reads the same rows of the newest
 * version on all sides, the source being away while it reads copies that are not the source's very
 * files) or is refused with a sentence that names why.
 */
@Tag("spark")
class GoldenTablesTest {

  @SuppressWarnings("unused") // read by name
  static final List<String> archives = PublishedTables.ARCHIVES;

  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark = SmallTablesSession.named("golden tables");
  }

  @ParameterizedTest
  @FieldSource("archives")
  void clonesEveryTableOrRefusesItByName(String archive) throws Exception {
    if (!PublishedTables.isThere(archive)) {
      return;
    }
    List<Path> tables = PublishedTables.unpack(archive, folder);
    Map<String, String> outcomes = new TreeMap<>();
    // Most of the time goes into planning on the driver, which one table does on one core. Not the
    // common pool: Spark and Delta wait for work of their own there.
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<String>> running =
          tables.stream().map(table -> pool.submit(() -> outcome(archive, table))).toList();
      for (int i = 0; i < tables.size(); i++) {
        outcomes.put(name(archive, tables.get(i)), running.get(i).get());
      }
    } finally {
      pool.shutdownNow();
    }
    System.out.printf("%n%s: %d tables%n", archive, outcomes.size());
    outcomes.forEach((name, outcome) -> System.out.printf("  %-68s %s%n", name, outcome));
    assertThat(outcomes).hasSameSizeAs(tables);
    assertThat(outcomes.values())
        .allMatch(outcome -> outcome.startsWith("cloned") || outcome.startsWith("refused"));
  }

  private String name(String archive, Path table) {
    return folder.resolve(archive).relativize(table).toString();
  }

  private String outcome(String archive, Path source) throws IOException {
    Path replica = folder.resolve("replicas").resolve(name(archive, source));
    Path snapshot = folder.resolve("snapshots").resolve(name(archive, source));
    Cli cloned = Cli.run("clone", source, replica);
    Cli taken = Cli.run("clone", source, snapshot, "--mode", "snapshot");
    if (cloned.exitCode() == 2 || cloned.exitCode() == 3) {
      assertThat(taken.exitCode()).as(taken.err()).isEqualTo(cloned.exitCode());
      return "refused  "
          + refusal(cloned, source, replica)
          + refusal(taken, source, snapshot, cloned);
    }
    assertThat(cloned.exitCode()).as(cloned.err()).isZero();
    Cli check = Cli.run("check", source, replica);
    assertThat(check.exitCode()).as(check.out() + check.err()).isZero();
    if (CloneMarker.read(Stores.open(Location.of(replica))).orElseThrow().relocations().isEmpty()) {
      assertSameLog(source, replica);
    }
    boolean isWhole = hasEveryFile(source, replica);
    assertThat(taken.exitCode()).as(taken.err()).isZero();
    assertThat(Cli.run("clone", source, snapshot, "--mode", "snapshot").out())
        .endsWith("already: nothing copied" + System.lineSeparator());
    Row digest = digest(source);
    Path hidden = hide(source);
    try {
      if (!isWhole) {
        assertThat(digest(replica)).as("replica of " + source).isEqualTo(digest);
      }
      assertThat(digest(snapshot)).as("snapshot of " + source).isEqualTo(digest);
    } finally {
      Files.move(hidden, source);
    }
    return "cloned   %d rows equal in both modes%s"
        .formatted(digest.getLong(0), duckDb(replica, digest.getLong(0)));
  }

  private static String refusal(Cli refused, Path source, Path target) {
    String sentence = refused.err().lines().findFirst().orElse("");
    assertThat(sentence).startsWith("Cannot ").endsWith(".");
    assertThat(target).as("nothing is written for a refused table").doesNotExist();
    return sentence.replace(source.toString(), "TABLE");
  }

  /** The same fact in other words need not be said twice. */
  private static String refusal(Cli refused, Path source, Path target, Cli before) {
    String sentence = refusal(refused, source, target);
    return before.err().contains(sentence.replace("TABLE", source.toString()))
        ? ""
        : "; as snapshot: " + sentence;
  }

  /** The engine of {@code bering diff} sees as many rows, or says why it cannot read the table. */
  private static String duckDb(Path table, long rows) {
    try (Engine engine = DuckDbEngine.open()) {
      Relation relation = engine.register("t", Tables.open(Location.of(table)));
      assertThat(relation.rowCount()).as(table.toString()).isEqualTo(rows);
      return "";
    } catch (UserException e) {
      String sentence = e.problems().get(0).message();
      assertThat(sentence).startsWith("Cannot ").endsWith(".");
      return "; DuckDB: " + sentence.replace(table.toString(), "TABLE");
    }
  }

  /**
   * Whether all that is below one folder is below the other, byte for byte: what was unpacked to a
   * place made up a moment ago names that place nowhere, so such a copy reads as its source does.
   */
  private static boolean hasEveryFile(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(source.relativize(file));
        if (!Files.isRegularFile(copy) || Files.mismatch(file, copy) >= 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** Takes the source away, so that whoever still reads from it is found out. */
  private static Path hide(Path source) throws IOException {
    return Files.move(source, source.resolveSibling(source.getFileName() + ".hidden"));
  }

  private static void assertSameLog(Path source, Path target) {
    try (Stream<Path> files = Files.walk(target.resolve("_delta_log"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file).hasSameBinaryContentAs(source.resolve(target.relativize(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How many rows, and two sums over hashes of each row's text: the same on both sides only if the
   * rows are, in whatever order. A table that was never given columns has none to read.
   */
  private static Row digest(Path table) {
    try {
      return spark
          .read()
          .format("delta")
          .load(table.toString())
          .selectExpr("cast(struct(*) as string) as line")
          .selectExpr(
              "count(*) as rows",
              "sum(cast(xxhash64(line) as decimal(20,0)))",
              "sum(cast(xxhash64(concat('~', line)) as decimal(20,0)))")
          .head();
    } catch (Exception e) { // checked in Scala only
      if (e instanceof SparkThrowable known
          && "DELTA_READ_TABLE_WITHOUT_COLUMNS".equals(known.getCondition())) {
        return RowFactory.create(0L, known.getCondition());
      }
      throw e;
    }
  }
}
