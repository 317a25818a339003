package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MariaDbTypesTest {

  @TempDir Path folder;

  private Path target() {
    return folder.resolve("target");
  }

  private JdbcRequest request(String table) {
    return JdbcRequest.of(Database.MARIADB.source(table), Location.of(target()));
  }

  private List<Map<String, @Nullable Object>> cloned(JdbcRequest request) {
    new JdbcCloneRunner(Progress.NONE).run(request, new JdbcClonePlanner().plan(request));
    return DeltaRows.read(target());
  }

  private static String of(String table) {
    return "%s of %s".formatted(table, Database.MARIADB.source(table).name());
  }

  @Test
  void carriesTheEdgesOfEveryType() {
    Database.MARIADB.run(
        """
        CREATE TABLE golden (
          id int PRIMARY KEY, t1 tinyint(1), tu tinyint unsigned, su smallint unsigned,
          m mediumint, mu mediumint unsigned, iu int unsigned zerofill, b bigint,
          bu bigint unsigned, f float, d double, n decimal(38,10), c char(5), v varchar(20)
          CHARACTER SET latin1, t longtext CHARACTER SET utf8mb4, bin binary(3), bl blob, da date,
          dt datetime(6), ts timestamp(6) NULL, ti time(6), y year, b1 bit(1), b9 bit(9),
          b64 bit(64), e enum('x','y'), s set('p','q'), j json)
        """,
        // What is written at noon here is ten o'clock in UTC.
        "SET time_zone = '+02:00'",
        """
        INSERT INTO golden VALUES
        (1, -128, 255, 65535, -8388608, 16777215, 4294967295, -9223372036854775808,
         18446744073709551615, 0.1, 0.1, -9999999999999999999999999999.9999999999, 'ab', 'é',
         'a\\tb\\\\\\nä😀', 'a', '', '0001-01-01', '0001-01-01 00:00:00', '1970-01-01 12:00:01',
         '-838:59:59', 1901, 1, 511, 18446744073709551615, 'y', 'p,q', '{"b": 1,  "a": 1.0}'),
        (2, 2, 0, 0, 8388607, 0, 42, 9223372036854775807, 9223372036854775808, -16777216,
         -1.7976931348623157e308, 0.0000000001, '', '  x', '', x'00ff00', x'00ff', '9999-12-31',
         '9999-12-31 23:59:59.999999', '2038-01-19 05:14:07.999999', '838:59:59.999999', 2155, 0, 0,
         0, 'x', '', '[]'),
        (3, null, null, null, null, null, null, null, null, 3.4028234e38, 2.2250738585072014e-308,
         null, null, null, null, null, null, '1582-10-10', '1582-10-10 00:00:00', null, null, null,
         null, null, null, null, null, null)
        """);
    List<Map<String, @Nullable Object>> rows = cloned(request("golden"));
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).values())
        .containsExactly(
            1,
            Byte.MIN_VALUE,
            (short) 255,
            65535,
            -8388608,
            16777215,
            4294967295L,
            Long.MIN_VALUE,
            new BigDecimal("18446744073709551615"),
            0.1f,
            0.1,
            new BigDecimal("-9999999999999999999999999999.9999999999"),
            "ab",
            "é",
            "a\tb\\\nä😀",
            "610000",
            "",
            LocalDate.of(1, 1, 1),
            LocalDateTime.of(1, 1, 1, 0, 0),
            Instant.parse("1970-01-01T10:00:01Z"),
            "-838:59:59.000000",
            1901,
            true,
            511L,
            new BigDecimal("18446744073709551615"),
            "y",
            "p,q",
            "{\"b\": 1,  \"a\": 1.0}");
    assertThat(rows.get(1).values())
        .containsExactly(
            2,
            (byte) 2,
            (short) 0,
            0,
            8388607,
            0,
            42L,
            Long.MAX_VALUE,
            new BigDecimal("9223372036854775808"),
            -16777216f,
            -Double.MAX_VALUE,
            new BigDecimal("1E-10"),
            "",
            "  x",
            "",
            "00ff00",
            "00ff",
            LocalDate.of(9999, 12, 31),
            LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
            Instant.parse("2038-01-19T03:14:07.999999Z"),
            "838:59:59.999999",
            2155,
            false,
            0L,
            new BigDecimal("0"),
            "x",
            "",
            "[]");
    assertThat(rows.get(2))
        .containsEntry("f", Float.MAX_VALUE)
        .containsEntry("d", Double.MIN_NORMAL)
        .containsEntry("da", LocalDate.of(1582, 10, 10))
        .containsEntry("dt", LocalDateTime.of(1582, 10, 10, 0, 0))
        .containsEntry("ts", null)
        .containsEntry("j", null);
    JdbcRequest again = request("golden");
    assertThat(new JdbcCloneRunner(Progress.NONE).run(again, new JdbcClonePlanner().plan(again)))
        .as("the database finds the fingerprints that the reader has computed")
        .returns(1, JdbcCloneReport::keptFileCount)
        .returns(0L, JdbcCloneReport::readRowCount);
  }

  @Test
  void refusesZeroDatesUnlessTheyAreDeclaredToBeNull() {
    Database.MARIADB.run(
        "SET sql_mode = ''",
        "CREATE TABLE zero (id int PRIMARY KEY, d date NOT NULL, dt datetime)",
        "INSERT INTO zero VALUES (4, '0000-00-00', '0000-00-00 00:00:00')");
    assertThatThrownBy(() -> cloned(request("zero")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot map column d of %s: in the row with (id) = (4), '0000-00-00' is no date between 0001-01-01 and 9999-12-31."
                .formatted(of("zero")));
    assertThat(cloned(request("zero").withNoDateAsNull(Set.of("d", "dt"))).get(0).values())
        .containsExactly(4, null, null);
  }

  @Test
  void mapsABooleanThatIsDeclaredAndRefusesATwo() {
    Database.MARIADB.run(
        "CREATE TABLE flags (id int PRIMARY KEY, flag tinyint(1))",
        "INSERT INTO flags VALUES (1, 1), (2, 0), (3, null)");
    JdbcRequest request = request("flags").withCasts(Map.of("flag", "boolean"));
    assertThat(cloned(request))
        .extracting(row -> row.get("flag"))
        .containsExactly(true, false, null);
    Database.MARIADB.run("UPDATE flags SET flag = 2 WHERE id = 3");
    assertThatThrownBy(() -> cloned(request))
        .hasMessage(
            "Cannot map column flag of %s: in the row with (id) = (3), '2' is neither true nor false."
                .formatted(of("flags")));
  }

  @Test
  void refusesTablesWithoutASnapshotAndDecimalsThatAreTooLong() {
    Database.MARIADB.run(
        "CREATE TABLE flat (id int PRIMARY KEY, n decimal(50,2), p point) ENGINE = MyISAM");
    assertThatThrownBy(() -> new JdbcClonePlanner().plan(request("flat")))
        .hasMessage(
            """
            Cannot clone %1$s: its engine MyISAM gives no consistent snapshot.
            Cannot map column n of %1$s: type decimal(50,2) has no Delta type that holds all of its values.
            Cannot map column p of %1$s: type point has no Delta type that holds all of its values."""
                .formatted(of("flat")));
  }
}
