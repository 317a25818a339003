package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadersTest {

  private static Readers two() throws SQLException {
    Connection first = Database.POSTGRES.connect();
    Connection second = Database.POSTGRES.connect();
    return new Readers(List.of(first, second));
  }

  @Test
  void returnsResultsInTheOrderOfTheTasks() throws Exception {
    CountDownLatch secondIsDone = new CountDownLatch(1);
    List<Readers.Task<Integer>> tasks =
        List.of(
            connection -> {
              await(secondIsDone);
              return 1;
            },
            connection -> {
              secondIsDone.countDown();
              return 2;
            });
    assertThat(two().all(tasks)).containsExactly(1, 2);
  }

  @Test
  void endsWithTheFirstFailureAndInterruptsTheRest() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    List<Readers.Task<Integer>> tasks =
        List.of(
            connection -> {
              await(never);
              return 1;
            },
            connection -> {
              throw new SQLException("the reason");
            },
            connection -> begun.incrementAndGet());
    Readers readers = two();
    assertThatThrownBy(() -> readers.all(tasks))
        .isInstanceOf(SQLException.class)
        .hasMessage("the reason");
    assertThat(begun).hasValue(0);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }
}
