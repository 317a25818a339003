package dev.bering.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandingTest {

  @TempDir Path folder;

  @Test
  void writesAFileAnHourThatLandsWhenTheHourIsOver() throws IOException {
    try (Landing landing = Landing.load(ConnectionSource.generated(42, 5_000))) {
      landing.write(folder);
    }

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(24);
    }
    assertThat(Files.getLastModifiedTime(folder.resolve("hour-07.parquet")).toInstant())
        .isEqualTo(Instant.parse("2026-01-01T07:59:59Z"));
  }

  @Test
  void deliversEveryRowOnceAndTheEndOfThreeFilesTwice() throws SQLException {
    try (Landing landing = Landing.load(ConnectionSource.generated(42, 5_000))) {
      landing.write(folder);

      assertThat(landing.rowCount()).isEqualTo(5_000);
      assertThat(
              rows(
                  landing,
                  "SELECT delivery, count(*), count(DISTINCT connection_id) FROM %s GROUP BY ALL"
                      + " ORDER BY ALL"))
          .containsExactly("1|5000|5000", "2|120|120");
      assertThat(
              rows(
                  landing,
                  "SELECT DISTINCT slice_day, slice_hour FROM %s WHERE delivery = 2 ORDER BY ALL"))
          .containsExactly("2026-01-01|6", "2026-01-01|12", "2026-01-01|18");
    }
  }

  @Test
  void keepsTheValuesOfTheLines() throws IOException, SQLException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      lines.add(Lines.with("SRC_BYTES=" + i, "SERROR_RATE=0.07", "LABEL=smurf."));
    }
    Path file = Lines.write(folder.resolve("it's.csv"), lines);

    try (Landing landing = Landing.load(ConnectionSource.file(file))) {
      Path landed = Files.createDirectory(folder.resolve("it's here"));
      landing.write(landed);
      assertThat(
              rows(
                  landing,
                  landed,
                  "SELECT connection_id, slice_hour, src_bytes, serror_rate, service, label"
                      + " FROM %s WHERE slice_hour IN (0, 23) AND delivery = 1 ORDER BY ALL"))
          .containsExactly("0|0|0|0.07|http|smurf.", "23|23|23|0.07|http|smurf.");
    }
  }

  @Test
  void leavesHoursEmptyIfThereAreFewerRows() throws IOException, SQLException {
    List<String> lines = List.of(Lines.with(), Lines.with(), Lines.with());
    Path file = Lines.write(folder.resolve("few.csv"), lines);

    try (Landing landing = Landing.load(ConnectionSource.file(file))) {
      Path landed = Files.createDirectory(folder.resolve("few"));
      landing.write(landed);
      assertThat(
              rows(
                  landing,
                  landed,
                  "SELECT slice_hour, delivery, connection_id FROM %s ORDER BY ALL"))
          .containsExactly(
              "0|1|0", "6|2|0", "8|1|1", "12|2|0", "12|2|1", "16|1|2", "18|2|0", "18|2|1",
              "18|2|2");
    }
  }

  @Test
  void refusesAWrongFileWithEveryFact() throws IOException {
    Path file = Lines.write(folder.resolve("wrong.csv"), List.of(Lines.with("COUNT=x"), "1,2"));

    assertThatThrownBy(() -> Landing.load(ConnectionSource.file(file)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read connections from %1$s: line 1 has count 'x', not a whole number of 0 or more.
            Cannot read connections from %1$s: line 2 has 2 columns, not 42."""
                .formatted(file));
  }

  private List<String> rows(Landing landing, String query) throws SQLException {
    return rows(landing, folder, query);
  }

  private static List<String> rows(Landing landing, Path landed, String query) throws SQLException {
    String files = "read_parquet('" + landed.toString().replace("'", "''") + "/*.parquet')";
    List<String> rows = new ArrayList<>();
    try (Statement sql = landing.duckdb().createStatement();
        ResultSet result = sql.executeQuery(query.formatted(files))) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder row = new StringBuilder(result.getString(1));
        for (int i = 2; i <= columns; i++) {
          row.append('|').append(result.getString(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }
}
