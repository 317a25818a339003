package dev.bering.app;

import dev.bering.clone.folder.ConversionOptions;
import dev.bering.clone.folder.FolderOptions;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the command line says of folders of data files that have no log. */
final class FolderTableOptions {

  @Option(
      names = "--delete-extra",
      description =
          "Remove from TARGET what an earlier run copied and SOURCE has no more; nothing else is"
              + " ever removed.")
  private boolean deleteExtra;

  @Option(
      names = "--partition-column",
      paramLabel = "NAME=TYPE",
      description =
          "With --target-format delta: the type of a partition column, such as hour=int; else it is"
              + " integer, long, date or string, by its values.")
  private Map<String, String> partitionTypes = new LinkedHashMap<>();

  /** The options that were given, for sentences. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (deleteExtra) {
      given.add("--delete-extra");
    }
    if (!partitionTypes.isEmpty()) {
      given.add("--partition-column");
    }
    return given;
  }

  /** What is wrong with them for a folder. */
  List<Problem> problems(String source, boolean toDelta) {
    List<Problem> problems = new ArrayList<>();
    if (toDelta && deleteExtra) {
      problems.add(
          problem(
              source,
              "--delete-extra means nothing for a Delta table, whose log says which files count",
              "leave it out"));
    }
    if (!toDelta && !partitionTypes.isEmpty()) {
      problems.add(
          problem(
              source,
              "--partition-column means nothing for a copy of files",
              "leave it out, or add --target-format delta"));
    }
    return problems;
  }

  private static Problem problem(String source, String fact, String hint) {
    return new Problem("CLONE_OPTION", "Cannot clone %s: %s.".formatted(source, fact), hint);
  }

  /** For a copy of the files. */
  FolderOptions copy() {
    return new FolderOptions(deleteExtra ? FolderOptions.Gone.DELETE : FolderOptions.Gone.KEEP);
  }

  /** For a Delta table of them. */
  ConversionOptions conversion() {
    return new ConversionOptions(partitionTypes);
  }
}
