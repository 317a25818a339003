package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloneCommandTest {

  @TempDir Path folder;

  @BeforeEach
  void layTable() {
    Cli.write(folder.resolve("orders/a.parquet"), "0123456789");
    Cli.write(
        folder.resolve("orders/_delta_log/00000000000000000000.json"),
        """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"orders-id","schemaString":"{}","partitionColumns":[],"configuration":{}}}
        {"add":{"path":"a.parquet","partitionValues":{},"size":10,"modificationTime":0,"dataChange":true}}
        """);
  }

  private Path orders() {
    return folder.resolve("orders");
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  @Test
  void plansClonesAndChecks() throws IOException {
    Cli plan = Cli.run("clone", orders(), copy(), "--dry-run", "--json");
    JsonNode json = new ObjectMapper().readTree(plan.out());
    assertThat(json.path("plan").path("sourceState").asText()).isEqualTo("version 0");
    assertThat(json.path("plan").path("targetState").isNull()).isTrue();
    assertThat(json.path("plan").path("files").get(0).path("target").asText())
        .isEqualTo("a.parquet");
    assertThat(json.path("plan").path("publications").get(0).path("step").asText())
        .isEqualTo("copied");
    assertThat(json.path("plan").path("source").asText()).isEqualTo(orders().toString());
    assertThat(copy()).doesNotExist();

    Cli clone = Cli.run("clone", orders(), copy());
    assertThat(clone.exitCode()).isZero();
    assertThat(clone.out())
        .startsWith("+ %s is at version 0: 1 file and 1 metadata file copied, ".formatted(copy()))
        .endsWith(" s, every hash equal" + System.lineSeparator());
    assertThat(clone.err()).isEmpty();

    Cli check = Cli.run("check", orders(), copy());
    assertThat(check.exitCode()).isZero();
    assertThat(check.out()).isEqualToNormalizingNewlines("= 2  - 0  + 0  * 0  ! 0  at version 0\n");
  }

  @Test
  void checkEndsWithOneForADifference() {
    Cli.run("clone", orders(), copy());
    Cli.write(copy().resolve("a.parquet"), "0123456780");
    Cli check = Cli.run("check", orders(), copy());
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out()).startsWith("* a.parquet  (same size, other content)");
  }

  @Test
  void refusesInWordsAndWithoutAStackTrace() {
    Cli cli = Cli.run("clone", orders(), orders().resolve("inside"));
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot clone %1$s: target %1$s/inside lies inside the source.
            hint: choose a target outside %1$s
            """
                .formatted(orders()));
  }

  @Test
  void comparesSizesOnlyIfToldToAndSaysSo() {
    Cli clone = Cli.run("clone", orders(), copy(), "--verify", "size");
    assertThat(clone.exitCode()).as(clone.err()).isZero();
    assertThat(clone.out())
        .endsWith(" s, 1 file by size only, every other hash equal" + System.lineSeparator());
    assertThat(Cli.run("check", orders(), copy()).exitCode()).isZero();
  }

  @Test
  void refusesALevelOfProofThatNobodyKnows() {
    Cli clone = Cli.run("clone", orders(), copy(), "--verify", "belief");
    assertThat(clone.exitCode()).isEqualTo(2);
    assertThat(clone.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot copy with --verify 'belief': there is no such level.
            hint: write hash, size or rows
            """);
    assertThat(copy()).doesNotExist();
  }

  @Test
  void refusesStoresThatNobodyCanOpen() {
    Cli cli = Cli.run("clone", "nowhere://lake/orders", copy());
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).startsWith("Cannot open nowhere://lake/orders: ");
    assertThat(copy()).doesNotExist();
  }

  @Test
  void refusesOptionsThatWouldMeanNothing() {
    Cli cli =
        Cli.run("clone", orders(), copy(), "--version", 1, "--table", "x", "--bandwidth", "fast");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot clone %1$s: --table is for databases.
            hint: leave it out
            Cannot clone %1$s: --version means nothing for a replica.
            hint: leave it out, or clone with --mode snapshot
            Cannot copy with --bandwidth 'fast': it is no rate.
            hint: write bytes per second, such as 800k, 50M or 2G
            """
                .formatted(orders()));
  }

  @Test
  void takesASnapshotAndSaysWhereItStands() {
    Cli clone =
        Cli.run(
            "clone",
            orders(),
            copy(),
            "--mode",
            "snapshot",
            "--set",
            "owner=me",
            "--version",
            0,
            "--concurrency",
            1,
            "--bandwidth",
            "50M");
    assertThat(clone.exitCode()).as(clone.err()).isZero();
    assertThat(clone.out())
        .startsWith("+ %s is at version 0: 1 file and 1 metadata file copied, ".formatted(copy()));
    assertThat(copy().resolve("_delta_log/00000000000000000000.json"))
        .content()
        .contains("\"configuration\":{\"owner\":\"me\"}");
  }

  @Test
  void keepsTheSecretsOfADatabaseToItself() {
    Cli cli =
        Cli.run(
            "clone",
            "jdbc:postgresql://bob:hunter2@localhost/shop?password=hunter2",
            copy(),
            "--table",
            "public.orders");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).startsWith("Cannot ").doesNotContain("hunter2").doesNotContain("bob");
    Cli other =
        Cli.run(
            "clone", "jdbc:postgresql://localhost/shop?password=hunter2", copy(), "--set", "a=b");
    assertThat(other.err())
        .startsWith("Cannot clone jdbc:postgresql://localhost/shop: --set is for Delta tables.");
  }

  @Test
  void knowsNoOtherVerbs() {
    Cli cli = Cli.run("clobe", orders(), copy());
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err()).contains("clobe").contains("clone");
  }

  @Test
  void showsHelp() {
    Cli cli = Cli.run("clone", "--help");
    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out()).startsWith("Usage: bering clone").contains("--dry-run");
    assertThat(Cli.run().out()).contains("clone", "check", "diff");
  }

  @Test
  void writesDownForPrometheusWhatItMoved() throws IOException {
    Path file = folder.resolve("clone.prom");
    Cli clone =
        Cli.run(
            "clone",
            orders(),
            copy(),
            "--metrics",
            file,
            "--metrics-tag",
            "job=orders",
            "--metrics-port",
            "0");
    assertThat(clone.exitCode()).as(clone.err()).isZero();
    assertThat(clone.err()).matches("metrics at http://127\\.0\\.0\\.1:\\d+/metrics\\R");
    assertThat(Files.readString(file))
        .contains(
            "bering_store_bytes_total{direction=\"copied\",job=\"orders\",store=\"file\"} 10.0\n")
        .contains("bering_clone_run_seconds_count{job=\"orders\",outcome=\"ok\"} 1\n")
        .contains("bering_clone_success_seconds{job=\"orders\"}");

    Cli failing = Cli.run("clone", folder.resolve("none"), copy(), "--metrics", file);
    assertThat(failing.exitCode()).isEqualTo(3);
    assertThat(Files.readString(file))
        .contains("bering_clone_run_seconds_count{outcome=\"failed\"} 1\n")
        .contains("bering_clone_success_seconds{job=\"orders\"}");
  }

  @Test
  void refusesMetricsThatGoNowhere() {
    Cli cli =
        Cli.run("clone", orders(), copy(), "--metrics-tag", "a-b=1", "--metrics-port", "70000");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot use --metrics-tag a-b=1: it is no NAME=VALUE.
            hint: write a name of letters, digits and _, such as job=orders
            Cannot serve metrics on port 70000: ports are 0 to 65535.
            hint: choose another --metrics-port
            """);
    assertThat(copy()).doesNotExist();
  }
}
