package dev.bering.examples.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import dev.bering.slices.SliceRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of a log and the hours they were written in. */
class LogClockTest {

  @TempDir Path folder;

  private static List<LogLine> landed(LoginSource source) {
    return new LogClock(PlatformFolder.MONTH).lines(source);
  }

  private LoginSource log(String... lines) throws IOException {
    return LoginSource.file(Files.write(folder.resolve("auth.log"), List.of(lines)));
  }

  @Test
  void theYearIsThatOfTheHoursAndLinesWithoutATimeFollowTheOneBefore() throws IOException {
    assertThat(
            landed(
                log(
                    "no time",
                    "Mar 27 13:06:56 gate x: y",
                    "no time",
                    "Apr  1 00:00:00 gate x: y")))
        .extracting(line -> line.slice_day() + " " + line.slice_hour())
        .containsExactly("2026-03-25 0", "2026-03-27 13", "2026-03-27 13", "2026-04-01 0");
  }

  @Test
  void aLineOfAnotherTimeIsRefused() throws IOException {
    LoginSource log = log("Mar 27 13:06:56 gate x: y", "Apr 24 00:00:00 gate x: y");
    assertThatThrownBy(() -> landed(log))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot land line 2 of the log: it was written at 2026-04-24T00:00:00Z, and the hours"
                + " are 2026-03-25T00 to 2026-04-23T23: Apr 24 00:00:00 gate x: y");
  }

  @Test
  void aLogThatIsNotThereIsRefused() {
    LoginSource log = LoginSource.file(folder.resolve("none"));
    assertThatThrownBy(() -> landed(log))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read the log %s: there is no such file.".formatted(folder.resolve("none")));
  }

  @Test
  void generatedLinesAreTheSameEachTimeAndOfEachKind() {
    SliceRange days = PlatformFolder.hours("2026-03-29T00", "2026-04-02T23");
    List<LogLine> lines = new LogClock(days).lines(LoginSource.generated());
    assertThat(lines).isEqualTo(new LogClock(days).lines(LoginSource.generated()));
    for (String part : List.of("Accepted ", "Failed ", "Invalid user", "repeated 99", "Bad ")) {
      assertThat(lines).anyMatch(line -> line.line().contains(part));
    }
    var hours = new ArrayList<String>();
    lines.forEach(line -> hours.add(line.slice_day() + " %02d".formatted(line.slice_hour())));
    assertThat(hours).isSorted().contains("2026-04-02 23");
  }
}
