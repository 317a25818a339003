package dev.bering.clone.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.model.ExitCode;
import dev.bering.model.UserException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a database that fails. */
class JdbcSourceTest {

  private static final String URL = "jdbc:postgresql://db/shop?connectTimeout=2";

  private static final JdbcSource SOURCE =
      JdbcSource.of(URL, "public.orders").withLogin("al", () -> "hunter2");

  private static void assertSaid(UserException e, ExitCode exitCode, String code, String message) {
    assertThat(e).hasMessage(message);
    assertThat(e.exitCode()).isEqualTo(exitCode);
    assertThat(e.problems().get(0).code()).isEqualTo(code);
  }

  @Test
  void whatMayPassIsToBeTriedAgain() {
    for (String state : List.of("08006", "40001", "53300", "57P01", "55P03", "70100")) {
      assertSaid(
          SOURCE.failed("read", new SQLException("The server went away.", state)),
          ExitCode.TEMPORARY,
          "JDBC_INTERRUPTED",
          "Cannot read public.orders of postgresql://db/shop: The server went away.");
    }
    assertThat(SOURCE.failed("read", new SQLException("changed", "HY000", 1412)).exitCode())
        .as("the definition of a table has changed since MariaDB's snapshot")
        .isEqualTo(ExitCode.TEMPORARY);
  }

  @Test
  void whatStaysIsToBeMended() {
    assertSaid(
        SOURCE.failed("read", new SQLException("division by zero\n  Where: a view", "22012")),
        ExitCode.SOURCE,
        "JDBC_FAILED",
        "Cannot read public.orders of postgresql://db/shop: division by zero.");
    assertSaid(
        SOURCE.failed("read", new SQLException()),
        ExitCode.SOURCE,
        "JDBC_FAILED",
        "Cannot read public.orders of postgresql://db/shop: no reason given.");
  }

  @Test
  void aTableThatIsNotThereIsCalledSo() {
    for (String state : List.of("42P01", "3F000", "42S02")) {
      assertSaid(
          SOURCE.failed("read", new SQLException("no relation", state)),
          ExitCode.SOURCE,
          "JDBC_TABLE_MISSING",
          "Cannot read public.orders of postgresql://db/shop: there is no such table, or the login"
              + " may not see it.");
    }
  }

  @Test
  void aLoginIsNeverRepeated() {
    assertSaid(
        SOURCE.failed("read", new SQLException("user al has no right", "28000")),
        ExitCode.SOURCE,
        "JDBC_LOGIN",
        "Cannot read public.orders of postgresql://db/shop: the database refused the login.");
    assertSaid(
        SOURCE.failed(
            "read", new SQLException("al said 'hunter2' to %s, also".formatted(URL), "42000")),
        ExitCode.SOURCE,
        "JDBC_FAILED",
        "Cannot read public.orders of postgresql://db/shop: *** said '***' to postgresql://db/shop,"
            + " also.");
  }
}
