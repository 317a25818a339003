package dev.bering.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.metrics.CloneTotals.Moved;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Backoff;
import dev.bering.stores.Content;
import dev.bering.stores.Retries;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.stores.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a clone has written of itself, read again. */
class CloneTotalsTest {

  private static final Instant NOON = Instant.parse("2026-03-25T12:00:00Z");

  @TempDir Path folder;

  @Test
  void readsWhatARunHasWritten() throws IOException {
    Traffic traffic = new Traffic();
    Location place = Location.of(folder.resolve("lake"));
    try (Store store = traffic.meter(place, Stores.open(place))) {
      store.write("a", Content.of("0123456789".getBytes(StandardCharsets.UTF_8)));
    }
    Map<String, String> tags = Map.of("job", "orders, \"new\"\\", "team", "data");
    CloneMetrics metrics =
        new CloneMetrics(traffic, new Retries(Backoff.STANDARD), tags, NOON.plusMillis(250));
    metrics.succeeded(NOON.plusSeconds(90));
    Path file = folder.resolve("clone.prom");
    new MetricsFile(file).write(metrics.text());
    assertThat(CloneTotals.read(file))
        .isEqualTo(
            new CloneTotals(
                tags,
                NOON.plusMillis(250),
                NOON.plusSeconds(90),
                Map.of("file", new Moved(0, 10, 0)),
                0,
                0));
  }

  @Test
  void addsUpWhatAStoreSaysInSeveralLines() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("clone.prom"),
            """
            # TYPE bering_clone_begin_seconds gauge
            bering_clone_begin_seconds 1.7744364E9
            bering_clone_end_seconds 1.7744368E9
            bering_store_bytes_total{direction="read",store="s3://old"} 1.5E12
            bering_store_bytes_total{direction="copied",store="s3://new"} 7.0
            bering_store_bytes_total{direction="written",store="s3://new"} 5.0
            bering_store_retries_total 3.0
            bering_store_throttled_total 2.0
            another_metric{a="b"} NaN
            """);
    CloneTotals totals = CloneTotals.read(file);
    assertThat(totals.stores())
        .containsOnly(
            Map.entry("s3://old", new Moved(1_500_000_000_000L, 0, 0)),
            Map.entry("s3://new", new Moved(0, 5, 7)));
    assertThat(totals.retries()).isEqualTo(3);
    assertThat(totals.throttled()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bering_clone_run_seconds_count 1 | it does not say when the clone began and ended
          bering_job_open 1                | it holds no metrics of a clone
          bering_clone_begin_seconds NaN   | it holds no metrics of a clone
          bering_clone_begin_seconds{a=1} 2| it holds no metrics of a clone
          ''                               | it holds no metrics of a clone
          """)
  void refusesWhatIsOfNoCloneThatHasEnded(String text, String fact) throws IOException {
    Path file = Files.writeString(folder.resolve("clone.prom"), text);
    assertThatThrownBy(() -> CloneTotals.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read metrics of a clone from %s: %s.".formatted(file, fact));
  }

  @ParameterizedTest
  @CsvSource({"2000.0, 1000.0", "1000.0, 1.0E300", "-5.0, 1000.0"})
  void refusesTimesThatAreNone(String begun, String ended) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("clone.prom"),
            "bering_clone_begin_seconds %s%nbering_clone_end_seconds %s%n".formatted(begun, ended));
    assertThatThrownBy(() -> CloneTotals.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read metrics of a clone from %s: %s and %s are no seconds from which until which it ran."
                .formatted(file, begun, ended));
  }

  @Test
  void refusesWhatIsNotThereAndWhatIsNoText() throws IOException {
    assertThatThrownBy(() -> CloneTotals.read(folder.resolve("none.prom")))
        .hasMessageEndingWith("none.prom: there is no such file.");
    Path file = Files.write(folder.resolve("clone.prom"), new byte[] {(byte) 0xC3, 1});
    assertThatThrownBy(() -> CloneTotals.read(file)).hasMessageEndingWith(": it is no text.");
  }
}
