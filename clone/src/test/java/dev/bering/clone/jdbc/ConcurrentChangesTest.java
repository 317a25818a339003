package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Money moves between accounts, and accounts are closed and opened anew at the other end of the
 * key, while they are cloned. In no snapshot is any of it missing or counted twice.
 */
class ConcurrentChangesTest {

  private static final int ACCOUNTS = 2000;
  private static final int BALANCE = 1000;

  @TempDir Path folder;

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong moves = new AtomicLong();
  private final CountDownLatch begun = new CountDownLatch(1);

  /** Each transaction keeps the total of the balances and the number of accounts. */
  private void move(Database database) throws SQLException {
    Random random = new Random(7);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int oldest = 1; !stop.get(); oldest++) {
        int newest = oldest + ACCOUNTS;
        int amount = random.nextInt(50);
        int from = oldest + 1 + random.nextInt(ACCOUNTS - 1);
        int to = oldest + 1 + random.nextInt(ACCOUNTS - 1);
        statement.execute(
            "UPDATE accounts SET balance = balance - %d WHERE id = %d".formatted(amount, from));
        statement.execute(
            "INSERT INTO accounts SELECT %d, balance, note FROM accounts WHERE id = %d"
                .formatted(newest, oldest));
        statement.execute("DELETE FROM accounts WHERE id = %d".formatted(oldest));
        statement.execute(
            "UPDATE accounts SET balance = balance + %d WHERE id = %d".formatted(amount, to));
        connection.commit();
        moves.incrementAndGet();
        begun.countDown();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  void findsTheSameTotalInEverySnapshot(Database database) throws Exception {
    List<String> rows = new ArrayList<>();
    for (int i = 1; i <= ACCOUNTS; i++) {
      rows.add("(%d, %d, 'account %d')".formatted(i, BALANCE, i));
    }
    database.run(
        "CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL, note varchar(40))",
        "INSERT INTO accounts VALUES " + String.join(", ", rows));
    JdbcRequest request =
        JdbcRequest.of(database.source("accounts"), Location.of(folder.resolve("target")))
            .withLimits(new Limits(3, 900, Duration.ofMinutes(1)));
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Future<?> mover =
        pool.submit(
            () -> {
              move(database);
              return null;
            });
    try {
      begun.await();
      for (int run = 0; run < 4; run++) {
        long before = moves.get();
        new JdbcCloneRunner(Progress.NONE).run(request, new JdbcClonePlanner().plan(request));
        assertThat(moves.get()).as("the source changes meanwhile").isGreaterThan(before);
        List<Map<String, @Nullable Object>> accounts = DeltaRows.read(folder.resolve("target"));
        assertThat(accounts).hasSize(ACCOUNTS);
        assertThat(accounts.stream().map(row -> row.get("id")).distinct()).hasSize(ACCOUNTS);
        assertThat(
                accounts.stream()
                    .mapToLong(row -> row.get("balance") instanceof Integer i ? i : 0)
                    .sum())
            .isEqualTo((long) ACCOUNTS * BALANCE);
      }
    } finally {
      stop.set(true);
      pool.shutdown();
    }
    mover.get();
  }
}
