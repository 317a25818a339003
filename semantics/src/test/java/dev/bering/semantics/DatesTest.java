package dev.bering.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatesTest {

  @ParameterizedTest
  @CsvSource({
    "2017-12-13, 2017-12-13",
    "2017-12-13-15, 2017-12-13",
    "2017-12-13 25:00:00, 2017-12-13",
    "0000-00-00, ",
    "2017-02-30, 2017-02-30x",
    "17-12-13, ",
    "'', ",
  })
  void theFirstTenCharactersAreTheDate(String text, String date) {
    if (date == null || date.endsWith("x")) {
      assertThat(Dates.leading(text)).isEmpty();
    } else {
      assertThat(Dates.leading(text)).contains(LocalDate.parse(date));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2015-02-30, yyyy-MM-dd, 2015-03-02T00:00",
    "2015-13-01, yyyy-MM-dd, 2016-01-01T00:00",
    "2015-01-01 24:00:00, yyyy-MM-dd HH:mm:ss, 2015-01-02T00:00",
    "2015-01-01junk, yyyy-MM-dd, 2015-01-01T00:00",
    "0000-00-00, yyyy-MM-dd, -0001-11-28T00:00",
    "01.02.2015, dd.MM.yyyy, 2015-02-01T00:00",
    "junk, yyyy-MM-dd, ",
  })
  void theOldFormatCountsOn(String text, String pattern, LocalDateTime time) {
    if (time == null) {
      assertThat(Dates.simpleDateFormat(text, pattern)).isEmpty();
    } else {
      assertThat(Dates.simpleDateFormat(text, pattern)).contains(time);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2020-01-31, 1, 2020-02-29, 2020-02-29", "2021-02-28, 1, 2021-03-31, 2021-03-28",
    "2020-02-28, 1, 2020-03-28, 2020-03-28", "2020-04-30, -1, 2020-03-31, 2020-03-30",
  })
  void months(LocalDate date, int months, LocalDate sticking, LocalDate clamped) {
    assertThat(Dates.plusMonthsLastDaySticks(date, months)).isEqualTo(sticking);
    assertThat(Dates.plusMonths(date, months)).isEqualTo(clamped);
  }

  @Test
  void boundariesAreCountedRatherThanUnits() {
    LocalDateTime before = LocalDateTime.parse("2025-12-31T23:59:59.9");
    LocalDateTime after = LocalDateTime.parse("2026-01-01T00:00:00.1");

    for (Dates.Boundary boundary : Dates.Boundary.values()) {
      assertThat(Dates.crossings(boundary, before, after)).as(boundary.name()).isEqualTo(1);
      assertThat(Dates.crossings(boundary, after, before)).as(boundary.name()).isEqualTo(-1);
      assertThat(Dates.crossings(boundary, after, after)).as(boundary.name()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00.001, 2026-01-01T00:00:00",
        "2026-01-01T00:00:00.002, 2026-01-01T00:00:00.003",
    "2026-01-01T00:00:00.005, 2026-01-01T00:00:00.007",
        "2026-01-01T00:00:00.009, 2026-01-01T00:00:00.010",
    "2026-01-01T23:59:59.999, 2026-01-02T00:00:00",
  })
  void datetimeHasThreeHundredthsOfASecond(LocalDateTime time, LocalDateTime rounded) {
    assertThat(Dates.tsqlDatetime(time)).isEqualTo(rounded);
  }
}
