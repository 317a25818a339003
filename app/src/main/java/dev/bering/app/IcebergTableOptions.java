package dev.bering.app;

import dev.bering.clone.iceberg.IcebergOptions;
import dev.bering.clone.iceberg.IcebergSource;
import dev.bering.clone.iceberg.JdbcCatalogTable;
import dev.bering.clone.iceberg.RestCatalog;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.net.URI;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the command line says of Iceberg tables: which catalog knows them, and where files are. */
final class IcebergTableOptions {

  static final String CATALOG = "--catalog";

  /** A prefix and an absolute place; the prefix may hold equals signs itself. */
  private static final Pattern MOVE = Pattern.compile("(.+)=((?:[a-zA-Z][a-zA-Z0-9+.-]*:)?/.*)");

  private static final Pattern LOGIN =
      Pattern.compile(
          "//[^/?]*@|[?&;](user|username|password|passwd|token)=", Pattern.CASE_INSENSITIVE);

  @Option(
      names = CATALOG,
      paramLabel = "URI",
      description =
          "The catalog that knows the table; SOURCE is then namespace.table. https://... for a"
              + " REST catalog, jdbc:postgresql://... or jdbc:mariadb://... for a JDBC catalog.")
  private @Nullable String catalog;

  @Option(
      names = "--catalog-name",
      paramLabel = "NAME",
      description =
          "What a JDBC catalog is called in its database, or the warehouse of a REST one.")
  private @Nullable String catalogName;

  @Option(
      names = "--catalog-user",
      paramLabel = "USER",
      description = "Who logs in to the database of a JDBC catalog.")
  private @Nullable String user;

  @Option(
      names = "--catalog-password-env",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds that password.")
  private @Nullable String passwordVariable;

  @Option(
      names = "--catalog-token-env",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds a REST catalog's bearer token.")
  private @Nullable String tokenVariable;

  @Option(
      names = "--catalog-credential-env",
      paramLabel = "VARIABLE",
      description = "The environment variable that holds client-id:client-secret for OAuth2.")
  private @Nullable String credentialVariable;

  @Option(
      names = "--held-at",
      paramLabel = "PREFIX=LOCATION",
      description =
          "Files whose recorded paths begin with PREFIX are now at LOCATION, as after a restore.")
  private List<String> heldAt = new ArrayList<>();

  @Option(
      names = "--moved-to",
      paramLabel = "PREFIX=LOCATION",
      description = "Files below PREFIX go to this folder of TARGET.")
  private List<String> movedTo = new ArrayList<>();

  /** Whether a catalog is to be asked, so that the source is a name and no place. */
  boolean isCatalog() {
    return catalog != null;
  }

  /** The options that were given, for sentences. */
  List<String> given() {
    Map<String, Boolean> options = new LinkedHashMap<>();
    options.put(CATALOG, catalog != null);
    options.put("--catalog-name", catalogName != null);
    options.put("--catalog-user", user != null);
    options.put("--catalog-password-env", passwordVariable != null);
    options.put("--catalog-token-env", tokenVariable != null);
    options.put("--catalog-credential-env", credentialVariable != null);
    options.put("--held-at", !heldAt.isEmpty());
    options.put("--moved-to", !movedTo.isEmpty());
    return options.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
  }

  /** What is wrong with the options. */
  List<Problem> problems(String source) {
    List<Problem> problems = new ArrayList<>();
    Stream.concat(heldAt.stream(), movedTo.stream())
        .filter(move -> !MOVE.matcher(move).matches())
        .forEach(
            move ->
                problems.add(
                    problem(
                        source,
                        "'%s' is not PREFIX=LOCATION with an absolute location".formatted(move),
                        "write it like s3://old/lake/orders=/backup/orders")));
    String address = catalog;
    if (address == null) {
      given().stream()
          .filter(option -> option.startsWith("--catalog"))
          .forEach(
              option ->
                  problems.add(
                      problem(
                          source, option + " means nothing without --catalog", "leave it out")));
      return problems;
    }
    boolean jdbc = JdbcOptions.isDatabase(address);
    if (!jdbc && !address.matches("https?://.+")) {
      problems.add(
          problem(
              source,
              "its catalog's address is neither https:// nor jdbc:",
              "give the address of a REST or JDBC catalog; for others name the metadata file"));
    } else if (LOGIN.matcher(address).find()) {
      problems.add(
          problem(
              source,
              "the catalog's address carries a login",
              "leave it out and name environment variables that hold it"));
    }
    if (jdbc && catalogName == null) {
      problems.add(
          problem(
              source,
              "a JDBC catalog's database may hold many catalogs, and none is named",
              "add --catalog-name"));
    }
    List<String> meaningless =
        jdbc
            ? List.of("--catalog-token-env", "--catalog-credential-env")
            : List.of("--catalog-user", "--catalog-password-env");
    given().stream()
        .filter(meaningless::contains)
        .forEach(
            option ->
                problems.add(
                    problem(
                        source,
                        "%s is for %s catalogs".formatted(option, jdbc ? "REST" : "JDBC"),
                        "leave it out")));
    if (tokenVariable != null && credentialVariable != null) {
      problems.add(
          problem(
              source,
              "--catalog-token-env and --catalog-credential-env name two logins",
              "give one of them"));
    }
    Stream.of(passwordVariable, tokenVariable, credentialVariable)
        .filter(variable -> variable != null && System.getenv(variable) == null)
        .forEach(
            variable ->
                problems.add(
                    problem(
                        source,
                        "environment variable %s is not set".formatted(variable),
                        "set it, then run the same command again")));
    return problems;
  }

  /** Which files are not where the metadata says, and which are to go elsewhere. */
  IcebergOptions options() {
    return new IcebergOptions(moves(heldAt), moves(movedTo));
  }

  private static Map<String, Location> moves(List<String> texts) {
    Map<String, Location> moves = new LinkedHashMap<>();
    for (String text : texts) {
      Matcher parts = MOVE.matcher(text);
      if (parts.matches()) {
        moves.put(parts.group(1), Location.of(parts.group(2)));
      }
    }
    return moves;
  }

  /**
   * The table, in its catalog or at its place. The options have no {@link #problems}.
   *
   * @throws UserException if the name is none that a catalog can have
   */
  IcebergSource source(String name) {
    String address = catalog;
    if (address == null) {
      return IcebergSource.at(Location.of(name));
    }
    return JdbcOptions.isDatabase(address) ? ofDatabase(address, name) : ofService(address, name);
  }

  private IcebergSource ofDatabase(String address, String name) {
    Properties login = new Properties();
    if (user != null) {
      login.setProperty("user", user);
    }
    secret(passwordVariable).ifPresent(password -> login.setProperty("password", password));
    String url = address.replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
    return JdbcCatalogTable.of(
        () -> DriverManager.getConnection(url, login),
        catalogName == null ? "" : catalogName,
        name);
  }

  private IcebergSource ofService(String address, String name) {
    RestCatalog service = RestCatalog.at(URI.create(address));
    if (catalogName != null) {
      service = service.withWarehouse(catalogName);
    }
    if (tokenVariable != null) {
      service = service.withToken(() -> secret(tokenVariable).orElse(""));
    }
    if (credentialVariable != null) {
      service = service.withCredential(() -> secret(credentialVariable).orElse(""));
    }
    return service.table(name);
  }

  private static Optional<String> secret(@Nullable String variable) {
    return Optional.ofNullable(variable).map(System::getenv);
  }

  private static Problem problem(String source, String fact, String hint) {
    return new Problem("CLONE_OPTION", "Cannot read %s: %s.".formatted(source, fact), hint);
  }
}
