package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.tables.DeltaTableFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refusals that need little more than a command line; each by its words, and nothing written. */
class CloneRefusalsTest {

  @TempDir Path folder;

  private Path orders() {
    return folder.resolve("orders");
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  private static void assertRefused(int exitCode, String message, Object... words) {
    Cli cli = Cli.run(words);
    assertThat(cli.err().lines()).contains(message);
    assertThat(cli.exitCode()).isEqualTo(exitCode);
    assertThat(cli.out()).isEmpty();
  }

  /** A stream that has written {@code batches} batches to the table {@code orders}. */
  private Path stream(String name, String id, int batches) {
    Path stream = folder.resolve(name);
    Cli.write(stream.resolve("metadata"), "{\"id\":\"%s\"}".formatted(id));
    for (int batch = 0; batch < batches; batch++) {
      Cli.write(stream.resolve("offsets/" + batch), "v1\n{}\n{\"path\":\"/elsewhere\"}\n");
      Cli.write(stream.resolve("commits/" + batch), "v1\n{}");
    }
    return stream;
  }

  private void writtenByStream(String id) {
    DeltaTableFixture.create(orders(), "orders-id")
        .commit("{\"txn\":{\"appId\":\"%s\",\"version\":1}}".formatted(id));
  }

  @Test
  void namesOptionsThatCannotBe() {
    assertRefused(
        2,
        "Cannot clone %s: --version and --timestamp name two versions.".formatted(orders()),
        "clone",
        orders(),
        copy(),
        "--mode",
        "snapshot",
        "--version",
        1,
        "--timestamp",
        "2026-01-31");
    assertRefused(
        2,
        "Cannot copy with --concurrency 0: it must be 1 to 256.",
        "clone",
        orders(),
        copy(),
        "--concurrency",
        0);
    assertRefused(
        2,
        "Cannot copy with --verify 'none': there is no such level.",
        "clone",
        orders(),
        copy(),
        "--verify",
        "none");
    assertRefused(
        2,
        "Cannot copy with --verify size and --engine spark: tasks always compare checksums.",
        "clone",
        orders(),
        copy(),
        "--verify",
        "size",
        "--engine",
        "spark");
    assertRefused(
        2,
        "Cannot check version 1: files are compared of all versions.",
        "check",
        orders(),
        copy(),
        "--version",
        1);
    assertRefused(
        2,
        "Cannot show -1 samples: the number is negative.",
        "diff",
        orders(),
        copy(),
        "--key",
        "id",
        "--samples",
        -1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void copiesPlainFoldersByThisProcessOnly() {
    Cli.write(folder.resolve("hive/d=1/000000_0"), "rows");
    assertRefused(
        2,
        "Cannot clone %s: --engine spark is for tables, not for plain folders."
            .formatted(folder.resolve("hive")),
        "clone",
        folder.resolve("hive"),
        copy(),
        "--engine",
        "spark");
    assertThat(copy()).doesNotExist();
  }

  @Test
  void checksNothingButIcebergTablesByOptionsOfIceberg() {
    DeltaTableFixture.create(orders(), "orders-id");
    Path hive = folder.resolve("hive");
    Cli.write(hive.resolve("d=1/000000_0"), "rows");
    for (Path source : new Path[] {orders(), hive}) {
      Cli.run("clone", source, copy().resolve(folder.relativize(source)));
      assertRefused(
          2,
          "Cannot check %s: --held-at is for Iceberg tables.".formatted(source),
          "check",
          source,
          copy().resolve(folder.relativize(source)),
          "--held-at",
          "s3://old/lake=/backup");
    }
    assertRefused(
        2,
        "Cannot check %s: --moved-to is for Iceberg tables.".formatted(orders()),
        "check",
        "--rows",
        orders(),
        copy().resolve("orders"),
        "--moved-to",
        "s3://old/lake=/backup");
    Cli many =
        Cli.run("check", folder.resolve("ord*"), copy(), "--moved-to", "s3://old/lake=/backup");
    assertThat(many.exitCode()).isEqualTo(2);
    assertThat(many.err().lines())
        .contains("Cannot check %s: --moved-to is for Iceberg tables.".formatted(orders()));
  }

  @Test
  void plansNoComparisonOfRows() {
    DeltaTableFixture.create(orders(), "orders-id");
    assertRefused(
        2,
        "Cannot plan with --verify rows: --dry-run copies nothing whose rows could be compared.",
        "clone",
        orders(),
        copy(),
        "--dry-run",
        "--verify",
        "rows");
    assertThat(copy()).doesNotExist();
  }

  @Test
  void checksNoFilesOfADatabase() {
    assertRefused(
        4,
        "Cannot check jdbc:postgresql://db/shop: a database has no files to compare.",
        "check",
        "jdbc:postgresql://db/shop?password=secret",
        copy());
  }

  @Test
  void namesATableWithoutALog() {
    Cli.write(orders().resolve("_delta_log/notes.txt"), "nothing that counts");
    for (String mode : new String[] {"replica", "snapshot"}) {
      assertRefused(
          3,
          "Cannot clone %s: its _delta_log holds no commit and no checkpoint.".formatted(orders()),
          "clone",
          orders(),
          copy(),
          "--mode",
          mode);
    }
  }

  @Test
  void namesAFolderThatIsNoStreamsCheckpoint() {
    writtenByStream("stream-1");
    Path empty = folder.resolve("empty");
    assertRefused(
        3,
        "Cannot read streaming checkpoint %s: it has no file 'metadata'.".formatted(empty),
        "clone",
        orders(),
        copy(),
        "--with-checkpoint",
        empty);
    Cli.write(empty.resolve("metadata"), "{}");
    assertRefused(
        3,
        "Cannot read streaming checkpoint %s: its file 'metadata' names no stream id."
            .formatted(empty),
        "clone",
        orders(),
        copy(),
        "--with-checkpoint",
        empty);
    Cli.write(empty.resolve("metadata"), "{");
    assertRefused(
        3,
        "Cannot read streaming checkpoint %s: its file 'metadata' is no JSON.".formatted(empty),
        "clone",
        orders(),
        copy(),
        "--with-checkpoint",
        empty);
    assertThat(copy()).doesNotExist();
  }

  @Test
  void leavesTheCheckpointOfAnotherStreamAlone() {
    writtenByStream("stream-1");
    Path ours = stream("ours", "stream-1", 1);
    Path theirs = stream("theirs", "stream-2", 1);
    assertRefused(
        2,
        "Cannot move streaming checkpoint %s: %s is the checkpoint of another stream (stream-2)."
            .formatted(ours, theirs),
        "clone",
        orders(),
        copy(),
        "--with-checkpoint",
        ours + "=" + theirs);
    Path ahead = stream("ahead", "stream-1", 3);
    assertRefused(
        2,
        "Cannot move streaming checkpoint %s: the copy at %s has gone on, to batch 2."
            .formatted(ours, ahead),
        "clone",
        orders(),
        copy(),
        "--with-checkpoint",
        ours + "=" + ahead);
    assertThat(copy()).doesNotExist();
  }
}
