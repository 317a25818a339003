package dev.bering.app;

import dev.bering.clone.jdbc.JdbcRequest;
import dev.bering.clone.jdbc.JdbcSource;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Who logs in to a database, and what is declared of columns whose values have no place elsewhere.
 * The password stays in the environment.
 */
class JdbcReading {

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Who logs in; without it the driver looks in its usual places.")
  private @Nullable String user;

  @Option(
      names = "--password-env",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds the password.")
  private @Nullable String passwordVariable;

  @Option(
      names = "--cast",
      paramLabel = "COLUMN=TYPE",
      description = "Declares a column string, boolean or decimal(p,s); every value is checked.")
  private Map<String, String> casts = new LinkedHashMap<>();

  @Option(
      names = "--no-date-as-null",
      paramLabel = "COLUMN",
      description = "Zero dates and infinities of the column become null.")
  private Set<String> noDateAsNull = new LinkedHashSet<>();

  /** The options of any reading that were given, for sentences. */
  final List<String> givenForReading() {
    List<String> given = new ArrayList<>();
    addIf(user != null, "--user", given);
    addIf(passwordVariable != null, "--password-env", given);
    addIf(!casts.isEmpty(), "--cast", given);
    addIf(!noDateAsNull.isEmpty(), "--no-date-as-null", given);
    return given;
  }

  static void addIf(boolean given, String option, List<String> options) {
    if (given) {
      options.add(option);
    }
  }

  /**
   * That the environment variable which should hold the password does not exist.
   *
   * @param verb what cannot be done, such as {@code clone from}
   */
  final Optional<Problem> missingPassword(String code, String verb) {
    return Optional.ofNullable(passwordVariable)
        .filter(name -> System.getenv(name) == null)
        .map(
            name ->
                new Problem(
                    code,
                    "Cannot %s a database: environment variable %s is not set."
                        .formatted(verb, name),
                    "set it to the password, then run the same command again"));
  }

  /** A request to read a table with this login and what is declared. */
  final JdbcRequest requestOf(JdbcSource table, Location target) {
    String variable = passwordVariable;
    JdbcSource source =
        user == null
            ? table
            : table.withLogin(
                user,
                () ->
                    variable == null
                        ? ""
                        : Optional.ofNullable(System.getenv(variable)).orElse(""));
    return JdbcRequest.of(source, target).withCasts(casts).withNoDateAsNull(noDateAsNull);
  }
}
