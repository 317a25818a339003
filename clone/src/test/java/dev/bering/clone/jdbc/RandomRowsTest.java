package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values nobody has thought of arrive as they were written, with the same fingerprint. */
class RandomRowsTest {

  private static final int ROWS = 600;
  private static final long SEED = 20_260_401;

  @TempDir Path folder;

  private final Random random = new Random(SEED);

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(20); length > 0; length--) {
      int point =
          switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(0x7f);
            case 1 -> 0x80 + random.nextInt(0x700);
            case 2 -> 0xe000 + random.nextInt(0x1ffe);
            default -> 0x10000 + random.nextInt(0x100000);
          };
      text.appendCodePoint(point);
    }
    return text.toString();
  }

  private double finite() {
    double value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) && Math.abs(value) >= Double.MIN_NORMAL ? value : finite();
  }

  private float finiteFloat() {
    float value = Float.intBitsToFloat(random.nextInt());
    return Float.isFinite(value) && Math.abs(value) >= Float.MIN_NORMAL ? value : finiteFloat();
  }

  private LocalDateTime time() {
    long first = LocalDateTime.of(1000, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    long last = LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);
    return LocalDateTime.ofEpochSecond(
        first + (long) (random.nextDouble() * (last - first)),
        1000 * random.nextInt(1_000_000),
        ZoneOffset.UTC);
  }

  private List<@Nullable Object> row(int id) {
    byte[] bytes = new byte[random.nextInt(9)];
    random.nextBytes(bytes);
    List<@Nullable Object> row = new ArrayList<>();
    row.add(id);
    List<Object> values =
        List.of(
            random.nextLong(),
            finite(),
            finiteFloat(),
            new BigDecimal(new BigInteger(80, random), 7).negate(),
            text(),
            HexFormat.of().formatHex(bytes),
            LocalDate.ofEpochDay(random.nextInt(900_000) - 300_000),
            time());
    for (Object value : values) {
      row.add(random.nextInt(10) == 0 ? null : value);
    }
    return row;
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void arriveAsTheyWereWritten(Database database) throws Exception {
    boolean postgres = database == Database.POSTGRES;
    database.run(
        "CREATE TABLE random_rows (id int PRIMARY KEY, l bigint, d %s, f %s, n decimal(38,7), t %s, b %s, da date, ts %s)"
            .formatted(
                postgres ? "double precision" : "double",
                postgres ? "real" : "float",
                postgres ? "text" : "text CHARACTER SET utf8mb4",
                postgres ? "bytea" : "blob",
                postgres ? "timestamp" : "datetime(6)"));
    Map<Object, List<@Nullable Object>> written = new HashMap<>();
    String insert =
        postgres
            ? "INSERT INTO random_rows VALUES (CAST(? AS int), CAST(? AS bigint), CAST(? AS double precision), CAST(? AS real), CAST(? AS numeric), ?, decode(?, 'hex'), CAST(? AS date), CAST(? AS timestamp))"
            : "INSERT INTO random_rows VALUES (?, ?, ?, ?, ?, ?, UNHEX(?), ?, ?)";
    try (Connection connection = database.connect();
        PreparedStatement statement = connection.prepareStatement(insert)) {
      for (int id = 1; id <= ROWS; id++) {
        List<@Nullable Object> row = row(id);
        written.put(id, row);
        for (int i = 0; i < row.size(); i++) {
          Object value = row.get(i);
          statement.setString(
              i + 1, value == null ? null : value.toString().replace('T', i == 8 ? ' ' : 'T'));
        }
        statement.addBatch();
      }
      statement.executeBatch();
    }
    JdbcRequest request =
        JdbcRequest.of(database.source("random_rows"), Location.of(folder.resolve("target")))
            .withLimits(new Limits(2, 5000, Duration.ofMinutes(1)));
    new JdbcCloneRunner(Progress.NONE).run(request, new JdbcClonePlanner().plan(request));
    List<Map<String, @Nullable Object>> rows = DeltaRows.read(folder.resolve("target"));
    assertThat(rows).hasSize(ROWS);
    for (Map<String, @Nullable Object> row : rows) {
      assertThat(new ArrayList<>(row.values()))
          .isEqualTo(written.get(Objects.requireNonNull(row.get("id"))));
    }
    assertThat(
            new JdbcCloneRunner(Progress.NONE)
                .run(request, new JdbcClonePlanner().plan(request))
                .version())
        .isEmpty();
  }
}
