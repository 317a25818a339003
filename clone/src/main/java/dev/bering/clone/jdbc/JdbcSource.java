package dev.bering.clone.jdbc;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of a database, and how to log in there. What it says of itself names the host, the
 * database and the table, and never the user, the password or an option of the URL.
 */
public final class JdbcSource {

  private static final Pattern URL =
      Pattern.compile("jdbc:(postgresql|mariadb|mysql)://([^/?@]*)/([^/?]*)(?:\\?(.*))?");
  private static final Pattern TABLE = Pattern.compile("(?:([^.]+)\\.)?([^.]+)");

  /** Options that carry a login, which a URL would show to everybody who sees the command line. */
  private static final Set<String> LOGIN = Set.of("user", "password");

  /** Options that change how values arrive, or what a session does before it reads. */
  private static final Set<String> VALUES =
      Set.of(
          "autosave",
          "binarytransfer",
          "binarytransferenable",
          "blankstringtonull",
          "connectioncollation",
          "initsql",
          "maxrows",
          "options",
          "preferquerymode",
          "readonly",
          "sessionvariables",
          "stringtype",
          "timezone",
          "connectiontimezone",
          "forceconnectiontimezonetosession",
          "preserveinstants",
          "tinyint1isbit",
          "transformedbitisboolean",
          "useserverprepstmts",
          "yearisdatetype");

  /** SQL states of tables and schemas that are not there, of PostgreSQL and of MariaDB. */
  private static final Set<String> UNKNOWN_TABLE = Set.of("42P01", "3F000", "42S02");

  private final String url;
  private final String product;
  private final String name;
  private final String schema;
  private final String table;
  private final String user;
  private final Supplier<String> password;

  private JdbcSource(
      String url,
      String product,
      String name,
      String schema,
      String table,
      String user,
      Supplier<String> password) {
    this.url = url;
    this.product = product;
    this.name = name;
    this.schema = schema;
    this.table = table;
    this.user = user;
    this.password = password;
  }

  /**
   * A table to be reached without a login, or with one that the driver finds by itself ({@code
   * ~/.pgpass}).
   *
   * @param url {@code jdbc:postgresql://host:port/database}, {@code jdbc:mariadb://...} or {@code
   *     jdbc:mysql://...}, with connection options behind a question mark
   * @param table {@code table} or {@code schema.table}, spelled as the database stores it
   * @throws UserException JDBC_URL, JDBC_URL_LOGIN, JDBC_URL_OPTION, JDBC_TABLE_NAME
   */
  public static JdbcSource of(String url, String table) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw UserException.usage(
          new Problem(
              "JDBC_URL",
              "Cannot read the JDBC URL: it does not have the form jdbc:PRODUCT://HOST:PORT/DATABASE with PRODUCT postgresql, mariadb or mysql and no login.",
              "write it like jdbc:postgresql://db.example.com:5432/shop; the login comes from the"
                  + " environment"));
    }
    String name = "%s://%s/%s".formatted(parts.group(1), parts.group(2), parts.group(3));
    List<Problem> problems = optionProblems(name, parts.group(4) == null ? "" : parts.group(4));
    Matcher tableParts = TABLE.matcher(table);
    if (!tableParts.matches()) {
      problems.add(
          new Problem(
              "JDBC_TABLE_NAME",
              "Cannot read table '%s' of %s: it is neither TABLE nor SCHEMA.TABLE."
                  .formatted(table, name),
              "write it like public.orders"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    boolean postgres = parts.group(1).equals("postgresql");
    return new JdbcSource(
        postgres ? url : "jdbc:mariadb" + url.substring(url.indexOf("://")),
        postgres ? "postgresql" : "mariadb",
        name,
        tableParts.group(1) == null ? "" : tableParts.group(1),
        tableParts.group(2),
        "",
        () -> "");
  }

  private static List<Problem> optionProblems(String name, String query) {
    List<Problem> problems = new ArrayList<>();
    for (String option : query.split("&", -1)) {
      String key = option.replaceFirst("=.*", "");
      String folded = key.toLowerCase(Locale.ROOT);
      if (LOGIN.contains(folded)) {
        problems.add(
            new Problem(
                "JDBC_URL_LOGIN",
                "Cannot read %s: its URL carries the option '%s'.".formatted(name, key),
                "leave it out and give the login through the environment"));
      } else if (VALUES.contains(folded)) {
        problems.add(
            new Problem(
                "JDBC_URL_OPTION",
                "Cannot read %s: the URL option '%s' changes how values arrive."
                    .formatted(name, key),
                "leave the option out; Bering sets what it needs"));
      }
    }
    return problems;
  }

  /**
   * The same table with a login.
   *
   * @param newPassword asked for each time a connection is made
   */
  public JdbcSource withLogin(String newUser, Supplier<String> newPassword) {
    return new JdbcSource(url, product, name, schema, table, newUser, newPassword);
  }

  /** Product, host and database, for sentences. */
  public String name() {
    return name;
  }

  /** The table as it was named. */
  public String table() {
    return schema.isEmpty() ? table : schema + "." + table;
  }

  /** Empty for the one that the database takes by default. */
  String schemaName() {
    return schema;
  }

  String tableName() {
    return table;
  }

  Dialect dialect() {
    return product.equals("postgresql") ? new Postgres() : new MariaDb();
  }

  Connection connect(Map<String, String> options) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(options);
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
      String secret = password.get();
      if (!secret.isEmpty()) {
        properties.setProperty("password", secret);
      }
    }
    return DriverManager.getConnection(url, properties);
  }

  /** What went wrong with this database, in a sentence that holds no secret. */
  UserException failed(String verb, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String subject = "%s of %s".formatted(table(), name);
    if (state.startsWith("28")) {
      // The driver's own words name the user.
      return UserException.source(
          new Problem(
              "JDBC_LOGIN",
              "Cannot %s %s: the database refused the login.".formatted(verb, subject),
              "check the user, the password and what the database allows from this host"));
    }
    if (UNKNOWN_TABLE.contains(state)) {
      return missing();
    }
    String said = e.getMessage() == null ? "no reason given" : e.getMessage();
    String line = scrub(said.lines().findFirst().orElse(said)).strip().replaceFirst("[.]$", "");
    boolean passing =
        state.startsWith("08")
            || state.startsWith("40")
            || state.startsWith("53")
            || state.startsWith("57")
            || state.equals("55P03")
            || state.equals("70100")
            || e.getErrorCode() == 1412;
    String message = "Cannot %s %s: %s.".formatted(verb, subject, line);
    return passing
        ? UserException.temporary(
            new Problem("JDBC_INTERRUPTED", message, "run the same command again"), e)
        : UserException.source(
            new Problem(
                "JDBC_FAILED", message, "mend it at the database, then run the same command again"),
            e);
  }

  /** There is no such table, as far as the login can see. */
  UserException missing() {
    return UserException.source(
        new Problem(
            "JDBC_TABLE_MISSING",
            "Cannot read %s: there is no such table, or the login may not see it.".formatted(this),
            "write SCHEMA.TABLE, spelled as the database stores it"));
  }

  private String scrub(String text) {
    String clean = text.replace(url, name);
    String secret = user.isEmpty() ? "" : password.get();
    clean = secret.isEmpty() ? clean : clean.replace(secret, "***");
    // A short user name stands in many words; only where it is a word of its own is it the user.
    return user.isEmpty()
        ? clean
        : clean.replaceAll(
            "(?<![\\p{L}\\p{N}_])" + Pattern.quote(user) + "(?![\\p{L}\\p{N}_])", "***");
  }

  @Override
  public String toString() {
    return table() + " of " + name;
  }
}
