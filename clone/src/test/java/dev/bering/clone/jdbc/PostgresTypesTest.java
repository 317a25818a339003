package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTypesTest {

  @TempDir Path folder;

  private Path target() {
    return folder.resolve("target");
  }

  private JdbcRequest request(String table) {
    return JdbcRequest.of(Database.POSTGRES.source(table), Location.of(target()));
  }

  private List<Map<String, @Nullable Object>> cloned(JdbcRequest request) {
    new JdbcCloneRunner(Progress.NONE).run(request, new JdbcClonePlanner().plan(request));
    return DeltaRows.read(target());
  }

  private List<String> refusals(ThrowingCallable call) {
    UserException e = catchThrowableOfType(UserException.class, call);
    assertThat(e).isNotNull();
    return e.problems().stream().map(problem -> problem.code() + " " + problem.message()).toList();
  }

  private static String of(String table) {
    return "%s of %s".formatted(table, Database.POSTGRES.source(table).name());
  }

  @Test
  void carriesTheEdgesOfEveryType() {
    Database.POSTGRES.run(
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        "CREATE DOMAIN price AS numeric(10,2)",
        """
        CREATE TABLE golden (
          id int PRIMARY KEY, b boolean, i2 smallint, i4 int, i8 bigint, f4 real, f8 double precision,
          n numeric(38,10), n0 numeric(5), p price, c char(5), v varchar(20), t text, bin bytea,
          d date, ts timestamp, tz timestamptz, ti time, tt timetz, iv interval, u uuid, j json,
          jb jsonb, m mood, ip inet, bits bit(3))
        """,
        """
        INSERT INTO golden VALUES
        (1, true, -32768, -2147483648, -9223372036854775808, 'NaN', 'NaN',
         -9999999999999999999999999999.9999999999, -99999, -1.50, 'ab', '', E'a\\tb\\n\\u00e4\\U0001F600', '\\x00ff',
         '0001-01-01', '0001-01-01 00:00:00', '0001-01-01 00:00:00+00', '24:00:00', '12:00:00.5+02',
         '1 year 2 mons -3 days 04:05:06.789', '00000000-0000-0000-0000-000000000001',
         '{"b": 1,  "a": 1.0}', '{"b": 1,  "a": 1.0}', 'happy', '10.0.0.1/8', B'101'),
        (2, false, 32767, 2147483647, 9223372036854775807, '-Infinity', '-0',
         9999999999999999999999999999.9999999999, 99999, 0, '     ', '  x  ', '', '',
         '9999-12-31', '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999+00',
         '23:59:59.999999', '00:00:00-15:59', '-1 mons', 'ffffffff-ffff-ffff-ffff-ffffffffffff',
         'null', 'null', 'sad', '::1', B'000'),
        (3, null, null, null, null, 1.1754944e-38, 4.9e-324, 0.0000000001, 0, null, null, null,
         '\\', '\\x5c78', '1582-10-10', '1969-12-31 23:59:59.999999', '2024-03-31 02:30:00+02',
         '00:00:00', null, null, null, null, null, null, null, null)
        """);
    List<Map<String, @Nullable Object>> rows = cloned(request("golden"));
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).values())
        .containsExactly(
            1,
            true,
            Short.MIN_VALUE,
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            Float.NaN,
            Double.NaN,
            new BigDecimal("-9999999999999999999999999999.9999999999"),
            new BigDecimal("-99999"),
            new BigDecimal("-1.50"),
            "ab   ",
            "",
            "a\tb\n\u00e4\ud83d\ude00",
            "00ff",
            LocalDate.of(1, 1, 1),
            LocalDateTime.of(1, 1, 1, 0, 0),
            Instant.parse("0001-01-01T00:00:00Z"),
            "24:00:00",
            "12:00:00.5+02",
            "P1Y2M-3DT4H5M6.789S",
            "00000000-0000-0000-0000-000000000001",
            "{\"b\": 1,  \"a\": 1.0}",
            "{\"a\": 1.0, \"b\": 1}",
            "happy",
            "10.0.0.1/8",
            "101");
    assertThat(rows.get(1).values())
        .containsExactly(
            2,
            false,
            Short.MAX_VALUE,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            Float.NEGATIVE_INFINITY,
            -0.0,
            new BigDecimal("9999999999999999999999999999.9999999999"),
            new BigDecimal("99999"),
            new BigDecimal("0.00"),
            "     ",
            "  x  ",
            "",
            "",
            LocalDate.of(9999, 12, 31),
            LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
            Instant.parse("9999-12-31T23:59:59.999999Z"),
            "23:59:59.999999",
            "00:00:00-15:59",
            "P-1M",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "null",
            "null",
            "sad",
            "::1",
            "000");
    assertThat(rows.get(2).values())
        .containsExactly(
            3,
            null,
            null,
            null,
            null,
            Float.MIN_NORMAL,
            Double.MIN_VALUE,
            new BigDecimal("1E-10"),
            new BigDecimal("0"),
            null,
            null,
            null,
            "\\",
            "5c78",
            LocalDate.of(1582, 10, 10),
            LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000),
            Instant.parse("2024-03-31T00:30:00Z"),
            "00:00:00",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    JdbcRequest again = request("golden");
    assertThat(new JdbcCloneRunner(Progress.NONE).run(again, new JdbcClonePlanner().plan(again)))
        .as("the database finds the fingerprints that the reader has computed")
        .returns(1, JdbcCloneReport::keptFileCount)
        .returns(0L, JdbcCloneReport::readRowCount);
  }

  @Test
  void namesEveryColumnThatNoTypeHolds() {
    Database.POSTGRES.run(
        "CREATE TABLE unmapped (id int PRIMARY KEY, n numeric, big numeric(50,2), m money,"
            + " a int[], r int4range, p point, ok text)");
    assertThat(refusals(() -> new JdbcClonePlanner().plan(request("unmapped"))))
        .containsExactly(
            "JDBC_TYPE Cannot map column n of %s: type numeric has no Delta type that holds all of its values."
                .formatted(of("unmapped")),
            "JDBC_TYPE Cannot map column big of %s: type numeric(50,2) has no Delta type that holds all of its values."
                .formatted(of("unmapped")),
            "JDBC_TYPE Cannot map column m of %s: type money has no Delta type that holds all of its values."
                .formatted(of("unmapped")),
            "JDBC_TYPE Cannot map column a of %s: type integer[] has no Delta type that holds all of its values."
                .formatted(of("unmapped")),
            "JDBC_TYPE Cannot map column r of %s: type int4range has no Delta type that holds all of its values."
                .formatted(of("unmapped")),
            "JDBC_TYPE Cannot map column p of %s: type point has no Delta type that holds all of its values."
                .formatted(of("unmapped")));
  }

  @Test
  void carriesWhatIsDeclared() {
    Database.POSTGRES.run(
        "CREATE TABLE declared (id int PRIMARY KEY, n numeric, text_n numeric, m money, a int[])",
        "INSERT INTO declared VALUES (1, 12.5, 'NaN', '1.25', '{1,2,null}')");
    JdbcRequest request =
        request("declared")
            .withCasts(
                Map.of(
                    "n", "decimal(6,3)", "text_n", "string", "m", "decimal(19,2)", "a", "string"));
    assertThat(cloned(request))
        .containsExactly(
            Map.of(
                "id",
                1,
                "n",
                new BigDecimal("12.500"),
                "text_n",
                "NaN",
                "m",
                new BigDecimal("1.25"),
                "a",
                "{1,2,NULL}"));
  }

  @Test
  void roundsNoDecimal() {
    Database.POSTGRES.run(
        "CREATE TABLE rounded (k text PRIMARY KEY, n numeric)",
        "INSERT INTO rounded VALUES ('fits', 1.25), ('does not', 1.255)");
    JdbcRequest request = request("rounded").withCasts(Map.of("n", "decimal(5,2)"));
    assertThat(refusals(() -> cloned(request)))
        .containsExactly(
            "JDBC_VALUE Cannot map column n of %s: in the row with (k) = (does not), '1.255' does not fit decimal(5,2)."
                .formatted(of("rounded")));
    assertThat(target().resolve("_delta_log")).doesNotExist();
  }

  @Test
  void refusesWhatIsNoNumberOrNoDateNamingTheRow() {
    Database.POSTGRES.run(
        "CREATE TABLE nan (a int, b int, n numeric(5,2), PRIMARY KEY (b, a))",
        "INSERT INTO nan VALUES (1, 2, 'NaN')",
        "CREATE TABLE endless (id int PRIMARY KEY, d date, ts timestamptz)",
        "INSERT INTO endless VALUES (7, 'infinity', '-infinity')",
        "CREATE TABLE ancient (id int PRIMARY KEY, d date)",
        "INSERT INTO ancient VALUES (7, '0044-03-15 BC')");
    assertThat(refusals(() -> cloned(request("nan"))))
        .containsExactly(
            "JDBC_VALUE Cannot map column n of %s: in the row with (b, a) = (2, 1), 'NaN' is no decimal number."
                .formatted(of("nan")));
    assertThat(refusals(() -> cloned(request("ancient"))))
        .containsExactly(
            "JDBC_VALUE Cannot map column d of %s: in the row with (id) = (7), '0044-03-15 BC' is no date between 0001-01-01 and 9999-12-31."
                .formatted(of("ancient")));
    assertThat(cloned(request("endless").withNoDateAsNull(Set.of("d", "ts"))).get(0).values())
        .containsExactly(7, null, null);
  }
}
