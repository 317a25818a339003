package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferReconcileCommandTest {

  /** A minute from 2026-03-25T00:00:00Z. */
  private static final String LOG =
      """
      interface-id instance-tag flow-direction bytes start end log-status
      eni-1 orders ingress 9300000 1774396800 1774396859 OK
      eni-1 orders egress 6300000 1774396805 1774396859 OK
      eni-2 events ingress 500 1774396805 1774396859 OK
      """;

  private static final String MOVED =
      """
      bering_clone_begin_seconds{job="orders"} 1.774396801E9
      bering_clone_end_seconds{job="orders"} 1.774396850E9
      bering_store_bytes_total{direction="read",job="orders",store="hdfs://nn:8020"} 9000000.0
      bering_store_bytes_total{direction="written",job="orders",store="s3://lake"} 6000000.0
      bering_store_bytes_total{direction="copied",job="orders",store="s3://lake"} 2000.0
      bering_store_bytes_total{direction="read",job="orders",store="file"} 777.0
      bering_store_bytes_total{direction="read",job="orders",store="hdfs://127.0.0.1:8020"} 777.0
      bering_store_retries_total{job="orders"} 3.0
      bering_store_throttled_total{job="orders"} 2.0
      """;

  @TempDir private Path folder;

  private Path log;
  private Path moved;

  @BeforeEach
  void write() throws IOException {
    log = Files.writeString(folder.resolve("a.log"), LOG);
    moved = Files.writeString(folder.resolve("orders.prom"), MOVED);
  }

  @Test
  void laysWhatWasMovedBesideWhatWasLogged() {
    Cli cli =
        Cli.run("transfer", "reconcile", log, "--moved", moved, "--match", "instance-tag=job");
    assertThat(cli.err()).isEmpty();
    assertThat(cli.exitCode()).isZero();
    assertThat(cli.out())
        .isEqualToNormalizingNewlines(
            """
                    read    in      written  out     moved    on the wire  ratio
            orders  9.0 MB  9.3 MB  6.0 MB   6.3 MB  15.0 MB  15.6 MB      1.040
            orders: 1 run from 2026-03-25T00:00:01Z to 2026-03-25T00:00:50Z, in 1 bucket of 1m
            not compared: 2.0 kB that stores copied by themselves
            tried again: 3 calls; asked to slow down 2 times
            no run tells of events: 500 B

            read 3 lines of 1 file
            """);
  }

  @ParameterizedTest
  @CsvSource({"eni-1, 1.05, 0", "eni-1, 1.03, 1", "eni-2, 9, 4", "eni-9, 9, 4"})
  void endsAsTheLogsTell(String networkInterface, String limit, int exitCode) {
    Cli cli =
        Cli.run(
            "transfer",
            "reconcile",
            log,
            "--moved",
            moved,
            "--where",
            "interface-id=" + networkInterface,
            "--at-most",
            limit,
            "--json");
    assertThat(cli.exitCode()).as(cli.out() + cli.err()).isEqualTo(exitCode);
    assertThat(cli.out())
        .contains(
            "\"standing\" : \"%s\""
                .formatted(exitCode == 0 ? "WITHIN" : exitCode == 1 ? "OVER" : "CANNOT_TELL"));
  }

  @Test
  void tellsEverythingThatIsWrongWithWhatItWasGiven() {
    Cli cli =
        Cli.run("transfer", "reconcile", log, "--moved", moved, "--at-most", "0.5", "--every", "x");
    assertThat(cli.exitCode()).isEqualTo(2);
    assertThat(cli.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot use --every x: it is no length of time of a second or more.
            hint: write a length such as 1m or 1h
            Cannot hold clones against all that was logged: others may have moved something too.
            hint: name their interfaces with --where interface-id=ENI, or give --match
            Cannot use --at-most 0.5: it is no ratio of 1 to 1000.
            hint: write a number such as 1.2
            """);
  }

  @Test
  void refusesRunsWithoutTheTagAndFilesThatAreNoMetrics() {
    Cli untagged =
        Cli.run("transfer", "reconcile", log, "--moved", moved, "--match", "instance-tag=team");
    assertThat(untagged.exitCode()).isEqualTo(2);
    assertThat(untagged.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot match %s: its metrics have no tag team.
            hint: clone with --metrics-tag team=VALUE, or leave out --match
            """
                .formatted(moved));
    Cli twice =
        Cli.run(
            "transfer",
            "reconcile",
            log,
            "--moved",
            moved + "," + moved,
            "--where",
            "interface-id=eni-1");
    assertThat(twice.exitCode()).isEqualTo(3);
    assertThat(twice.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot count %1$s: it is of the same run as %1$s.
            hint: name each run once
            """
                .formatted(moved));
    Cli none =
        Cli.run("transfer", "reconcile", log, "--moved", log, "--where", "interface-id=eni-1");
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err())
        .isEqualToNormalizingNewlines(
            """
            Cannot read metrics of a clone from %s: it holds no metrics of a clone.
            hint: name a file that 'bering clone --metrics FILE' has written
            """
                .formatted(log));
  }
}
