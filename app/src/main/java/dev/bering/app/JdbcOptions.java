package dev.bering.app;

import dev.bering.clone.jdbc.JdbcRequest;
import dev.bering.clone.jdbc.JdbcSource;
import dev.bering.clone.jdbc.Limits;
import dev.bering.clone.jdbc.Refresh;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line says of a table that is read from a database. */
final class JdbcOptions extends JdbcReading {

  private static final Pattern KNOWN_ADDRESS =
      Pattern.compile(
          "(?<place>jdbc:(?:postgresql|mariadb|mysql)://[^/?@;#]*/[^/?@;#]*)(?:\\?[^#]*)?(?<table>#.*)?");

  @Option(names = "--table", paramLabel = "SCHEMA.TABLE", description = "The table to read.")
  private @Nullable String table;

  @Option(
      names = "--append-by",
      paramLabel = "COLUMN",
      description = "Rows are only ever added, with ever greater values of this key column.")
  private @Nullable String appendBy;

  @Option(
      names = "--updated-by",
      paramLabel = "COLUMN",
      description = "Every change raises this column.")
  private @Nullable String updatedBy;

  @Option(
      names = "--lag",
      paramLabel = "DURATION",
      description = "With --updated-by, and needed there: the longest transaction, such as PT10M.")
  private @Nullable String lag;

  @Option(names = "--single-pass", description = "Read a table that has no key, in one pass.")
  private boolean singlePass;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Readers at the same time, 1 to 8 (default 2).")
  private @Nullable Integer connections;

  /** Whether a source is a database. */
  static boolean isDatabase(String source) {
    return source.startsWith("jdbc:");
  }

  /**
   * A source for sentences. Logins and options are nobody's business, and where they are in an
   * address of another form nobody knows, so of such an address nothing is shown.
   */
  static String shown(String source) {
    if (!isDatabase(source)) {
      return source;
    }
    Matcher known = KNOWN_ADDRESS.matcher(source);
    return known.matches()
        ? known.group("place") + Objects.requireNonNullElse(known.group("table"), "")
        : "jdbc:***";
  }

  /** The options that were given, for sentences. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    addIf(table != null, "--table", given);
    given.addAll(givenForReading());
    addIf(appendBy != null, "--append-by", given);
    addIf(updatedBy != null, "--updated-by", given);
    addIf(lag != null, "--lag", given);
    addIf(singlePass, "--single-pass", given);
    addIf(connections != null, "--connections", given);
    return given;
  }

  /**
   * The request that the options make.
   *
   * @throws UserException CLONE_OPTION with everything that is missing or contradicts itself
   */
  JdbcRequest request(String url, Location target) {
    List<Problem> problems = new ArrayList<>();
    if (table == null) {
      problems.add(problem("no table is named", "add --table SCHEMA.TABLE"));
    }
    if (given().stream()
            .filter(List.of("--append-by", "--updated-by", "--single-pass")::contains)
            .count()
        > 1) {
      problems.add(
          problem(
              "--append-by, --updated-by and --single-pass exclude each other",
              "give one of them, or none to compare by fingerprint"));
    }
    if (updatedBy != null && lag == null) {
      problems.add(
          problem(
              "--updated-by needs --lag, the longest time between a change and its commit",
              "add --lag, such as --lag PT10M; a change that takes longer is missed"));
    }
    if (lag != null && updatedBy == null) {
      problems.add(problem("--lag means nothing without --updated-by", "leave it out"));
    }
    if (connections != null && (connections < 1 || connections > 8)) {
      problems.add(problem("--connections is %d".formatted(connections), "give 1 to 8"));
    }
    missingPassword("CLONE_OPTION", "clone from").ifPresent(problems::add);
    Optional<Refresh> refresh = refresh(problems);
    if (!problems.isEmpty() || refresh.isEmpty() || table == null) {
      throw UserException.usage(problems);
    }
    JdbcRequest request = requestOf(JdbcSource.of(url, table), target).withRefresh(refresh.get());
    return connections == null
        ? request
        : request.withLimits(
            new Limits(connections, Limits.DEFAULT.fileBytes(), Limits.DEFAULT.statementTimeout()));
  }

  private Optional<Refresh> refresh(List<Problem> problems) {
    if (appendBy != null) {
      return Optional.of(Refresh.append(appendBy));
    }
    if (singlePass) {
      return Optional.of(Refresh.singlePass());
    }
    if (updatedBy == null) {
      return Optional.of(Refresh.byFingerprint());
    }
    try {
      return Optional.of(Refresh.update(updatedBy, Duration.parse(lag == null ? "PT0S" : lag)));
    } catch (DateTimeParseException e) {
      problems.add(
          problem("--lag '%s' is no ISO 8601 duration".formatted(lag), "write PT10M or PT1H"));
      return Optional.empty();
    }
  }

  private static Problem problem(String fact, String hint) {
    return new Problem("CLONE_OPTION", "Cannot clone from a database: %s.".formatted(fact), hint);
  }
}
