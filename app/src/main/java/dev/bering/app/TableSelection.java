package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Which tables a command is about: one by its places, many by a pattern or a file. */
final class TableSelection {

  private static final int MAX_AT_ONCE = 64;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SOURCE",
      description = "The table; or several, by a pattern in quotes: '/lake/*', '/lake/**'.")
  private String source = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TARGET",
      description =
          "Folder for the copy: empty, new, or an earlier copy of SOURCE. With a pattern, each"
              + " table has its own folder below, by its path relative to the first '*'.")
  private String target = "";

  @Option(
      names = "--tables",
      paramLabel = "FILE",
      description =
          "Instead of SOURCE and TARGET, a YAML file with a list 'tables', each with source, target"
              + " and options under their names here; relative paths are relative to the file.")
  private @Nullable Path file;

  @Option(
      names = "--tables-at-once",
      paramLabel = "N",
      description =
          "Tables that are under way at once (default 1); they share the files of --concurrency.")
  private @Nullable Integer atOnce;

  @Option(
      names = "--folders",
      description =
          "Patterns find folders of data files too, such as Hive tables, if neither a table nor"
              + " another such folder lies above or below them.")
  private boolean folders;

  /** The source, as it was given; empty if a file names the tables. */
  String source() {
    return source;
  }

  /** The target, as it was given; empty if a file names the tables. */
  String target() {
    return target;
  }

  /** Tables that are under way at once. */
  int atOnce() {
    return atOnce == null ? 1 : atOnce;
  }

  /** Whether a file names the tables. */
  boolean isByFile() {
    return file != null;
  }

  /**
   * Ends here if neither a file nor both places are given.
   *
   * @throws ParameterException as the parser does for a parameter that is required
   */
  void requireNamed(CommandSpec command) {
    if (!isByFile() && target.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          source.isEmpty()
              ? "Missing required parameters: 'SOURCE', 'TARGET'"
              : "Missing required parameter: 'TARGET'");
    }
  }

  /** What is wrong, as far as the words tell. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (isByFile() && !source.isEmpty()) {
      problems.add(
          problem(
              "Cannot take SOURCE '%s' and --tables: the file names the tables."
                  .formatted(JdbcOptions.shown(source)),
              "leave one of them out"));
    }
    if (atOnce != null && (atOnce < 1 || atOnce > MAX_AT_ONCE)) {
      problems.add(
          problem(
              "Cannot take --tables-at-once %d: it must be 1 to %d.".formatted(atOnce, MAX_AT_ONCE),
              "leave it out for one after the other"));
    }
    if (atOnce != null && !isByFile() && TablePattern.of(source).isEmpty()) {
      problems.add(
          problem(
              "Cannot take --tables-at-once: %s is one table.".formatted(JdbcOptions.shown(source)),
              "leave it out, or name several tables by a pattern or by --tables"));
    }
    if (folders && !isByFile() && TablePattern.of(source).isEmpty()) {
      problems.add(
          problem(
              "Cannot take --folders: %s is one table.".formatted(JdbcOptions.shown(source)),
              "leave it out, or name several tables by a pattern or by --tables"));
    }
    return problems;
  }

  /** Options of a table stand in the file, where nobody can forget which table they are for. */
  static List<Problem> besideAFile(List<String> options) {
    return options.stream()
        .map(
            option ->
                problem(
                    "Cannot take %s beside --tables: the file says it of each table."
                        .formatted(option),
                    "write '%s: ...' below defaults or a table".formatted(option.substring(2))))
        .toList();
  }

  private static Problem problem(String message, String hint) {
    return new Problem("CLONE_OPTION", message, hint);
  }

  /**
   * The tables that are meant; empty if it is one.
   *
   * @param options for tables that a pattern finds
   * @throws UserException with everything that keeps them from being found
   */
  Optional<ManyTables> many(TableOptions options) {
    if (file != null) {
      return Optional.of(listed(TablesFile.read(file)));
    }
    return TablePattern.of(source).map(pattern -> found(pattern, Location.of(target), options));
  }

  private ManyTables listed(List<TablesFile.Named> names) {
    List<TableEntry> tables = new ArrayList<>();
    List<String> notTables = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (TablesFile.Named named : names) {
      try {
        Location to = Location.of(named.target());
        Optional<TablePattern> pattern = TablePattern.of(named.source());
        if (pattern.isPresent()) {
          ManyTables found = found(pattern.get(), to, named.options());
          tables.addAll(found.tables());
          notTables.addAll(found.notTables());
        } else {
          tables.add(TableEntry.of(named.source(), to, named.options()));
        }
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new ManyTables(tables, notTables);
  }

  /** Each table goes to its path relative to the fixed part of the pattern. */
  private ManyTables found(TablePattern pattern, Location target, TableOptions options) {
    List<Problem> problems = options.problemsOfPattern(pattern.toString());
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    TableFinder.Found found;
    try (Store store = Stores.open(pattern.root())) {
      TableFinder.Found all = new TableFinder(store).find(pattern);
      found = folders ? all.withFolders() : all;
    } catch (IOException e) {
      throw TableFormat.unreadable(pattern.root(), e);
    }
    if (found.tables().isEmpty()) {
      throw UserException.source(
          new Problem(
              "CLONE_NO_TABLES",
              "Cannot find tables by '%s': none lies there.".formatted(pattern),
              "check the path; '*' stands for a part of one folder's name, '**' for all below"));
    }
    return new ManyTables(
        found.tables().stream().map(path -> entry(path, pattern.root(), target, options)).toList(),
        found.others().stream().map(path -> below(pattern.root(), path).toString()).toList());
  }

  private static TableEntry entry(
      String path, Location root, Location target, TableOptions options) {
    return new TableEntry(path, below(root, path).toString(), below(target, path), options);
  }

  private static Location below(Location folder, String path) {
    return new Location(
        folder.scheme(),
        folder.path().endsWith("/") ? folder.path() + path : folder.path() + "/" + path);
  }
}
