package dev.bering.app;

import static org.apache.spark.sql.functions.lit;
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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
 *
 * <p>delta-spark has two readers, one that rebuilds a table with Spark and one that has Delta
 * Kernel do it. The first, which people have, reads the copies; the second reads the source in a
 * third of the time, so rows are equal only if two readers agree on them. Where Kernel refuses a
 * source, and the output says so, the first reads that too.
 */
@Tag("spark")
class GoldenTablesTest {

  @SuppressWarnings("unused") // read by name
  static final List<String> archives = PublishedTables.ARCHIVES;

  /** From here on it takes less to compile what is done with each row than to interpret it. */
  private static final long MANY_ROWS = 50_000;

  /** What delta-spark's reader over Kernel says of tables that its classic one reads. */
  private static final List<String> KERNEL_REFUSES =
      List.of(
          "Root node at key schemaString is null but field isn't nullable",
          "Expected row tracking metadata keys base_row_id and default_row_commit_version");

  private static SparkSession spark;
  private static SparkSession compiling;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark = SmallTablesSession.named("golden tables");
    compiling = SmallTablesSession.compiling("many rows");
    for (SparkSession session : List.of(spark, compiling)) {
      session.conf().set("spark.databricks.delta.v2.enableMode", "STRICT");
    }
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
    boolean relocated =
        !CloneMarker.read(Stores.open(Location.of(replica))).orElseThrow().relocations().isEmpty();
    if (!relocated) {
      assertSameLog(source, replica);
    }
    assertThat(taken.exitCode()).as(taken.err()).isZero();
    assertThat(Cli.run("clone", source, snapshot, "--mode", "snapshot").out())
        .endsWith("already: nothing copied" + System.lineSeparator());
    List<Path> copies =
        hasEveryFile(source, replica) ? List.of(snapshot) : List.of(replica, snapshot);
    Counted counted = duckDb(replica);
    Reader reader =
        counted.rows().orElse(0) < MANY_ROWS ? GoldenTablesTest::lines : GoldenTablesTest::digests;
    Expected expected = assertSameRows(reader, source, copies, relocated);
    long rows = expected.contents().rows();
    counted.rows().ifPresent(seen -> assertThat(seen).as(replica.toString()).isEqualTo(rows));
    return "cloned   %d rows equal in both modes%s%s"
        .formatted(rows, expected.refusal(), counted.refusal());
  }

  /**
   * The source is elsewhere while the copies are read, and is read there, unless its own log names
   * the place it had.
   */
  private static Expected assertSameRows(
      Reader reader, Path source, List<Path> copies, boolean namesPlaces) throws IOException {
    Optional<Expected> before =
        namesPlaces ? Optional.of(expected(reader, source)) : Optional.empty();
    Path hidden = Files.move(source, source.resolveSibling(source.getFileName() + ".hidden"));
    try {
      Expected expected = before.orElseGet(() -> expected(reader, hidden));
      assertThat(reader.read(copies, DeltaReader.CLASSIC))
          .as("%s and its copies %s", source, copies)
          .hasSameSizeAs(copies)
          .containsOnly(expected.contents());
      return expected;
    } finally {
      Files.move(hidden, source);
    }
  }

  /** What a source holds, and why it is not Kernel that says so, if it is not. */
  private record Expected(Contents contents, String refusal) {}

  private static Expected expected(Reader reader, Path source) {
    try {
      return new Expected(reader.read(List.of(source), DeltaReader.KERNEL).get(0), "");
    } catch (Exception e) { // checked in Scala only, and of every kind
      String known =
          KERNEL_REFUSES.stream()
              .filter(String.valueOf(e.getMessage())::startsWith)
              .findFirst()
              .orElseThrow(() -> new AssertionError("Kernel does not read " + source, e));
      return new Expected(
          reader.read(List.of(source), DeltaReader.CLASSIC).get(0), "; Kernel: " + known);
    }
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

  /** What the engine of {@code bering diff} sees of a table: its rows, or why it cannot read it. */
  private record Counted(OptionalLong rows, String refusal) {}

  private static Counted duckDb(Path table) {
    try (Engine engine = DuckDbEngine.open()) {
      Relation relation = engine.register("t", Tables.open(Location.of(table)));
      return new Counted(OptionalLong.of(relation.rowCount()), "");
    } catch (UserException e) {
      String sentence = e.problems().get(0).message();
      assertThat(sentence).startsWith("Cannot ").endsWith(".");
      return new Counted(
          OptionalLong.empty(), "; DuckDB: " + sentence.replace(table.toString(), "TABLE"));
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

  private static void assertSameLog(Path source, Path target) {
    try (Stream<Path> files = Files.walk(target.resolve("_delta_log"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file).hasSameBinaryContentAs(source.resolve(target.relativize(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many rows a table has, and what is the same on two sides only if their rows are. */
  private record Contents(long rows, List<String> proof) {

    Contents {
      proof = List.copyOf(proof);
    }
  }

  /** The readers of delta-spark. */
  private enum DeltaReader {
    /** Rebuilds a table with Spark. */
    CLASSIC {
      @Override
      Dataset<Row> rows(SparkSession spark, Path table) {
        return spark.read().format("delta").load(table.toString());
      }
    },
    /** Has Delta Kernel do it; only a table with a name is read that way. */
    KERNEL {
      @Override
      Dataset<Row> rows(SparkSession spark, Path table) {
        Dataset<Row> rows = spark.sql("SELECT * FROM delta.`%s`".formatted(table));
        assertThat(((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed())
            .as("the classic reader makes relations of files")
            .asString()
            .contains("RelationV2");
        return rows;
      }
    };

    abstract Dataset<Row> rows(SparkSession spark, Path table);

    Dataset<Row> lines(SparkSession spark, Path table) {
      return rows(spark, table).selectExpr("cast(struct(*) as string) as line");
    }
  }

  /** Reads tables in one query: planning takes longer than running. */
  private interface Reader {
    List<Contents> read(List<Path> tables, DeltaReader by);
  }

  /** Each row as text, in whatever order: one stage, as nothing is left to do for Spark. */
  private static List<Contents> lines(List<Path> tables, DeltaReader by) {
    return read(
        tables,
        table -> by.lines(spark, table),
        rows ->
            new Contents(rows.size(), rows.stream().map(r -> r.getString(0)).sorted().toList()));
  }

  /** Of the hashes of each row's text the sum and the exclusive or, in whatever order. */
  private static List<Contents> digests(List<Path> tables, DeltaReader by) {
    return read(
        tables,
        table ->
            by.lines(compiling, table)
                .selectExpr("xxhash64(line) as hash")
                .selectExpr("count(*)", "sum(cast(hash as decimal(20,0)))", "bit_xor(hash)"),
        sums -> {
          Row row = sums.get(0);
          return new Contents(row.getLong(0), List.of(row.get(1) + " " + row.get(2)));
        });
  }

  /** A table that was never given columns has none to read. */
  private static List<Contents> read(
      List<Path> tables,
      Function<Path, Dataset<Row>> query,
      Function<List<Row>, Contents> contents) {
    try {
      List<Row> rows =
          IntStream.range(0, tables.size())
              .mapToObj(side -> query.apply(tables.get(side)).withColumn("side", lit(side)))
              .reduce(Dataset::union)
              .orElseThrow()
              .collectAsList();
      return IntStream.range(0, tables.size())
          .mapToObj(
              side ->
                  contents.apply(
                      rows.stream().filter(row -> row.<Integer>getAs("side") == side).toList()))
          .toList();
    } catch (Exception e) { // checked in Scala only
      if (e instanceof SparkThrowable known
          && "DELTA_READ_TABLE_WITHOUT_COLUMNS".equals(known.getCondition())) {
        return tables.size() == 1
            ? List.of(new Contents(0, List.of(known.getCondition())))
            : tables.stream()
                .flatMap(table -> read(List.of(table), query, contents).stream())
                .toList();
      }
      throw e;
    }
  }
}
