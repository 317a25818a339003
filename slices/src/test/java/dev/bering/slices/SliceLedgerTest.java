package dev.bering.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.slices.LedgerEntry.Kind;
import dev.bering.slices.LedgerEntry.Stray;
import dev.bering.stores.Store;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceLedgerTest {
  @TempDir Path lake;

  private Location at() {
    return Location.of(lake.resolve("ledger"));
  }

  private static Slice hour(int hour) {
    return Grain.HOURLY.slice("2026-01-01T%02d".formatted(hour));
  }

  private LedgerEntry entry(Kind kind, Slice slice, String run, long version, Stray... strays) {
    return new LedgerEntry(
        "detect",
        slice,
        kind,
        run,
        1,
        "code",
        "none",
        List.of(
            new LedgerEntry.Read("in", "/in", OptionalLong.of(3), ""),
            new LedgerEntry.Read("old", "/old", OptionalLong.empty(), "rows:1")),
        List.of(new LedgerEntry.Model("scorer", "s", "7", "crc:1")),
        kind == Kind.FAILED
            ? List.of()
            : List.of(
                new LedgerEntry.Written(
                    "alerts",
                    Location.of("/alerts"),
                    "id",
                    version,
                    5,
                    50,
                    "rows:2",
                    List.of(strays))),
        Map.of("cpu-ms", 12L),
        Instant.parse("2026-01-02T00:00:00Z"),
        Instant.parse("2026-01-02T00:00:01.5Z"),
        kind == Kind.FAILED ? "it failed" : "");
  }

  @Test
  void readsWhatWasAppendedByItselfAndByOthers() {
    var ledger = new SliceLedger(at());
    assertThat(ledger.entries()).isEmpty();
    LedgerEntry first = entry(Kind.DONE, hour(0), "r1", 0);
    LedgerEntry failed = entry(Kind.FAILED, hour(1), "r2", 0);
    LedgerEntry second = entry(Kind.DONE, hour(1), "r3", 1, new Stray("", 7));
    ledger.append(first, 0);
    var other = new SliceLedger(at());
    other.append(failed, 0);
    ledger.append(second, 1);

    assertThat(ledger.entries()).containsExactly(first, failed, second);
    assertThat(other.entries()).containsExactly(first, failed, second);
    assertThat(Tables.open(at()))
        .isInstanceOfSatisfying(
            TableSnapshot.Delta.class, table -> assertThat(table.files()).hasSize(3));
  }

  @Test
  void publishesASliceOnceWhenTwoRunsAreAtItTogether() {
    var one = new SliceLedger(at());
    var two = new SliceLedger(at());
    int known = one.entries().size();
    assertThat(two.entries()).hasSize(known);
    one.append(entry(Kind.DONE, hour(0), "r1", 0), known);

    assertThatThrownBy(() -> two.append(entry(Kind.DONE, hour(0), "r2", 1), known))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot publish 2026-01-01T00 of detect: run r1 published it while run r2 was at work.");
    two.append(entry(Kind.DONE, hour(1), "r2", 1), known);
    assertThat(two.entries()).extracting(LedgerEntry::runId).containsExactly("r1", "r2");
    two.append(entry(Kind.DONE, hour(0), "r3", 2), two.entries().size());
    assertThat(two.entries()).hasSize(3);
  }

  @Test
  void letsOneRunnerAtATimeIn() throws IOException {
    try (Store.Lock claim = new SliceLedger(at()).claim("detect")) {
      assertThat(claim).isNotNull();
      assertThatThrownBy(() -> new SliceLedger(at()).claim("detect"))
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot write to %s/_bering/detect: another bering process is writing there."
                  .formatted(at()));
      new SliceLedger(at()).claim("other").close();
    }
    new SliceLedger(at()).claim("detect").close();
  }

  private static Map<Long, List<Slice>> places(Publications published, List<Slice> slices) {
    return published.places("alerts", slices).entrySet().stream()
        .collect(Collectors.toMap(place -> place.getKey().version(), Map.Entry::getValue));
  }

  @Test
  void readsEachSliceFromTheLastVersionThatHasItAsPublished() {
    List<LedgerEntry> entries =
        List.of(
            entry(Kind.DONE, hour(0), "r1", 0),
            entry(Kind.DONE, hour(1), "r1", 1),
            entry(
                Kind.DONE,
                hour(2),
                "r1",
                4,
                new Stray("2026-01-01T01", 3),
                new Stray(hour(2).label(), 2)));
    Publications published = Publications.of("detect", Grain.HOURLY, entries);
    assertThat(places(published, published.slices()))
        .isEqualTo(Map.of(1L, List.of(hour(1)), 4L, List.of(hour(0), hour(2))));

    var healed = new java.util.ArrayList<>(entries);
    healed.add(entry(Kind.DONE, hour(1), "r2", 5));
    assertThat(places(Publications.of("detect", Grain.HOURLY, healed), published.slices()))
        .isEqualTo(Map.of(5L, List.of(hour(0), hour(1), hour(2))));

    healed.add(entry(Kind.DONE, hour(3), "r3", 7, new Stray("", 6)));
    assertThat(
            places(
                Publications.of("detect", Grain.HOURLY, healed),
                List.of(hour(0), hour(1), hour(3))))
        .isEqualTo(Map.of(0L, List.of(hour(0)), 5L, List.of(hour(1)), 7L, List.of(hour(3))));
  }

  @Test
  void readsNoSlicesOfAnotherGrain() {
    Slice day = Grain.DAILY.slice("2026-01-01");
    List<LedgerEntry> entries =
        List.of(
            entry(Kind.DONE, hour(0), "r1", 0),
            entry(Kind.DONE, hour(1), "r1", 1),
            entry(Kind.DONE, day, "r2", 2),
            entry(Kind.DONE, hour(2), "r3", 3));
    Publications days = Publications.of("detect", Grain.DAILY, entries);
    assertThat(days.slices()).containsExactly(day);
    assertThat(days.done(hour(0))).isEmpty();
    // What the day wrote lies over the hours before it.
    Publications hours = Publications.of("detect", Grain.HOURLY, entries);
    assertThat(places(hours, hours.slices()))
        .isEqualTo(Map.of(0L, List.of(hour(0)), 1L, List.of(hour(1)), 3L, List.of(hour(2))));
  }

  @Test
  void missesASliceThatWasPublishedWithoutThePort() {
    Publications published =
        Publications.of("detect", Grain.HOURLY, List.of(entry(Kind.DONE, hour(0), "r1", 0)));
    assertThat(published.missing("alerts", List.of(hour(0)))).isEmpty();
    assertThat(published.missing("alerts", List.of(hour(0), hour(1)))).contains(hour(1));
    assertThat(published.missing("series.after", List.of(hour(0)))).contains(hour(0));
  }

  @Test
  void countsAttemptsAndRemembersTheLastFailure() {
    List<LedgerEntry> entries =
        List.of(entry(Kind.DONE, hour(0), "r1", 0), entry(Kind.FAILED, hour(1), "r1", 0));
    Publications published = Publications.of("detect", Grain.HOURLY, entries);
    assertThat(published.nextAttempt(hour(1))).isEqualTo(2);
    assertThat(published.failure(hour(1)).orElseThrow().failure()).isEqualTo("it failed");
    assertThat(published.done(hour(1))).isEmpty();
    assertThat(Publications.of("other", Grain.HOURLY, entries).slices()).isEmpty();
  }
}
