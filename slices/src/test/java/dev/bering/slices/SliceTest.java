package dev.bering.slices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SliceTest {

  @Test
  void isHalfOpenAndNamedByItsStart() {
    Slice slice = Grain.HOURLY.slice("2026-01-01T03");
    assertThat(slice.start()).isEqualTo(Instant.parse("2026-01-01T03:00:00Z"));
    assertThat(slice.end()).isEqualTo(slice.next().start());
    assertThat(slice.contains(slice.start())).isTrue();
    assertThat(slice.contains(slice.end())).isFalse();
    assertThat(Grain.HOURLY.at(slice.end().minusNanos(1))).isEqualTo(slice);
    assertThat(slice.next().previous()).hasToString("2026-01-01T03");
    assertThat(Grain.DAILY.slice("2025-12-31").next()).hasToString("2026-01-01");
    assertThat(Grain.every(Duration.ofMinutes(15)).slice("2026-01-01T03:45").next())
        .hasToString("2026-01-01T04:00");
    assertThat(Grain.DAILY.at(Instant.parse("1969-12-31T23:59:59Z"))).hasToString("1969-12-31");
  }

  @Test
  void isToldByTheNoteOfItsCommitUnlessThatIsOfSlicesOfAnotherLength() {
    Slice day = Grain.DAILY.slice("2026-01-01");
    String run = "bering run=7 flow=detect port=alerts label=2026-01-01";
    String note = Strays.signed(run, day);
    assertThat(note).isEqualTo(run + " every=PT24H");
    assertThat(new Strays("detect", Grain.DAILY).slice(note)).contains("2026-01-01");
    assertThat(new Strays("detect", Grain.every(Duration.ofDays(7))).slice(note)).isEmpty();
    assertThat(new Strays("other", Grain.DAILY).slice(note)).isEmpty();
    assertThat(new Strays("detect", Grain.DAILY).slice(run)).isEmpty();
  }

  @Test
  void isMistakenForTheOneBeforeWhereClocksAreSetBack() {
    ZoneId newYork = ZoneId.of("America/New_York");
    assertThat(
            Stream.of("2026-11-01T04", "2026-11-01T05", "2026-11-01T06", "2026-11-01T07")
                .map(Grain.HOURLY::slice)
                .filter(slice -> SliceKey.Stamped.isMistaken(slice, newYork))
                .map(Slice::label))
        .containsExactly("2026-11-01T06");
    assertThat(SliceKey.Stamped.isMistaken(Grain.HOURLY.slice("2026-11-01T06"), ZoneOffset.UTC))
        .isFalse();
  }

  @Test
  void makesRangesWithoutGaps() {
    SliceRange range =
        SliceRange.closed(Grain.HOURLY.slice("2025-12-31T23"), Grain.HOURLY.slice("2026-01-01T01"));
    assertThat(range.slices())
        .extracting(Slice::label)
        .containsExactly("2025-12-31T23", "2026-01-01T00", "2026-01-01T01");
    assertThat(range.size()).isEqualTo(3);
    assertThat(range).hasToString("2025-12-31T23 to 2026-01-01T01");
    assertThat(range.contains(range.until())).isFalse();
    assertThat(new SliceRange(range.first(), range.first())).hasToString("no slice");
  }

  @Test
  void refusesWhatIsNoSlice() {
    assertThatThrownBy(() -> Grain.HOURLY.slice("2026-01-01T03:30"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read slice '2026-01-01T03:30': slices of an hour begin at 2026-01-01T03 and"
                + " 2026-01-01T04.");
    assertThatThrownBy(() -> Grain.DAILY.slice("yesterday"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read slice 'yesterday': it is no time in UTC.");
    assertThatThrownBy(() -> Grain.every(Duration.ofMillis(1500)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot cut time into slices of PT1.5S: it is not a positive number of whole seconds.");
    Slice slice = Grain.DAILY.slice("2026-01-02");
    assertThatThrownBy(() -> new SliceRange(slice, slice.previous()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot take the slices from 2026-01-02 to 2026-01-01: it ends before it begins.");
  }

  @Test
  void isToldByColumnsOfItsRows() {
    Slice hour = Grain.HOURLY.slice("2026-01-01T03");
    assertThat(SliceKey.partitions("day", "hour").of(hour))
        .isEqualTo("`day` = DATE'2026-01-01' AND `hour` >= 3 AND `hour` <= 3");
    assertThat(SliceKey.partitions("day").of(Grain.DAILY.slice("2026-01-01")))
        .isEqualTo("`day` >= DATE'2026-01-01' AND `day` <= DATE'2026-01-01'");
    assertThat(SliceKey.time("at").of(hour))
        .isEqualTo(
            "`at` >= TIMESTAMP'2026-01-01T03:00:00Z' AND `at` < TIMESTAMP'2026-01-01T04:00:00Z'");
    assertThat(
            SliceKey.partitions("day", "hour").between(hour.start(), hour.end().plusSeconds(86400)))
        .isEqualTo(
            "(`day` > DATE'2026-01-01' OR `day` = DATE'2026-01-01' AND `hour` >= 3) AND (`day` <"
                + " DATE'2026-01-02' OR `day` = DATE'2026-01-02' AND `hour` <= 3)");
    assertThat(SliceKey.partitions("day").tells(Grain.HOURLY)).isFalse();
    assertThat(SliceKey.partitions("day", "hour").tells(Grain.every(Duration.ofMinutes(90))))
        .isFalse();
  }

  @Test
  void refusesARangeThatEndsBeforeItBegins() {
    Slice three = Grain.HOURLY.slice("2026-01-01T03");
    assertThatThrownBy(() -> SliceRange.closed(three, three.previous()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot take the slices from 2026-01-01T03 to 2026-01-01T02: it ends before it begins.");
    assertThat(SliceRange.closed(three, three).slices()).containsExactly(three);
  }
}
